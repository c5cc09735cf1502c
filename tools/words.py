"""
Gather the sentences for people into the template of all languages, and bring each language up to date with it.

    python tools/words.py            write src/kith/locale/django.pot and the languages' .po files (make words)
    python tools/words.py --check    say what is out of date and end with 1 (make check)

The template holds no line numbers and no dates, so that it changes only when a sentence does.
"""

import csv
import io
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src/kith"
LOCALE = SOURCE / "locale"
TEMPLATE = LOCALE / "django.pot"
LONGEST = 400_000
"""Bytes that the template may have: above, the host of the repository no longer shows what changed in it."""
HEADER = (
    'msgid ""\nmsgstr ""\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
)
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "later": None,
    "later_of": ((1, "c"), 2),
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
"""What marks a sentence, in code and in pages."""
TABLES: Mapping[str, Mapping[str, str]] = {
    "roles.csv": {"label": "a role"},
    "role-rights.csv": {"sentence": "a decision right"},
    "topics.csv": {"label": "what is decided", "sentence": "a decision right"},
    "item-kinds.csv": {
        "label": "a kind of thing done for somebody",
        "choice_label": "how it is done",
        "subjects": "what of it",
    },
    "closing.csv": {"sentence": "who closes an escalation"},
    "team-setup.csv": {
        "label": "a line of the set-up of a team",
        "sentence": "what a team has before it opens",
        "asks": "what to write",
    },
    "sharing-purposes.csv": {
        "label": "what is shared for",
        "to_person": "said to the person",
        "sentence": "what is shared for",
    },
    "sharing-fields.csv": {
        "label": "what may be told",
        "to_person": "said to the person",
        "sentence": "what may be told",
        "taken_from": "where it is from",
    },
    "services.csv": {"label": "a service"},
    "tables.csv": {"label": "a table of rules"},
    "inputs.csv": {"label": "what is entered for a table", "unit": "a unit", "options": "an answer"},
    "scores/*.csv": {"sentence": "a rule of a score"},
    "thresholds/*.csv": {"sentence": "a rule of a table"},
}
"""The shipped tables whose words pages show, by column, with the note for whoever translates; `|` stands between answers."""
PLACES = "#, python-format\n"
PLACE = re.compile(r"%\(\w+\)[a-z]|%%")


def gathered() -> Catalog:
    """Return every sentence that code, pages and the shipped tables mark."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")
    catalog = Catalog(charset="utf-8")
    found = extract_from_dir(SOURCE, methods, options, KEYWORDS, ("Translators:",), strip_comment_tags=True)
    for name, _line, words, notes, context in found:
        catalog.add(words, locations=[(name, 0)], auto_comments=notes, context=context)
    for pattern, columns in TABLES.items():
        for path in sorted((ROOT / "policy").glob(pattern)):
            with path.open(encoding="utf-8") as file:
                _add_of_table(catalog, list(csv.DictReader(file)), columns)
    return catalog


def _add_of_table(catalog: Catalog, rows: list[dict[str, str]], columns: Mapping[str, str]) -> None:
    for row in rows:
        for column, note in columns.items():
            for words in filter(None, (one.strip() for one in row[column].split("|"))):
                catalog.add(words, auto_comments=[note])


def template_text(catalog: Catalog) -> str:
    """
    Return the template as it is written to its file.

    That a sentence has places is left out: whoever reads the template sees it from the sentence, and a tenth of the file
    would say it. The files of languages, made from it, say it again.
    """
    file = io.BytesIO()
    write_po(file, catalog, width=120, no_location=True, omit_header=True, sort_output=True)
    return HEADER + file.getvalue().decode().replace(PLACES, "")


def language_text(catalog: Catalog, path: Path) -> str:
    """Return a language's file brought up to date: new sentences empty, those that nobody says any more left out."""
    with path.open("rb") as file:
        language = read_po(file, locale=path.parts[-3])
    language.update(catalog, no_fuzzy_matching=True, update_creation_date=False)
    out = io.BytesIO()
    write_po(out, language, width=120, no_location=True, sort_output=True, ignore_obsolete=True)
    return out.getvalue().decode()


def faults_in(text: str, name: str) -> list[str]:
    """Return the translations of a language that would fail when they are shown: another place than the sentence has."""
    return [
        f"{name}: the translation of “{_first(message)}” has places that the sentence does not have"
        for message in read_po(io.BytesIO(text.encode()))
        if message.id and not _places(message.string) <= _places(message.id)
    ]


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _places(words: str | tuple[str, ...]) -> set[str]:
    return set(PLACE.findall(words if isinstance(words, str) else " ".join(words)))


def missing_from(path: Path, catalog: Catalog) -> list[str]:
    """Return the sentences that a template or a language does not hold; what nobody says any more does no harm."""
    held = read_po(io.BytesIO(path.read_bytes())) if path.exists() else Catalog()
    known = {(one.context, one.id) for one in held}
    return [_first(one) for one in catalog if one.id and (one.context, one.id) not in known]


def main() -> None:
    """Write what is out of date, or with --check say it and end with 1."""
    catalog = gathered()
    languages = sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))
    if "--check" in sys.argv[1:]:
        faults = [
            f"{path.relative_to(ROOT)} lacks “{sentence}”: run make words"
            for path in [TEMPLATE, *languages]
            for sentence in missing_from(path, catalog)
        ]
    else:
        faults = []
        LOCALE.mkdir(exist_ok=True)
        TEMPLATE.write_text(template_text(catalog), encoding="utf-8")
        for path in languages:
            path.write_text(language_text(catalog, path), encoding="utf-8")
        print(f"{len(catalog)} sentences, {len(languages)} languages beside English")
    faults += [fault for path in languages for fault in faults_in(path.read_text(encoding="utf-8"), path.parts[-3])]
    if TEMPLATE.exists() and TEMPLATE.stat().st_size > LONGEST:
        faults.append(f"{TEMPLATE.name} is longer than {LONGEST:,} bytes: divide it by package")
    sys.exit("\n".join(faults) or 0)


if __name__ == "__main__":
    main()
