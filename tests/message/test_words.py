"""Each kind of message has words: the kinds are read from the code that tells."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from kith.message.words import WORDS, in_words

SOURCE = Path(__file__).parents[2] / "src" / "kith"
BY_NAME = {"what", "kind"}
"""Names that carry a kind on from a caller, whose own words are read where they are written."""

PAIRS = {"named lead", "deputy", "offer", "help asked", "offer lapsed"} | {
    f"raised {subject}" for subject in ("overdue", "stale", "unaccepted")
}
"""Kinds chosen before they are told: in `caseload` who newly leads and as what, in `action` what is offered, or ended."""


def tellers(tree: ast.AST) -> dict[str, int]:
    """Return what tells in a module, and where among its arguments the kind stands: `Tell`, and own functions that take one."""
    own = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("_tell")]
    taking = {node.name: [argument.arg for argument in node.args.args] for node in own}
    return {"Tell": 2} | {name: names.index("kind") for name, names in taking.items() if "kind" in names}


def kinds_told(tree: ast.AST) -> Iterator[str]:
    """Give the kind of each telling as a pattern; what is put into an f-string may be any word."""
    places = tellers(tree)
    for node in ast.walk(tree):
        name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if name not in places or not isinstance(node, ast.Call):
            continue
        named = [keyword.value for keyword in node.keywords if keyword.arg == "kind"]
        given = named[0] if named else node.args[places[name]]
        yield from patterns(given)


def patterns(given: ast.AST) -> Iterator[str]:
    """Give what a kind may be."""
    if isinstance(given, ast.Constant):
        yield re.escape(str(given.value))
    elif isinstance(given, ast.JoinedStr):
        yield "".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else ".+" for p in given.values)
    elif isinstance(given, ast.IfExp):
        yield from (*patterns(given.body), *patterns(given.orelse))
    else:
        assert isinstance(given, ast.Name) and given.id in BY_NAME, f"a kind told by {ast.unparse(given)}"


def without_words(trees: list[ast.AST]) -> list[str]:
    """Return the kinds that no words fit."""
    told = {kind for tree in trees for kind in kinds_told(tree)}
    return sorted(kind for kind in told if not any(re.fullmatch(kind, known) for known in WORDS))


def test_every_kind_that_is_told_has_words() -> None:
    trees: list[ast.AST] = [ast.parse(file.read_text()) for file in SOURCE.rglob("*.py")]
    assert without_words(trees) == []
    assert WORDS.keys() >= PAIRS


def test_a_kind_without_words_is_found() -> None:
    """The control."""
    lost = "def _tell(act, kind, team_id): pass\n_tell(act, 'letter lost', team_id)"
    tree = ast.parse(f"{lost}\nTell(team_id, account_id, f'bus {{state}}', 'bus', bus_id)")
    assert without_words([tree]) == ["bus\\ .+", "letter\\ lost"]


def test_words_count_several_of_a_kind_and_stand_in_for_one_that_is_gone() -> None:
    assert in_words("action given", 1) == "An action was given to you"
    assert in_words("action given", 20) == "20 actions were given to you"
    assert in_words("of long ago", 2) == "2 things of yours were changed"
    for kind in WORDS:
        assert "%" not in in_words(kind, 1) + in_words(kind, 3)
        assert "3 " in in_words(kind, 3)
