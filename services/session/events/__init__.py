"""What happened, in order, and who is told."""
