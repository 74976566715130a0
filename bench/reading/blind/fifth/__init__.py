"""Fifteen more in other hands and other trades, written after what the fourth taught was mended, committed before they were first read."""
