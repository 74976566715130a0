"""How Viva is run: the supervisor of one machine, and the edge in front of it."""
