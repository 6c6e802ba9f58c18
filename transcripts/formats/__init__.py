"""One module per file format: `render` writes it; `parse` reads it if it is also an input."""
