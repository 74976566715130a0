"""Sample résumés, written by the tests themselves: Korean and English, with tables and without, honest and hostile."""
