"""What a résumé is and how it is read, without a file, a process or a wire."""
