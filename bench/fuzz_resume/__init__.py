"""What `make fuzz-resume` runs: real files, harmed at random, through the real parser process."""
