"""Find out who the speakers are: the cast, names and roles, without any input or output."""
