"""Eleven more, as samples are usually written, after what the fifth taught was mended; committed before they were first read."""
