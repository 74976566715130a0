"""Who hires: companies, those who act for them, and their postings."""
