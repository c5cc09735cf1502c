"""
Which languages are installed: English, in which Kith is written, and those whose compiled catalogue is there.

A reader gets the first installed language that their browser asks for, else the usual one (`KITH_LANGUAGE`, else English).
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

ENGLISH = ("en-gb", "English")


def locale_folders() -> list[Path]:
    """Return the folders with catalogues: our own and, where `KITH_LOCALE` names one, the place's own before it."""
    own = Path(__file__).parent.parent / "locale"
    return [Path(given), own] if (given := os.environ.get("KITH_LOCALE")) else [own]


def installed(folders: Iterable[Path]) -> list[tuple[str, str]]:
    """Return code of each language with its name (its code again, for others than English), by code. `pt_BR` is `pt-br`."""
    catalogues = {path for folder in folders for path in folder.glob("*/LC_MESSAGES/django.mo")}
    codes = {path.parts[-3].replace("_", "-").lower() for path in catalogues} - {ENGLISH[0]}
    return [ENGLISH, *((code, code) for code in sorted(codes))]


def usual_language(languages: Sequence[tuple[str, str]]) -> str:
    """Return the language of readers who ask for none that is installed. Raises ValueError for one that is not."""
    code = os.environ.get("KITH_LANGUAGE", ENGLISH[0]).lower()
    if code not in dict(languages):
        raise ValueError(f"KITH_LANGUAGE is {code}, which is not installed: {', '.join(dict(languages))} are")
    return code
