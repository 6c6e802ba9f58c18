"""The pages: the list of recordings, and one recording to edit. What they show is made here."""
