"""`python -m kith.cli` is `kith`."""

from kith.cli import main

main()
