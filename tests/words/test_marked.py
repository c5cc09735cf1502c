"""Every sentence in templates and code is marked, and the committed template of all languages holds it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog
from jinja2 import nodes

from kith.web.jinja import environment
from words.pseudo import ROOT, Seen, tool

SOURCE = ROOT / "src/kith"
TEMPLATES = sorted(SOURCE.glob("*/jinja2/**/*.jinja"))
MARKS = {"_", "gettext", "ngettext", "pgettext", "npgettext", "later", "gettext_lazy", "ngettext_lazy"}

# Templates


def unmarked_in_template(source: str) -> list[str]:
    """Return what a template shows that is not marked: text between tags, spoken attributes, sentences in expressions."""
    tree = environment(auto_reload=False, loader=None).parse(source)
    html = re.sub("<(/?)(?=[ >])", r"<\1span", "".join(_html(tree)))  # a tag whose name is computed
    shown = [text.strip() for text in Seen(html).texts if re.search("[A-Za-z]", text)]
    return shown + [text for text in _texts(tree) if _is_prose(text)]


def _html(node: nodes.Node) -> Iterator[str]:
    """The template's own text in order; what it computes is left out."""
    if isinstance(node, nodes.TemplateData):
        yield node.data
    if isinstance(node, nodes.Block) and node.name == "width":  # stands in an attribute of the layout
        return
    for child in node.iter_child_nodes():
        yield from _html(child)


def _texts(node: nodes.Node) -> Iterator[str]:
    """The texts in expressions that no mark holds."""
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in MARKS:
        for value in node.kwargs:
            yield from _texts(value)
    elif isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    else:
        for child in node.iter_child_nodes():
            yield from _texts(child)


def _is_prose(text: str) -> bool:
    """Whether a text in an expression is for people: it has a capital or a space, and is no list of classes or code."""
    is_code = text in CODES or bool(re.search(r"kith-|nhsuk-|/|^[a-z]+[A-Z]\w*$|^--", text))
    return not is_code and bool(re.search(r"[A-Za-z]{2}", text)) and bool(re.search(r"[A-Z ]", text.strip()))


CODES = {
    "due today",
    "in error",
    "not assessed",
    "off the list",
    "as planned",
    "no change",
    "weekly meeting",
    "to duty",
    "next week",
    "to huddle",
}
"""Codes with a space that templates compare with; what is shown for them is marked."""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_template_shows_nothing_unmarked(path: Path) -> None:
    assert unmarked_in_template(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Due today</p>", ["Due today"]),
        ("<p>{{ name }}, due</p>", [", due"]),
        ("""<a aria-label="Close it"{% if x %} class="y"{% endif %}>{{ _("Close") }}</a>""", ["Close it"]),
        ("""{{ text(form, "what", "What has to be done") }}""", ["What has to be done"]),
        ("{% trans %}Marked{% endtrans %}{{ _('Too') }}", []),
        ("""<svg class="kith-mark"><use href="#m"/></svg> {{ one|clock }}: {{ two }}""", []),
    ],
)
def test_a_planted_text_is_found(source: str, found: list[str]) -> None:
    assert unmarked_in_template(source) == found


# Code

NOT_FOR_PEOPLE = {"cli", "simulation", "database", "migrations", "config"}
"""The command line, the made-up borough and what operators read speak English; so do logs and faults."""
FAULTS = {"ValueError", "RuntimeError", "TypeError", "TableError", "NaiveMoment"}
FOR_READERS_OF_FILES = {"sharing"}
"""An import tells its reader of each broken record, in the terms of FHIR, which are English."""
CODE = sorted(
    path
    for path in SOURCE.rglob("*.py")
    if not {*path.parts} & (NOT_FOR_PEOPLE | FOR_READERS_OF_FILES) and path.parent != SOURCE
)


def unmarked_in_code(source: str) -> list[str]:
    """Return the texts in a module that read like a sentence - a capital, spaces, a full stop - and are not marked."""
    return [text for text in _strings(ast.parse(source)) if re.fullmatch(r"\s*(?:[A-Z]|\{\}).* .*[.?!]\s*", text)]


def _strings(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and _name(node.func) in MARKS | FAULTS:
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _strings(child)


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(SOURCE)))
def test_code_says_nothing_unmarked(path: Path) -> None:
    assert unmarked_in_code(path.read_text(encoding="utf-8")) == []


def test_a_planted_sentence_is_found() -> None:
    planted = (
        'raise Refusal("Choose a day.", field="day"); raise Refusal(f"{day} is no day of work."); _("Choose a day.")'
    )
    assert unmarked_in_code(planted) == ["Choose a day.", "{} is no day of work."]


# The template of all languages


def test_the_template_holds_every_sentence() -> None:
    words = tool()
    assert words.missing_from(words.TEMPLATE, words.gathered()) == []


def test_a_sentence_of_each_source_is_gathered() -> None:
    gathered = tool().gathered()
    wanted = {
        "a page": "Sign out",
        "a rule": "Visit missed %(day)s",
        "a presenter": "Raised %(when)s by %(who)s.",
        "a table": "community nurse",
        "the database": "This huddle is closed: nothing in it can be changed.",
        "a plural": ("%(number)d action due today", "%(number)d actions due today"),
    }
    assert {where for where, sentence in wanted.items() if gathered.get(sentence) is None} == set()


def test_a_sentence_that_the_template_lacks_is_named(tmp_path: Path) -> None:
    words, catalog = tool(), Catalog()
    catalog.add("Choose a day.")
    held = tmp_path / "django.pot"
    held.write_text(words.template_text(catalog), encoding="utf-8")
    catalog.add("Choose another day.")
    assert words.missing_from(held, catalog) == ["Choose another day."]


def test_the_template_has_neither_lines_nor_dates() -> None:
    written = tool().TEMPLATE.read_text(encoding="utf-8")
    assert re.findall(r'^#:.*|.*-Date.*|^[^"]*\.py.*', written, re.MULTILINE) == []


def test_a_translation_with_a_place_that_its_sentence_lacks_is_refused() -> None:
    text = 'msgid "by %(time)s"\nmsgstr "erbyn %(amser)s"\n\nmsgid "to %(time)s"\nmsgstr "hyd %(time)s"\n'
    assert tool().faults_in(text, "cy") == [
        "cy: the translation of “by %(time)s” has places that the sentence does not have"
    ]
