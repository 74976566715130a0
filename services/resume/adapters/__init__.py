"""What touches the world: the parser process, the embedding model, and session's stores."""
