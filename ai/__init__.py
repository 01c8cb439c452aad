"""Asking a model: typed questions, typed answers. Returns values, never writes, and knows no database."""
