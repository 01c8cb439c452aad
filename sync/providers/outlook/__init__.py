"""Mailboxes at Microsoft 365, read and written through Microsoft Graph."""
