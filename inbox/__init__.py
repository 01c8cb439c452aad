"""What a conversation is, what may happen to it, and the store that keeps it."""
