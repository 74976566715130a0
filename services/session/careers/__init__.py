"""Whether somebody changes careers: what was studied and done, held against the job that is wanted."""
