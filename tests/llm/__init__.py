"""Builders of what the llm service is told, for its tests."""
