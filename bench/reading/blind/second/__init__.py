"""The set of 2026-11-28, 06:50 UTC, written after what the first one taught was mended, and unlike it."""
