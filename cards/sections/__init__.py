"""The sections of a conversation's card, one a file."""
