"""What an operator types: `viva up`, `viva status` and `viva doctor`, for the installation of this checkout."""
