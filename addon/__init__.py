"""The Flask service: doors, identity, one transaction per request."""
