"""The pages: the list of recordings and the page of one recording, with the data that they show."""
