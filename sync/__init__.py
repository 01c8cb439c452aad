"""Mailboxes outside: the only place that tells providers apart."""
