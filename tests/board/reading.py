"""Reading a page of the board as a person does: sections with their lines, reasons, counts."""

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

VOID = {"meta", "link", "input", "br", "use", "hr", "img"}


@dataclass
class Element:
    """One element of a page."""

    tag: str
    attributes: dict[str, str]
    parts: list["Element | str"]

    @property
    def text(self) -> str:
        """All words inside, with single spaces."""
        return " ".join("".join(part if isinstance(part, str) else f" {part.text} " for part in self.parts).split())

    def all(self, tag: str = "", **attributes: str) -> list["Element"]:
        """Return the elements inside with this tag and these attributes (`data_person` is data-person; '' for any value)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        found = []
        for part in self.parts:
            if isinstance(part, str):
                continue
            if tag in ("", part.tag) and all(
                name in part.attributes
                and (not value or value in (part.attributes[name], *part.attributes[name].split()))
                for name, value in wanted.items()
            ):
                found.append(part)
            found += part.all(tag, **attributes)
        return found

    def one(self, tag: str = "", **attributes: str) -> "Element":
        """Return the only such element inside."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of {tag} {attributes}"
        return found[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.top = Element("page", {}, [])
        self.open = [self.top]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs}, [])
        self.open[-1].parts.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].parts.append(Element(tag, {name: value or "" for name, value in attrs}, []))

    def handle_endtag(self, tag: str) -> None:
        if any(one.tag == tag for one in self.open):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def whole(response: Any) -> Element:
    """Return an answer's page as elements, the bands above its main part too."""
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader.top


def page(response: Any) -> Element:
    """Return an answer's main part as elements."""
    return whole(response).one("main")


def lines(element: Element) -> list[Element]:
    """Return the lines of people inside, in order."""
    return element.all("tr", data_person="")


def names(element: Element) -> list[str]:
    """Return the names of the people whose lines stand inside, in order."""
    return [line.one("th").one("a").text for line in lines(element)]


def sections(element: Element) -> dict[str, list[str]]:
    """Return the sections of a board by heading with its count, each with its people in order."""
    return {section.one("h2").text: names(section) for section in element.all("section", class_="kith-section")}


def reasons(element: Element, name: str) -> list[str]:
    """Return the codes of the reasons on somebody's line, in order."""
    line = next(one for one in lines(element) if one.one("th").one("a").text == name)
    return [one.attributes["data-reason"] for one in line.all("span", data_reason="")]


def cell(element: Element, name: str, kind: str) -> str:
    """Return the words of a cell on somebody's line: 'why', 'lead', 'seen' or 'next'."""
    line = next(one for one in lines(element) if one.one("th").one("a").text == name)
    return line.one("td", class_=f"kith-c-{kind}").text
