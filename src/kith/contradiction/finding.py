"""
What contradicts is found, kept once, and asked of somebody: in the act that changes an item, and by the clock once a day, which
also holds plan, visits and events against it.

Whoever saves something is never refused because of what it contradicts.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from kith.access.rules import KITH_ACCOUNT
from kith.act import Act, ids, operation
from kith.action.operations import NewAction, make
from kith.action.rules import ActionKind
from kith.contradiction import queries
from kith.contradiction.ending import hold, may_write
from kith.contradiction.finding_rules import READ, Found, Kept, Side, as_stored, find, steps
from kith.contradiction.models import Contradiction
from kith.contradiction.queries import ORIGIN
from kith.contradiction.rules import Finds
from kith.contradiction.tables import tables
from kith.contradiction.words import headline_of
from kith.message.parts import Tell
from kith.place.rules import local_day
from kith.plan.parts import PlanWritten
from kith.plan.refresh_queries import Standing, on_lists
from kith.plan.refreshing import answering
from kith.policy.rules import CONTRADICTION
from kith.policy.shipped import cadences as shipped_cadences
from kith.team.queries import TeamInfo, day_on_team, members, rules_for, sight_of_team, team_by_id
from kith.team.rules import add_service_days, end_of_service_day

LONGEST = 300


def look_again(act: Act, person_ids: Collection[UUID], team_id: UUID) -> list[UUID]:
    """
    Hold against each other what is known of these people, keep what is new, and ask for what nobody is asked for.

    Inside an operation that holds them (`hold`); return the contradictions that are new or open again. What another team keeps
    of somebody on two lists is left to the clock, which writes it. A fixed number of statements whatever the number of people,
    and those of the work that is made.
    """
    if not person_ids:
        return []
    known, kept = queries.known_of(person_ids=person_ids, at=act.at), queries.kept_of(person_ids=person_ids)
    today, new, sides, again, gone = (
        local_day(act.at),
        list[NewOne](),
        list[tuple[Kept, Found]](),
        set[UUID](),
        list[UUID](),
    )
    for person_id in person_ids:
        found = steps(find(known[person_id], tables(), today), kept.get(person_id, []))
        new += [NewOne(person_id, team_id, one.finds, one.pair, one.digest, one.left, one.right) for one in found.new]
        own = [each for each in (*found.changed, *found.again) if may_write(act, each[0].team_id)]
        sides += own
        again |= {old.id for old, _one in found.again}
        gone += [one.id for one in found.gone if may_write(act, one.team_id)]
        if not found.is_nothing:
            act.concerns(person_id, team_id=team_id)
    _take_sides(act, sides)
    if gone:
        Contradiction.objects.filter(id__in=gone).update(is_gone=True, act_id=act.id)
    kept_now = store(act, new)
    ask(act, person_ids, team_id)
    return [*kept_now, *(old.id for old, _one in sides if old.id in again)]


def look_at_plan(act: Act, written: Sequence[PlanWritten]) -> None:
    """
    Look again at whoever's plan says something else from this act on, in the sections that hold wishes and responses.

    Seven statements where nothing contradicts; none for other sections.
    """
    for team_id, of_team in groupby(written, key=lambda one: one.team_id):
        if people := sorted({one.person_id for one in of_team if one.section in READ}):
            hold(people)
            look_again(act, people, team_id)


@operation("contradiction.find", sight=sight_of_team)
def find_all(*, act: Act, team_id: UUID) -> list[UUID]:
    """
    Look again at everybody on a team's list for whom anything stands that can contradict; return what is new or open again.

    Once a day, by Kith: what begins, ends or grows old with a day is found without anybody writing anything.
    """
    people = queries.people_to_look_at(team_id=team_id)
    hold(people)
    return look_again(act, people, team_id)


def is_anything_new(*, team_id: UUID, at: datetime) -> bool:
    """Say whether the clock has anything to write for a team. Seven statements."""
    people = queries.people_to_look_at(team_id=team_id)
    if not people:
        return False
    known, kept = queries.known_of(person_ids=people, at=at), queries.kept_of(person_ids=people)
    found = (steps(find(known[one], tables(), local_day(at)), kept.get(one, [])) for one in people)
    return any(not one.is_nothing for one in found) or bool(queries.without_work(person_ids=people))


def ask(act: Act, person_ids: Collection[UUID], team_id: UUID) -> None:
    """
    Ask somebody to settle every open contradiction of these people of which nobody is asked: their named lead unless away, else
    whoever answers for them. Nobody for the dead and for who is on no list that the actor can write: doctor counts those.
    """
    waiting = queries.without_work(person_ids=person_ids)
    if not waiting:
        return
    teams = None if str(act.account_id) == KITH_ACCOUNT else act.teams
    wanted = [(person_id, team_id) for person_id in waiting]
    standings = on_lists(wanted=wanted, team_ids=teams, today=local_day(act.at))
    for of_team in sorted({one.team_id for one in standings}):
        there = {one.person_id: one for one in standings if one.team_id == of_team}
        _ask_team(act, team_by_id(team_id=of_team), there, waiting)


@dataclass(frozen=True, slots=True)
class NewOne:
    """A contradiction to be kept: with sides, or raised with words; `origin` says by whom."""

    person_id: UUID
    team_id: UUID
    finds: Finds
    pair: str
    digest: str
    left: Side | None = None
    right: Side | None = None
    about: str = ""
    agency_id: UUID | None = None
    origin: str = "found"
    origin_id: UUID | None = None


def store(act: Act, rows: Iterable[NewOne]) -> list[UUID]:
    """Keep new contradictions, open; return their ids in order. One statement, none without any."""
    made = [
        Contradiction(
            id=ids.new(), team_id=one.team_id, person_id=one.person_id, kind=one.finds, pair=one.pair, digest=one.digest,
            left=as_stored(one.left) if one.left else {}, right=as_stored(one.right) if one.right else {},
            about=one.about, agency_id=one.agency_id, origin=one.origin, origin_id=one.origin_id,
            author_id=act.account_id, role=act.role, found_at=act.at, act_id=act.id,
        )
        for one in rows
    ]  # fmt: skip
    Contradiction.objects.bulk_create(made)
    return [one.id for one in made]


def _take_sides(act: Act, changed: Sequence[tuple[Kept, Found]]) -> None:
    """Write the sides of open contradictions as they stand now, and open again what had ended. One statement, none without any."""
    rows = [
        Contradiction(
            id=old.id, left=as_stored(one.left), right=as_stored(one.right), pair=one.pair, digest=one.digest,
            version=F("version") + 1, act_id=act.id, **OPEN_AGAIN,
        )
        for old, one in changed
    ]  # fmt: skip
    Contradiction.objects.bulk_update(rows, ["left", "right", "pair", "digest", "version", "act", *OPEN_AGAIN])


OPEN_AGAIN: Mapping[str, object] = {
    "state": "open", "is_gone": False, "settled_at": None, "settled_by_id": None, "holds": "", "changes": "",
    "how_told": "", "only_one": "", "because": "",
}  # fmt: skip
"""What a settlement leaves when it is open again; it stays in the past of the row, and who agreed stays as it was."""


def _ask_team(
    act: Act,
    team: TeamInfo,
    there: Mapping[UUID, Standing],
    waiting: Mapping[UUID, Sequence[queries.ContradictionRow]],
) -> None:
    on_team = members(team_id=team.id, at=act.at)
    day = day_on_team(team=team, day=local_day(act.at), at=act.at)
    due_at = due(act.at, team)
    asked = [
        (one, owner)
        for person_id, standing in sorted(there.items(), key=lambda each: str(each[0]))
        if (owner := answering(standing, day, on_team))
        for one in waiting[person_id]
    ]
    if not asked:
        return
    rows = [
        NewAction(team.id, one.person_id, work_words(one), owner.id, due_at, ActionKind.CONTRADICTION, "member", "", ORIGIN, one.id)
        for one, owner in asked
    ]  # fmt: skip
    actions = make(act=act, rows=rows)
    with connection.cursor() as cursor:
        cursor.execute(
            "update contradiction_contradiction c set action_id = n.action, team_id = %s, act_id = %s"
            " from unnest(%s::uuid[], %s::uuid[]) n (id, action) where c.id = n.id",
            [team.id, act.id, [one.id for one, _owner in asked], actions],
        )
    for (one, owner), action_id in zip(asked, actions, strict=True):
        act.add("message", Tell(team.id, owner.account_id, "action given", "action", action_id, one.person_id))


def due(at: datetime, team: TeamInfo) -> datetime:
    """Return by when a contradiction found now is settled, by the cadence in force on a team; a table of before has what ships."""
    own = [one for one in rules_for(team_id=team.id, at=at).cadences if one.subject == CONTRADICTION]
    found = own or [one for one in shipped_cadences() if one.subject == CONTRADICTION]
    return end_of_service_day(add_service_days(local_day(at), found[0].after_service_days, team.calendar))


def work_words(one: queries.ContradictionRow) -> str:
    """Return what is to be done, as the work says it."""
    words = _("Settle what contradicts: %(what)s") % {"what": headline_of(one.finds, one.left, one.right, one.about)}
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
