"""
The texts of a rule table, by name of file, and what they say once read: of the tables we ship, and of any version.

The files of a threshold table are its own lines of `tables.csv` and `inputs.csv`, its points and its rows; each other table
is one file. So the texts of one version can be read without any other.
"""

from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from typing import Any

import msgspec

from kith.policy import shipped as ours
from kith.policy.clock_rules import CLOCKS, read_clocks
from kith.policy.closing_rules import read_closing
from kith.policy.floor_rules import CADENCES, CLOSING, OTHERS, RIGHTS, ROUTES, RuleSet
from kith.policy.review_rules import REVIEWS, read_reviews
from kith.policy.route_rules import read_routes
from kith.policy.rules import Rights, read_cadences, read_rights, read_role_rights, read_topics, refine
from kith.policy.set_up_rules import SET_UP, read_set_up
from kith.policy.supervision_rules import SUPERVISION, read_measures
from kith.policy.table_rules import read_tables
from kith.policy.value_rules import TableError

FILES_OF = {RIGHTS: (RIGHTS, "role-rights", "topics")}
"""Tables that are told in several files: the rights of groups, what refines them for single roles, topics without a command."""
Files = Mapping[str, str]
"""The texts of a table by name of file."""
FilesOf = Callable[[str], Files]


def table_names() -> tuple[str, ...]:
    """Return the names of all tables we ship: thresholds in their order, then the others in theirs."""
    return (*ours.thresholds(), *OTHERS)


@cache
def shipped_files(name: str) -> Files:
    """Return the texts of one shipped table."""
    if name in OTHERS:
        paths = [ours.tables_folder() / f"{one}.csv" for one in FILES_OF.get(name, (name,))]
        return {path.name: path.read_text(encoding="utf-8") for path in paths}
    texts = ours.texts_of(name)
    files = {"tables.csv": "\n".join(texts.tables), "inputs.csv": "\n".join(texts.inputs)}
    files |= {f"scores/{stem}.csv": text for stem, text in texts.scores.items()}
    return files | {f"thresholds/{stem}.csv": text for stem, text in texts.thresholds.items()}


@cache
def shipped_digest(name: str) -> str:
    """Return the digest of one shipped table."""
    return digest(shipped_files(name))


@cache
def shipped() -> RuleSet:
    """Return everything that ships, as it is in force where nobody has published anything."""
    return RuleSet(
        ours.thresholds(),
        ours.routes(),
        ours.closing(),
        ours.cadences(),
        ours.rights(),
        ours.roles(),
        ours.rights_table().topics,
        ours.reviews(),
        ours.supervision(),
        ours.clocks(),
        ours.set_up_list(),
    )


def digest(files: Files) -> str:
    """Return the digest of a table's texts, in hexadecimal: the same texts always give the same."""
    return sha256(msgspec.json.encode(dict(files), order="deterministic")).hexdigest()


_kept: dict[tuple[str, str], Any] = {}
"""What texts say, by table and digest: a digest always stands for the same texts."""


def read_once(name: str, files: Files, known: str = "") -> Any:
    """Return what the texts of a table say, read once a process. `known`: their digest, where it is known. Raises as `read`."""
    key = (name, known or digest(files))
    if key not in _kept:
        _kept[key] = _shipped(name) if key[1] == shipped_digest(name) else read(name, files)
    return _kept[key]


def is_read(name: str, known: str) -> bool:
    """Say whether the texts with a digest need not be fetched to be read."""
    return (name, known) in _kept or known == shipped_digest(name)


def _shipped(name: str) -> Any:
    rules = shipped()
    others = {
        ROUTES: rules.routes, CLOSING: rules.closing, CADENCES: rules.cadences, RIGHTS: ours.rights_table(),
        REVIEWS: rules.reviews, SUPERVISION: rules.supervision, CLOCKS: rules.clocks, SET_UP: rules.set_up,
    }  # fmt: skip
    return others[name] if name in OTHERS else rules.thresholds[name]


def read(name: str, files: Files) -> Any:
    """
    Return what the texts of a table say: a Table, or routes, closing, cadences and so on as a `RuleSet` has them.

    Raises:
        TableError: for what does not hold together, or a file that is absent; it names file, row and remedy.
    """
    try:
        if name not in OTHERS:
            return _threshold(name, files)
        lines = files[f"{name}.csv"].splitlines()
        if name in _READERS:
            return _READERS[name](lines)
        assert name == RIGHTS
        by_group = read_rights(lines, frozenset(role.group for role in ours.roles().values()))
        topics = {one.topic: one for one in read_topics(files["topics.csv"].splitlines(), ours.roles())}
        refined = refine(by_group, read_role_rights(files["role-rights.csv"].splitlines(), ours.roles()))
        return Rights(refined, topics)
    except (KeyError, AttributeError) as absent:
        raise TableError(f"{name}: a file or column is absent ({absent})") from absent


_READERS: Mapping[str, Callable[[list[str]], Any]] = {
    ROUTES: read_routes,
    CLOSING: lambda lines: read_closing(lines, ours.roles()),
    CADENCES: lambda lines: tuple(read_cadences(lines)),
    REVIEWS: read_reviews,
    SUPERVISION: read_measures,
    CLOCKS: read_clocks,
    SET_UP: lambda lines: read_set_up(lines, ours.roles()),
}
"""What reads the lines of each table that is one file."""


def _threshold(name: str, files: Files) -> Any:
    scores, rows = f"scores/{name}.csv", f"thresholds/{name}.csv"
    tables = read_tables(
        files["tables.csv"].splitlines(),
        files["inputs.csv"].splitlines(),
        {name: files[scores]} if scores in files else {},
        {name: files[rows]},
    )
    return tables[name]
