"""What is read on this machine alone: meaning, categories, and how good they are. Needs no network."""
