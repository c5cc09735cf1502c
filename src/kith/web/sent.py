"""What somebody sent by a form, in the form's own words: its labels and the answers of its lists, read from its page."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpRequest

from kith.web.words import first_up

UNSEEN = frozenset({"key", "csrfmiddlewaretoken", "version"})
"""Fields that nobody types: a form sent as new brings its own key and token, and keeps the version it was opened on."""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of a form in words: what was asked, and what was answered."""

    label: str
    answer: str


@dataclass(slots=True)
class _Asked:
    """What a page says of the fields of its forms, by id and by name."""

    labels: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    legends: dict[str, str] = field(default_factory=dict)
    choices: dict[tuple[str, str], str] = field(default_factory=dict)
    lines: dict[tuple[str, str], str] = field(default_factory=dict)


def said(request: HttpRequest, page: str) -> list[Said]:
    """
    Return what was sent, in the order of the form, by the labels of the page that shows it; nothing for empty answers.

    What the page does not ask (it may not show the form at all) is named by its field; ids that nobody typed are left out.
    """
    reader = _Reader()
    reader.feed(page)
    found = [
        Said(*pair)
        for name, answers in request.POST.lists()
        if name not in UNSEEN and "password" not in name
        for pair in _pairs(reader.asked, name, [str(one).strip() for one in answers])
    ]
    return list(dict.fromkeys(found))


def posted(request: HttpRequest) -> list[tuple[str, str]]:
    """Return name and value of everything sent but the key and the token, to be sent again; never a password."""
    kept = UNSEEN - {"version"}
    return [
        (name, str(one))
        for name, answers in request.POST.lists()
        if name not in kept and "password" not in name
        for one in answers
    ]


def _pairs(asked: _Asked, name: str, answers: list[str]) -> Iterator[tuple[str, str]]:
    for answer in filter(None, answers):
        if (name, answer) in asked.choices:
            label = asked.labels.get(asked.choices[name, answer], answer)
            yield asked.legends.get(name) or _named(name), label
        elif (name, answer) in asked.lines:
            yield asked.labels.get(asked.ids[name]) or _named(name), asked.lines[name, answer]
        elif name in asked.ids:
            yield asked.labels.get(asked.ids[name]) or _named(name), answer
        elif not asked.ids and not _is_id(answer):
            yield _named(name), answer


def _named(name: str) -> str:
    return first_up(name.replace("_", " "))


def _is_id(answer: str) -> bool:
    return len(answer) == 36 and answer.count("-") == 4


class _Reader(HTMLParser):
    """Reads labels, legends and the lines of lists; a field's name is found by its id."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = _Asked()
        self.label = self.select = self.option = self.legend = ""
        self.text: list[str] = []
        self.bold = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, key = given.get("name", ""), given.get("id", "")
        if tag in ("label", "legend", "option"):
            self.text, self.bold = [], False
            self.label = given.get("for", "") if tag == "label" else ""
            self.option = given.get("value", "")
        elif tag == "b" and self.label:
            self.text, self.bold = [], True
        elif tag == "select":
            self.select, self.asked.ids[name] = name, key
        elif tag == "fieldset":
            self.legend = ""
        elif tag == "input" and given.get("type") in ("radio", "checkbox"):
            self.asked.choices[name, given.get("value", "on")] = key
            self.asked.legends.setdefault(name, self.legend)
        elif tag == "textarea" or (tag == "input" and given.get("type") != "hidden" and name):
            self.asked.ids[name] = key

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        words = " ".join("".join(self.text).split())
        if (tag == "b" and self.bold) or (tag == "label" and self.label and not self.bold):
            self.asked.labels.setdefault(self.label, words)
        elif tag == "legend":
            self.legend = words
        elif tag == "option" and self.select:
            self.asked.lines[self.select, self.option] = words
        if tag in ("label", "select"):
            self.label, self.select = "", self.select if tag == "label" else ""
