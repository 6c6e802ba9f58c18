"""Publishing: a transcript rendered into files, and recordings published again."""
