"""Store an archive: files, database, search, publishing and site. docs/map.md shows the layers."""
