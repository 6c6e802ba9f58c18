"""Files of an archive, on a local disk or in an object store."""
