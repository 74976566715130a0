"""Reports: the numbers, which session computes itself, and the words, which an engine writes about them."""
