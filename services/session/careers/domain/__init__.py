"""Decides, from words alone, whether somebody changes careers."""
