"""What is asked of an engine and what its answers are held to, whichever engine it is."""
