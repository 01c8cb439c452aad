"""What is answered on this machine: no network, no text that leaves it."""
