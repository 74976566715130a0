"""`viva doctor`: looks at this machine and says what is missing or unsafe. `looking` sees, `checks` judge, `command` tells."""
