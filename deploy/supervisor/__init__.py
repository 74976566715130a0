"""Starts every process of one Viva on one machine, keeps them running, and stops them together."""
