"""The phrases that tell, a module for each language and a table for each kind of evidence."""
