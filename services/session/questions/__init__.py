"""What interviews ask: stages, rubrics, scenarios, and the question bank."""
