"""
Which version of each rule table is in force for a team at a moment: the team's own, else the place's, else what ships.

A process keeps the list of published versions, and what each says, in memory; the mark read with every context says whether
the list still stands, so that asking costs no statement.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from kith.act.marks import tables_mark
from kith.policy import reading, shipped
from kith.policy.floor_rules import RIGHTS, TIMES, RuleSet
from kith.policy.models import Scope, Status, Version
from kith.policy.rules import Rights
from kith.policy.seams import seams

SHIPPED = "shipped"
"""The scope of a table that nobody has published: what ships with Kith, not approved."""


@dataclass(frozen=True, slots=True)
class Published:
    """One version that was published, without its texts: where, what, and from when to when at most."""

    id: UUID
    scope: str
    scope_id: UUID
    place_id: UUID
    table: str
    number: int
    digest: str
    effective_from: datetime
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """
    What stands behind one table at a moment.

    scope: team, place, or "shipped" for one that nobody has approved (number 0). digest: of its texts.
    """

    table: str
    scope: str
    digest: str
    number: int = 0
    version_id: UUID | None = None
    effective_from: datetime | None = None

    @property
    def is_approved(self) -> bool:
        """Whether two named people stand behind it."""
        return self.scope != SHIPPED


Index = Mapping[tuple[UUID, str], tuple[Published, ...]]


@dataclass(frozen=True, slots=True)
class _Kept:
    mark: str
    index: Index


_NOTHING = _Kept("", {})
_kept = _NOTHING


def published() -> Index:
    """
    Return what was published by scope and table, in the order in which it comes into force.

    Without a statement while the mark of the context stands; one when somebody published meanwhile, or there is no context.
    """
    global _kept  # noqa: PLW0603  (the one thing this process keeps)
    mark = tables_mark()
    if mark == "":
        return _NOTHING.index
    kept = _kept
    if mark is not None and kept.mark == mark:
        return kept.index
    kept = _Kept(mark or "", load())
    if mark is not None:
        _kept = kept
    return kept.index


def load() -> Index:
    """Return the same as the database has it. One statement."""
    rows = Version.objects.exclude(status=Status.DRAFT).order_by("effective_from", "number")
    found: dict[tuple[UUID, str], tuple[Published, ...]] = {}
    for row in rows.defer("texts"):
        if row.effective_from is None or (row.retired_at and row.retired_at < row.effective_from):
            continue  # a draft that was given up, or a version that never came into force
        one = Published(
            row.id, row.scope, row.scope_id, row.place_id, row.table_name, row.number, row.digest, row.effective_from,
            row.retired_at,
        )  # fmt: skip
        found[one.scope_id, one.table] = (*found.get((one.scope_id, one.table), ()), one)
    return found


def in_force(*, table: str, team_id: UUID | None, place_id: UUID, at: datetime) -> Standing:
    """
    Return which version of a table is in force at a moment: the team's, else the place's, else the shipped one.

    Without a team: the place's floor. At most one statement, usually none (`published`).
    """
    return standing_by(published(), table, team_id, place_id, at)


def standing_by(index: Index, table: str, team_id: UUID | None, place_id: UUID | None, at: datetime) -> Standing:
    """Return the same by a list of what was published."""
    for scope_id in (team_id, place_id):
        if scope_id and (one := _of_scope(index.get((scope_id, table), ()), at)):
            return Standing(table, one.scope, one.digest, one.number, one.id, one.effective_from)
    return Standing(table, SHIPPED, reading.shipped_digest(table))


def _of_scope(versions: tuple[Published, ...], at: datetime) -> Published | None:
    """Return the newest version that has come into force; None where there is none, or it was retired since."""
    come = [one for one in versions if one.effective_from <= at]
    if not come or ((retired := come[-1].retired_at) and retired <= at):
        return None
    return come[-1]


def of_team(*, team_id: UUID, at: datetime) -> dict[str, list[UUID]]:
    """Return the versions of a team's own tables that are in force at a moment or still to come, by table. As `in_force`."""
    found: dict[str, list[UUID]] = {}
    for (scope_id, table), versions in published().items():
        now = _of_scope(versions, at)
        standing = [one.id for one in versions if one is now or (one.effective_from > at and one.retired_at is None)]
        if scope_id == team_id and standing:
            found[table] = standing
    return found


def tables_for(*, team_id: UUID | None, place_id: UUID, at: datetime, rights: bool = False) -> RuleSet:
    """
    Return every rule table as it is in force for a team at a moment; without a team: the floor of its place.

    Of routes and closing a team's version holds the rows it tightens, the floor's and the shipped ones stand beside them:
    an escalation that runs always finds its route. A version that this process has not read costs one statement, once.
    rights: also the decision rights, which pages and checks of the whole table need (`rights_by` answers for one command);
    else they are the shipped ones.
    """
    return tables_by(published(), team_id=team_id, place_id=place_id, at=at, rights=rights)


def tables_by(index: Index, *, team_id: UUID | None, place_id: UUID, at: datetime, rights: bool = False) -> RuleSet:
    """Return the same by a list of what was published."""
    rules = reading.shipped()
    names = [name for name in reading.table_names() if rights or name != RIGHTS]
    for one in (None, team_id) if team_id and index else (None,):
        for name in names if index else ():
            standing = standing_by(index, name, one, place_id, at)
            if standing.is_approved and (one is None or standing.scope == Scope.TEAM):
                rules = rules.having(name, contents(standing))
    return rules


def rights_by(index: Index, *, team_id: UUID | None, place_id: UUID | None, at: datetime) -> tuple[Rights, ...]:
    """
    Return the decision rights that stand behind one another for a team at a moment: its own, its place's, those that ship.

    The first that speaks of a command holds: one that was added since a version was published is as it ships until the next.
    """
    found = []
    for scope_id in (team_id, place_id):
        if scope_id and (one := _of_scope(index.get((scope_id, RIGHTS), ()), at)):
            standing = Standing(RIGHTS, one.scope, one.digest, one.number, one.id, one.effective_from)
            found.append(cast("Rights", contents(standing)))
    return (*found, shipped.rights_table())


def said_of(table: str, *, team_id: UUID | None, at: datetime) -> Any:
    """
    Return what one table says for a team at a moment, as `reading.read` reads it; without a team, as it ships.

    No statement for a team and a text that this process has read.
    """
    index = published() if team_id else {}
    if not index:
        return reading.read_once(table, {}, reading.shipped_digest(table))
    assert team_id is not None
    return contents(standing_by(index, table, team_id, seams.places_of([team_id]).get(team_id), at))


def contents(standing: Standing) -> object:
    """Return what the texts of a standing version say. At most one statement, once a process."""
    if not reading.is_read(standing.table, standing.digest):
        return reading.read_once(standing.table, files_of(standing), standing.digest)
    return reading.read_once(standing.table, {}, standing.digest)


def files_of(standing: Standing) -> Mapping[str, str]:
    """Return the texts of a standing version. At most one statement."""
    if standing.digest == reading.shipped_digest(standing.table):
        return reading.shipped_files(standing.table)
    assert standing.version_id is not None
    texts: dict[str, str] = Version.objects.values_list("texts", flat=True).get(id=standing.version_id)
    return texts


def has_floor(*, place_id: UUID, at: datetime) -> bool:
    """
    Say whether a place has published every table that we ship, so that its teams may open. As `in_force`.

    The tables of times hold as they ship until it publishes them too: they came later, and no team that works is shut by that.
    """
    index, names = published(), [name for name in reading.table_names() if name not in TIMES]
    return all(standing_by(index, name, None, place_id, at).is_approved for name in names)


@dataclass(frozen=True, slots=True)
class Behind:
    """One version as people stand behind it: for whom, its number and status, who proposed it, and the names of who approved."""

    id: UUID
    table: str
    scope: str
    number: int
    status: str
    digest: str
    proposed_by_id: UUID
    proposed_at: datetime
    effective_from: datetime | None
    approved_by: tuple[str, ...]
    scope_id: UUID
    retired_at: datetime | None

    @property
    def standing(self) -> Standing:
        """The same as what may stand at a moment: with its texts, whether it is in force or not."""
        return Standing(self.table, self.scope, self.digest, self.number, self.id, self.effective_from)


def drafts(*, team_id: UUID, place_id: UUID) -> list[Behind]:
    """Return the drafts for a team or its place, newest first. Two statements."""
    rows = Version.objects.filter(scope_id__in=[team_id, place_id], status=Status.DRAFT)
    return [_behind(one) for one in rows.defer("texts").prefetch_related("approvals").order_by("-proposed_at", "id")]


def versions(*, table: str, team_id: UUID, place_id: UUID) -> list[Behind]:
    """Return every version of a table for a team or its place, newest first, drafts and withdrawn ones too. Two statements."""
    rows = Version.objects.filter(scope_id__in=[team_id, place_id], table_name=table)
    return [_behind(one) for one in rows.defer("texts").prefetch_related("approvals").order_by("-proposed_at", "id")]


def behind(version_id: UUID) -> Behind:
    """Return who stands behind a version. Two statements."""
    return _behind(Version.objects.defer("texts").prefetch_related("approvals").get(id=version_id))


def _behind(row: Version) -> Behind:
    names = tuple(one.name for one in sorted(row.approvals.all(), key=lambda one: (one.at, one.name)))
    return Behind(
        row.id, row.table_name, row.scope, row.number, row.status, row.digest, row.proposed_by_id, row.proposed_at,
        row.effective_from, names, row.scope_id, row.retired_at,
    )  # fmt: skip
