"""What a language model is told, in both languages, and the forms that its replies must have."""

VERSION = "3"
"""Stands in every stamp beside the model; changes with any change of these prompts."""
