"""The host page: a webmail for the simulated mailboxes, with the add-on's cards beside the mail."""
