"""Tests of what the simulated mailboxes hold."""
