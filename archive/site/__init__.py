"""A static website of everything that an archive has published, with search."""
