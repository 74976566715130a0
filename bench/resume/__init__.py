"""What `make bench-resume` runs: from upload to READY, beside the bare work."""
