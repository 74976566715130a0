"""The `viva` command: interviews, events and questions from any terminal, and an installation from its checkout."""
