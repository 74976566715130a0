"""Bytes too many for one message: stored whole or not at all."""
