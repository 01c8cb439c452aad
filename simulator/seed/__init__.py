"""What the simulated mailboxes hold: an invented clinic's mail, a patient who goes on writing, people's own mail."""
