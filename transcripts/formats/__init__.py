"""One file per format: `render` writes it, `parse` reads it where it is also an input."""
