"""Files of word processors: a zip of XML parts that says what is written and how, and leaves where it stands to its reader."""
