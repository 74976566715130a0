"""LlmService on the wire: decode, let the domain work, encode."""
