"""Viva as containers on one machine: the composition, and what makes its keys, passwords and certificates."""
