"""What depends on the language that is spoken: one value a language, one folder for each."""
