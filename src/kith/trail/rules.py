"""Kinds of looks. Plain words that the person's own list of looks shows."""

from enum import StrEnum


class LookKind(StrEnum):
    """How somebody was shown."""

    OPEN = "open"
    LIST = "list"
    SEARCH = "search"
    PRINT = "print"
