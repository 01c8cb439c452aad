"""A script of provider and staff changes, killed at every call and every commit, ends as if nothing had happened."""
