"""`python -m addon.cli` is `inbox`."""

from addon.cli import main

main()
