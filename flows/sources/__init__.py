"""Find recordings in folders, manifests and podcast feeds."""
