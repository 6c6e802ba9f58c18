"""The archive: files, database, search, publishing and site. See docs/map.md for the layers."""
