"""Measurements, each a file that prints a table; beside every figure stands a limit measured in the same run."""
