"""The only writers of meetings to come, under one name."""

from kith.preparation.cases import bring, bring_restricted, pull_up
from kith.preparation.keeping import keep
from kith.preparation.meetings import Sets, call_off, confirm, set_weekly

__all__ = ["Sets", "bring", "bring_restricted", "call_off", "confirm", "keep", "pull_up", "set_weekly"]
