"""The JSON API: list recordings, open a transcript, review doubtful places, save and list edits."""
