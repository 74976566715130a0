"""Session decides and remembers: accounts, postings, interviews, the task ledger, events and reports. It calls nobody."""
