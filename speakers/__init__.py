"""Cast, names and roles: who the speakers are. Pure functions of values."""
