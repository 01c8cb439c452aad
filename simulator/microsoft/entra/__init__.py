"""Entra on localhost: discovery, keys, sign-in, consent and tokens."""
