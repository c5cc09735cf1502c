"""
The kith command: one module of this package per command, loaded when it is asked for.

A module `kith/cli/<name>.py` exposes `command` (click); a trailing underscore keeps Python's own words free (`import_`), an
underscore inside is a hyphen outside, and one in front makes the module no command. What commands share is here.
"""

from kith.cli._answers import Answer, Unusable, answers, progress, progress_bar, ready, say
from kith.cli._group import main

__all__ = ["Answer", "Unusable", "answers", "main", "progress", "progress_bar", "ready", "say"]
