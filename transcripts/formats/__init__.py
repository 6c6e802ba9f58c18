"""Read and write file formats: each module has `render`, and `parse` if it is also an input."""
