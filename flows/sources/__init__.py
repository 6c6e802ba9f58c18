"""Where recordings come from: folders, manifests and podcast feeds."""
