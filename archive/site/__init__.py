"""A static website, with search, of everything that an archive has published."""
