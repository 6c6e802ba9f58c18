"""How fast tapelog is beside the rivals' own code: the same sound, model and machine, in turn."""
