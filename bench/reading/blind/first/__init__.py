"""The set of 2026-11-28, 06:15 UTC, written by somebody who had not seen the reader nor the corpus's layouts."""
