"""
A language that nobody speaks: each sentence of the template in brackets and a third longer, "⟦Due today extra⟧".

What stands outside the brackets on a page was not marked; what no longer fits would not fit in German either.
"""

import re
from html.parser import HTMLParser
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.mofile import write_mo

ROOT = Path(__file__).parents[2]
CODE = "qps"
"""A code that is reserved for private use."""


def tool() -> Any:
    """Return the module of `make words`."""
    spec = spec_from_file_location("gathering_of_words", ROOT / "tools/words.py")
    assert spec and spec.loader
    loaded = module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def decorated(sentence: str) -> str:
    """Return a sentence in brackets and longer, its places where they were."""
    return f"⟦{sentence}{' extra' * (1 + len(sentence) // 18)}⟧"


def install(folder: Path) -> Path:
    """Put the compiled language into a folder, and return the folder as LOCALE_PATHS and KITH_LOCALE take it."""
    language = Catalog(locale="en", charset="utf-8", fuzzy=False)
    for one in tool().gathered():
        if one.id:
            plural = isinstance(one.id, tuple)
            said = tuple(map(decorated, one.id)) if plural else decorated(one.id)
            language.add(one.id, said, context=one.context)
    target = folder / CODE / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, language)
    return folder


_BRACKETS = re.compile(r"⟦[^⟦⟧]*⟧")


def outside_brackets(text: str) -> str:
    """Return what is left of each line without everything in brackets, which may hold brackets and go over lines."""
    while (shorter := _BRACKETS.sub(" ", text)) != text:
        text = shorter
    return "\n".join(" ".join(line.split()) for line in text.splitlines())


class Seen(HTMLParser):
    """What people see or hear of a page: its texts, and the attributes that are shown or read out."""

    SPOKEN = frozenset({"aria-label", "title", "alt", "placeholder", "aria-description", "label"})
    UNSEEN = frozenset({"script", "style", "textarea"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._unseen = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in self.UNSEEN
        self.texts += [value for name, value in attributes if name in self.SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in self.UNSEEN

    def handle_data(self, data: str) -> None:
        if not self._unseen and data.strip():
            self.texts.append(data)
