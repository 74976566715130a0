"""Who may come in, what they may do, and what is left of them when they go."""
