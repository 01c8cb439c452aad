"""Turn the raw bytes of a mail into values: pure functions, no database, no input or output."""
