"""The phrases that tell, a folder for each language: another one has the same modules and names."""
