"""Reading a page's forms and sending them back, as a browser without scripts does."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client


@dataclass
class Form:
    """A form of a page: where it goes, what stands in its fields, the answers of its lists, what is wrong beside which field."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        if not self.forms:
            return
        form = self.forms[-1]
        if tag == "input" and name:
            form.options.setdefault(name, []).append(given.get("value", ""))
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                form.values[name] = given.get("value", "")
        elif tag == "textarea":
            self.area = name
            form.values[name] = ""
        elif tag == "select":
            self.select = name
            form.options[name] = []
        elif tag == "option" and self.select:
            value = given.get("value", "")
            form.options[self.select].append(value)
            if "selected" in given or self.select not in form.values:
                form.values[self.select] = value

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1].values[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        if tag == "textarea":
            self.forms[-1].values[self.area] = self.forms[-1].values[self.area].strip()
            self.area = ""


def form_of(answer: Any, action: str) -> Form:
    """Return the only form of a page that goes to this address."""
    reader = _Reader()
    reader.feed(answer.content.decode())
    found = [form for form in reader.forms if form.action == action]
    assert len(found) == 1, f"{len(found)} forms go to {action}: {[form.action for form in reader.forms]}"
    return found[0]


def send(browser: Client, answer: Any, action: str, **typed: str) -> Any:
    """Fill in the form of a page that goes to this address, send it, and return the answer that follows."""
    values = form_of(answer, action).values | typed
    return browser.post(action, values, follow=True)


def said_of(answer: Any, name: str) -> tuple[bool, bool]:
    """Return whether the summary of a page leads to a field of this name that is there, and whether an error stands beside it."""
    text = answer.content.decode()
    return f'href="#{name}"' in text and f' id="{name}"' in text, f'id="{name}-error"' in text
