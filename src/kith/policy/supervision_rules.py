"""The numbers that steer supervision: a table, and where a team's is laxer than its floor."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kith.language import _
from kith.policy.check_rules import Finding
from kith.policy.value_rules import TableError

SUPERVISION = "supervision"
SESSION_DAYS, SAMPLE, WEEKS, LEAST = "session-days", "sample-each-week", "consistency-weeks", "least-contacts"
WHAT = (SESSION_DAYS, SAMPLE, WEEKS, LEAST)


@dataclass(frozen=True, slots=True)
class Measure:
    """One row: a number that steers supervision, and its sentence for people."""

    rule: str
    number: int
    sentence: str


def read_measures(lines: Iterable[str]) -> dict[str, Measure]:
    """
    Return the numbers by what they steer.

    Raises:
        TableError: for a row that steers nothing known, a number below 1, or one that is missing or stands twice.
    """
    found: dict[str, Measure] = {}
    for number, row in enumerate(csv.DictReader(lines), start=2):
        if row["what"] not in WHAT or row["what"] in found:
            raise TableError(f"supervision, row {number}: {row['what']!r} is not known, or stands twice")
        if not row["number"].isdecimal() or int(row["number"]) < 1:
            raise TableError(f"supervision, row {number}: the number is a whole one from 1")
        found[row["what"]] = Measure(row["id"], int(row["number"]), row["sentence"])
    if missing := [what for what in WHAT if what not in found]:
        raise TableError(f"supervision: {', '.join(missing)} is missing")
    return found


def laxer_measures(own: Mapping[str, Measure], floor: Mapping[str, Measure]) -> Iterator[Finding]:
    """
    Yield where a team has fewer sessions or a smaller sample than its floor, or tells practice otherwise.

    Over how long and from how many contacts practice is told is the same for every team of a place: more hides somebody, less
    says something of somebody that the numbers do not carry.
    """
    for what, least in floor.items():
        row = own[what]
        words = {"row": row.rule, "own": row.number, "floor": least.number}
        example = {"what": what, "number": str(least.number)}
        if what == SESSION_DAYS and row.number > least.number:
            sentence = _("%(row)s lets a member wait %(own)d days for a session; the floor says %(floor)d.")
        elif what == SAMPLE and row.number < least.number:
            sentence = _("%(row)s looks at %(own)d decisions of a member a week; the floor says %(floor)d.")
        elif what in (WEEKS, LEAST) and row.number != least.number:
            sentence = _("%(row)s says %(own)d; practice is told in the same way on every team: %(floor)d.")
        else:
            continue
        yield Finding("laxer", SUPERVISION, (row.rule, least.rule), sentence % words, example)
