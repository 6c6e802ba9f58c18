"""Attribution: which voice speaks each word, and the turns that result."""
