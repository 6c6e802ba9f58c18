"""The web editor: a person corrects what the machine made. It never loads a model."""
