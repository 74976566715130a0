"""How partners hear of events without holding a stream."""
