"""Measures finding: how fast and exact among 100,000 passages (`make bench-search`), and how good (`make bench-quality`)."""
