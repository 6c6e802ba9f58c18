"""Languages: everything that depends on the spoken language, one value and folder for each."""
