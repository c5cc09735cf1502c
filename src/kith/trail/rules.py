"""Kinds of looks. Plain words that the person's own list of looks shows."""

from datetime import timedelta
from enum import StrEnum

RECEIPT_KEPT = timedelta(days=30)
"""How long a used key is remembered; after that it counts as fresh (promise P13)."""


class LookKind(StrEnum):
    """How somebody was shown."""

    OPEN = "open"
    LIST = "list"
    SEARCH = "search"
    PRINT = "print"
