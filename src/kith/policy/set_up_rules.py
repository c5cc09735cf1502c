"""What a team has before it opens: a table of lines, each met by a fact that Kith sees itself, or by somebody's statement."""

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kith.language import _, listed
from kith.policy.check_rules import Finding
from kith.policy.value_rules import TableError

SET_UP = "team-setup"
MUST, SHOULD = "must", "should"
STATEMENT = "statement"
FACTS = ("footprint", "members", "rota", "cover", "tables", "goals")
"""What Kith sees for itself, and never lets anybody tick."""
TAKES_DAYS = (STATEMENT, "rota", "cover")


@dataclass(frozen=True, slots=True)
class Need:
    """
    One line of the list: what a team has, in a sentence for people.

    need: must (no team opens without it) or should. met_by: one of FACTS, or statement. roles: those that must be on the
    team, of members. days: how far ahead a rota or cover reaches, or how long a statement holds at most. answers: the role
    that answers for it. asks: what to write in a statement.
    """

    id: str
    line: str
    need: str
    met_by: str
    roles: tuple[str, ...]
    days: int
    answers: str
    label: str
    sentence: str
    asks: str

    @property
    def is_must(self) -> bool:
        """Whether no team opens without it."""
        return self.need == MUST


def read_set_up(lines: Iterable[str], roles: Collection[str]) -> tuple[Need, ...]:
    """
    Return the list, in its order.

    Raises:
        TableError: for an id or line that stands twice, an unknown need, fact or role, days where none belong or none where
            some do, or a statement that does not say what to write.
    """
    found: list[Need] = []
    for number, row in enumerate(csv.DictReader(lines), start=2):
        where = f"team set-up, row {number}"
        if row["id"] in {one.id for one in found} or row["line"] in {one.line for one in found}:
            raise TableError(f"{where}: {row['id']} or {row['line']} stands twice")
        if row["need"] not in (MUST, SHOULD):
            raise TableError(f"{where}: need is must or should")
        if row["met_by"] not in (STATEMENT, *FACTS):
            raise TableError(f"{where}: met_by is one of {', '.join((STATEMENT, *FACTS))}")
        own = tuple(one.strip() for one in row["roles"].split("|") if one.strip())
        if strange := next((one for one in (*own, row["answers"]) if one not in roles), None):
            raise TableError(f"{where}: there is no role {strange!r}")
        if bool(own) != (row["met_by"] == "members"):
            raise TableError(f"{where}: roles stand where members are needed, and only there")
        if (row["met_by"] in TAKES_DAYS) != (row["days"].isdecimal() and int(row["days"]) > 0):
            raise TableError(f"{where}: a rota, cover or statement has days, a whole number, and nothing else has")
        if (row["met_by"] == STATEMENT) != bool(row["asks"]):
            raise TableError(f"{where}: say in asks what to write in a statement, and only there")
        found.append(
            Need(
                row["id"], row["line"], row["need"], row["met_by"], own, int(row["days"] or 0), row["answers"],
                row["label"], row["sentence"], row["asks"],
            )
        )  # fmt: skip
    return tuple(found)


def laxer_set_up(own: Sequence[Need], floor: Sequence[Need], roles: Mapping[str, str]) -> Iterator[Finding]:
    """
    Yield the lines that a place asks of every team and one asks less of: left out, not a must any more, met by something else,
    for fewer days ahead, said for longer, or with fewer roles. `roles` says what each role is called.
    """
    by_line = {one.line: one for one in own}
    for least in floor:
        row = by_line.get(least.line)
        words = {"label": _(least.label), "floor": least.days, "own": row.days if row else 0}
        if row is None:
            sentence = _("%(label)s is left out, and the place asks it of every team: put it back.")
        elif least.is_must and not row.is_must:
            sentence = _("%(label)s is not a must any more, and the place lets no team open without it.")
        elif row.met_by != least.met_by:
            sentence = _("%(label)s is met by something else than the place asks for.")
        elif set(least.roles) - set(row.roles):
            words["roles"] = listed([_(roles[one]) for one in least.roles if one not in row.roles])
            sentence = _("%(label)s does without %(roles)s, which the place asks of every team.")
        elif row.met_by == STATEMENT and row.days > least.days:
            sentence = _("%(label)s may be said for %(own)d days; the place says %(floor)d.")
        elif row.met_by != STATEMENT and row.days < least.days:
            sentence = _("%(label)s reaches %(own)d days ahead; the place says %(floor)d.")
        else:
            continue
        rows = (least.id,) if row is None else tuple(dict.fromkeys((row.id, least.id)))
        yield Finding("laxer", SET_UP, rows, sentence % words, {"line": least.line})
