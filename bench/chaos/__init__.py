"""Kills every process of a running Viva at random moments under live interviews, and counts what was lost: nothing."""
