"""Reading and sorting mail on this machine alone: without a network, without a graphics card."""
