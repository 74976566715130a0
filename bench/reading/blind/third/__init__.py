"""The set of 2026-11-28, 07:05 UTC, written after what the first two taught was mended."""
