"""Attribution: the voice that speaks each word, and the turns that follow from it."""
