"""What staff see, said once, and one renderer per host."""
