"""Archive: files, the database, search, publishing and the site. See docs/map.md for the order."""
