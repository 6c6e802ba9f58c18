"""Find out who the speakers are: cast, names and roles. Pure functions."""
