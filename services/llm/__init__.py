"""Asks the next question, reads answers, and writes the words of reports; keeps nothing between two calls."""
