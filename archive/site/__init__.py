"""A site of static pages from what an archive has published: to read, to search, to quote."""
