"""An organization as its admin writes it: one YAML file, read, applied and written back."""
