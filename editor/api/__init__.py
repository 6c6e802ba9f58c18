"""The JSON API: recordings, one transcript, its doubtful places, its edits."""
