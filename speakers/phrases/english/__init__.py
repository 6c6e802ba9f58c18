"""English: a module for each kind of text, a table for each kind of evidence."""
