"""HTTP in front of the RPCs: `routes` is the table, `endpoint` serves a row of it, `app` puts all of it together."""
