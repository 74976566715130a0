"""Résumés: originals, what was read in them, and what can be found in them."""
