"""The database of an archive: connections, tables and migrations."""
