"""Programs that put a whole running Viva under load or at risk, and print what they counted."""
