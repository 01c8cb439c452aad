"""Gmail mailboxes, through Google's client and its own description of the API."""
