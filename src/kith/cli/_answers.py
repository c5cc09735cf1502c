"""
How every command answers: one JSON object on standard output with --json, else text; all else on standard error.

Exit 0: done and sound; 1: what was checked does not hold, or records were rejected; 2: unusable arguments, in one line.
"""

import functools
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import click
import msgspec
from tqdm import tqdm

from kith.database.trouble import DatabaseTrouble

T = TypeVar("T")


class Unusable(click.UsageError):
    """Arguments that cannot be used: the sentence says which and what to give instead. Exit 2."""


@dataclass(frozen=True)
class Answer:
    """
    What a command found out.

    body: the JSON object; text: what a person reads (one "name: value" a line when not given); sound: False means exit 1.
    """

    body: Mapping[str, Any]
    text: str | None = None
    sound: bool = True


class Bar(Protocol):
    """A progress bar, or nothing where nobody watches."""

    def update(self, number: float, /) -> Any: ...


def answers(run: Callable[..., Answer]) -> Callable[..., None]:
    """Give a command the option --json, print the answer it returns, and end with its exit code. Put it nearest the function."""

    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
    @functools.wraps(run)
    def wrapped(*arguments: Any, as_json: bool, **options: Any) -> None:
        answer = run(*arguments, **options)
        say(answer, as_json=as_json)
        if not answer.sound:
            raise click.exceptions.Exit(1)

    return wrapped


def say(answer: Answer, *, as_json: bool) -> None:
    """Print an answer at once: JSON on one line, or its text."""
    if as_json:
        sys.stdout.write(msgspec.json.encode(answer.body, enc_hook=str).decode() + "\n")
    else:
        text = (
            answer.text
            if answer.text is not None
            else "\n".join(f"{name}: {value}" for name, value in answer.body.items())
        )
        sys.stdout.write(text + "\n" if text else "")
    sys.stdout.flush()


def progress(items: Iterable[T], *, of: str, total: int | None = None) -> Iterator[T]:
    """Yield the items, with a progress bar on standard error when that is a terminal. `of`: what is counted, in the plural."""
    yield from tqdm(items, total=total, unit=f" {of}", disable=not sys.stderr.isatty(), file=sys.stderr, leave=False)


@contextmanager
def progress_bar(*, of: str, total: int | None = None, scale: bool = False) -> Iterator[Bar]:
    """Yield a bar to `update(number)` by hand; `scale` shows thousands as k (bytes of a large file)."""
    watched = sys.stderr.isatty()
    with tqdm(total=total, unit=of, unit_scale=scale, disable=not watched, file=sys.stderr, leave=False) as bar:
        yield bar


def ready() -> None:
    """
    Return when Django is set up and the database is there with all migrations. Call it first in a command that needs rows.

    Raises:
        DatabaseTrouble: if not; the group says it in one line and exits with 1.
    """
    import django

    from kith.database.prepare import prepare

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.config.settings")
    django.setup()
    prepare()


__all__ = ["Answer", "DatabaseTrouble", "Unusable", "answers", "progress", "progress_bar", "ready", "say"]
