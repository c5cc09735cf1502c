"""The kith command: one module per command, loaded when it is asked for."""


def main() -> None:
    """This will run one command and exit with its code."""
