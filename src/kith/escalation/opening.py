"""
Opening an escalation, or joining the one that is open, inside the operation that crosses. A fixed number of statements.

Two crossings of one person at once join: the second waits for the first (a lock on the person and team, held to the end of
the transaction and taken only where something crosses).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from kith.access.rules import KITH_ACCOUNT, RESTRICTED
from kith.act import Act, ids
from kith.action.models import Action
from kith.action.operations import NewAction, make
from kith.action.passing import cancel_because
from kith.action.rules import ActionKind
from kith.escalation.models import Escalation, Reason, RouteStep
from kith.escalation.rules import (
    Asked,
    Crossing,
    Ended,
    State,
    There,
    Track,
    asked_by,
    is_in_service,
    next_asked,
    respond_by,
    worst_first,
)
from kith.escalation.seams import Matter, OwnConcern, seams
from kith.message.parts import Tell
from kith.place.rules import local_day
from kith.plan.parts import KEY_EVENT, KeyEvent, KeyEventKind
from kith.policy.floor_rules import RuleSet
from kith.policy.in_force import tables_for
from kith.policy.route_rules import Route
from kith.policy.route_rules import RouteStep as Rule
from kith.team.queries import MemberInfo, TeamInfo, day_on_team, members, team_by_id

ORIGIN = "escalation"
EMERGENCY = 4
"""The level from which an escalation is a crisis, and the person's plan is looked through afterwards."""
LEAD = "safeguarding-lead"
"""The role that leads restricted matters on its team."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The team at a moment, as asking somebody needs it, with the rule tables that are in force for it then."""

    team: TeamInfo
    there: There
    members: dict[UUID, MemberInfo]
    at: datetime
    rules: RuleSet

    def ask(self, route: Route, after: int, barred: "Barred") -> Asked:
        """Return the next step of a route that somebody is there for."""
        there = replace(self.there, cover=None) if self.there.cover in barred.shut_ids else self.there
        return next_asked(route, after, lambda step: asked_by(step, there, barred.never))

    def respond_by(self, step: Rule) -> datetime:
        """Return until when a step that begins now is to be answered."""
        return respond_by(step, self.at, self.team.calendar)

    def holder(self, asked: Asked, barred: "Barred") -> UUID:
        """
        Return the member who owns the ask: whoever is asked; where nobody is there at all, the duty lead, the cover, a team
        lead, the one who raised it, or anybody who can open the record. P1 knows no work without an owner.

        Raises:
            LookupError: when nobody of the team can open the record.
        """
        lead = next((one.id for one in self.members.values() if one.role == "team-lead"), None)
        known = (asked.member_id, self.there.duty, self.there.cover, lead, barred.reporter_id, *self.members)
        found = next((one for one in known if one is not None and one not in barred.shut_ids), None)
        if found is None:
            raise LookupError("nobody of the team can open this record")
        return found


@dataclass(frozen=True, slots=True)
class Barred:
    """Members of a team who are not asked about a person: those whom the record is closed to, and who raised it."""

    shut_ids: frozenset[UUID]
    reporter_id: UUID | None

    def of_matter(self, team: Asking, kept_from: Collection[UUID]) -> "Barred":
        """
        Return who is not asked about a restricted matter: also the members whom it is kept from.

        A safeguarding lead who raised it herself is asked all the same: it is hers to decide, and nobody else's.
        """
        reporter = team.members.get(self.reporter_id) if self.reporter_id else None
        leads = reporter is not None and reporter.role == LEAD
        return Barred(self.shut_ids.union(kept_from), None if leads else self.reporter_id)

    @property
    def never(self) -> frozenset[UUID]:
        """Everybody who is not asked."""
        return self.shut_ids | ({self.reporter_id} if self.reporter_id else set())


def barred(team: Asking, person_ids: Collection[UUID], reporters: Mapping[UUID, UUID]) -> dict[UUID, Barred]:
    """Return who is not asked about each person; `reporters` are the accounts that raised it. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select p, array_agg(m.id) from unnest(%s::uuid[]) p cross join team_member m"
            " where m.team_id = %s and m.during @> act_moment() and is_shut_out(m.account_id, p) group by p",
            [list(person_ids), team.team.id],
        )
        shut = dict(cursor.fetchall())
    own = {one.account_id: one.id for one in team.members.values()}
    return {one: Barred(frozenset(shut.get(one, ())), own.get(reporters[one])) for one in person_ids}


def kept_from(team: Asking, restriction_ids: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Return the members whom each restricted matter is kept from. One statement; none for no matter."""
    if not restriction_ids:
        return {}
    accounts = {one.id: one.account_id for one in team.members.values()}
    with connection.cursor() as cursor:
        cursor.execute(
            "select r, array_agg(m) from unnest(%s::uuid[]) r cross join unnest(%s::uuid[], %s::uuid[]) n (m, a)"
            " where is_barred(a, r) group by r",
            [list(restriction_ids), list(accounts), list(accounts.values())],
        )
        kept = {key: frozenset(member_ids) for key, member_ids in cursor.fetchall()}
    return {key: kept.get(key, frozenset()) for key in restriction_ids}


def asking(*, team_id: UUID, at: datetime) -> Asking:
    """Return who of a team can be asked at a moment. Three statements."""
    team = team_by_id(team_id=team_id)
    there = {one.id: one for one in members(team_id=team_id, at=at)}
    day = day_on_team(team=team, day=local_day(at), at=at)
    by_role: dict[str, tuple[UUID, ...]] = {}
    if is_in_service(at, team.calendar):
        for one in there.values():
            if one.id in day.on_shift:
                by_role[one.role] = (*by_role.get(one.role, ()), one.id)
    duty = day.answering if day.answering in there and is_in_service(at, team.calendar) else None
    cover = day.cover if day.cover in there else None
    rules = tables_for(team_id=team.id, place_id=team.place_id, at=at)
    return Asking(team, There(by_role, duty, cover), there, at, rules)


def open_or_join(
    *,
    act: Act,
    team_id: UUID,
    person_id: UUID,
    crossings: Sequence[Crossing],
    source_kind: str,
    source_id: UUID,
    happened_at: datetime | None = None,
    first_asked: UUID | None = None,
    concern: OwnConcern | None = None,
) -> list[UUID]:
    """
    Open one escalation for each track that is crossed, or join the one that is not closed; return their ids, clinical first.

    Inside the operation that crosses. A worse level, or one that comes after an answer and is as bad, asks anew from the first
    step of its own route; anything else adds its reason and leaves the clock alone, as all that joins a concern does: whoever has
    it in hand is told. `first_asked` is the member whom a
    colleague chose to ask; the route goes on from its first step. `concern` is one that is raised as such: it opens its own
    safeguarding escalation, whatever else is open.
    """
    if not crossings:
        return []
    _hold(team_id, person_id)
    now = _open_now(act, team_id, person_id)
    team = asking(team_id=team_id, at=act.at)
    not_asked = barred(team, [person_id], {person_id: act.account_id})[person_id]
    found = []
    for track in Track:
        of_track = worst_first([one for one in crossings if one.track is track], team.rules.routes)
        if not of_track:
            continue
        old, key = now.get(track), ids.new()
        if track is Track.SAFEGUARDING and concern is not None:
            old, key = None, concern.id
        if track is Track.SAFEGUARDING and old is None:
            matter = _matter(key, team_id, person_id, of_track[0], happened_at or act.at)
            concern.make(matter) if concern else seams.concern(act, matter)
        found.append(_one(act, team, person_id, of_track, old, not_asked, first_asked, key))
    _give_reasons(act, team_id, person_id, crossings, dict(found), source_kind, source_id, happened_at or act.at)
    clinical = [key for track, key in found if track is Track.CLINICAL]
    if clinical and any(one.level >= EMERGENCY for one in crossings):
        crisis = KeyEvent(team_id, person_id, KeyEventKind.CRISIS, happened_at or act.at, ORIGIN, clinical[0])
        act.add(KEY_EVENT, crisis)
    if clinical:
        act.concerns(person_id, team_id=team_id, escalation_ids=clinical)
    return [key for _track, key in found]


def _open_now(act: Act, team_id: UUID, person_id: UUID) -> dict[str, Escalation]:
    """
    Return the escalations of a person that are not closed, by track. One statement.

    Of safeguarding only what the actor sees: whoever raises beside a concern of somebody else opens one of their own, and
    learns nothing of the other. Kith, who sees that there are some, joins none.
    """
    rows = Escalation.objects.filter(team_id=team_id, person_id=person_id).exclude(state=State.CLOSED)
    if str(act.account_id) == KITH_ACCOUNT:
        rows = rows.exclude(track=Track.SAFEGUARDING)
    return {one.track: one for one in rows.order_by("-by_merge", "opened_at")}


def _matter(key: UUID, team_id: UUID, person_id: UUID, worst: Crossing, happened_at: datetime) -> Matter:
    return Matter(key, team_id, person_id, worst.rule, worst.sentence, worst.route, worst.facts, happened_at)


def _hold(team_id: UUID, person_id: UUID) -> None:
    """Let nobody else open or join an escalation of this person until this act is over. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 6))", [f"{team_id} {person_id}"])


def _one(
    act: Act,
    team: Asking,
    person_id: UUID,
    crossings: list[Crossing],
    now: Escalation | None,
    not_asked: Barred,
    first_asked: UUID | None,
    key: UUID,
) -> tuple[Track, UUID]:
    worst = crossings[0]
    track = worst.track
    if track is Track.SAFEGUARDING:
        matter = now.id if now else key
        not_asked = not_asked.of_matter(team, kept_from(team, [matter])[matter])
    if now is None:
        return track, begin(act, team, person_id, worst, not_asked, first_asked, key)
    asks_anew = worst.level > now.level or (now.state == State.ANSWERED and worst.level >= now.level)
    if asks_anew and track is Track.CLINICAL:
        ask_again(act, team, now, worst, not_asked, first_asked)
    else:
        _tell_of_more(act, team, now)
    return track, now.id


def begin(
    act: Act, team: Asking, person_id: UUID, worst: Crossing, not_asked: Barred, first_asked: UUID | None, key: UUID
) -> UUID:
    """Open an escalation under a new id, at the first step of its route that somebody is there for; return the id."""
    route, asked = _first(team, worst.route, not_asked, first_asked)
    until = team.respond_by(asked.step)
    action_id = ask(act, team, person_id, key, worst, asked, until, not_asked)
    Escalation(
        id=key,
        team_id=team.team.id,
        person_id=person_id,
        track=worst.track,
        level=worst.level,
        route=route.code,
        opened_at=act.at,
        opened_by_id=act.account_id,
        step=asked.step.step,
        asked_at=act.at,
        respond_by=until,
        ask_id=action_id,
        act_id=act.id,
    ).save(force_insert=True)
    note_steps(act, team, key, person_id, route.code, asked, until)
    return key


def ask_again(
    act: Act, team: Asking, now: Escalation, worst: Crossing, not_asked: Barred, first_asked: UUID | None
) -> None:
    """Start anew at the first step of a worse route: whoever was asked, or has it in hand, is told."""
    end_step(act, now.id, Ended.WORSE)
    ended = [key for key in (now.ask_id, now.through_id) if key]
    cancel_because(act=act, team_id=team.team.id, action_ids=ended, reason=_("It is worse now: asked anew"))
    route, asked = _first(team, worst.route, not_asked, first_asked)
    until = team.respond_by(asked.step)
    action_id = ask(act, team, now.person_id, now.id, worst, asked, until, not_asked)
    rounds = RouteStep.objects.filter(escalation_id=now.id, route=route.code).count()
    Escalation.objects.filter(id=now.id).update(
        level=max(now.level, worst.level),
        route=route.code,
        state=State.OPEN,
        step=asked.step.step,
        round=rounds,
        asked_at=act.at,
        respond_by=until,
        ask_id=action_id,
        through_id=None,
        answered_at=None,
        answered_by_id=None,
        decision="",
        route_since=act.at,
        version=F("version") + 1,
        act_id=act.id,
    )
    note_steps(act, team, now.id, now.person_id, route.code, asked, until, round_=rounds)


def _first(team: Asking, code: str, not_asked: Barred, first_asked: UUID | None) -> tuple[Route, Asked]:
    route = team.rules.routes[code]
    if first_asked is not None and first_asked in team.members:
        return route, Asked(route.steps[0], first_asked, ())
    return route, team.ask(route, 0, not_asked)


def ask(
    act: Act,
    team: Asking,
    person_id: UUID,
    escalation_id: UUID,
    worst: Crossing,
    asked: Asked,
    until: datetime,
    not_asked: Barred,
) -> UUID:
    """Make the action of a route step, owned by whoever is asked, and tell them; return its id."""
    owner_id = team.holder(asked, not_asked)
    [action_id] = make(act=act, rows=[work_of(worst, team.team.id, person_id, owner_id, until, escalation_id)])
    account_id = team.members[owner_id].account_id
    thing = thing_of_track(worst.track)
    about = about_in(worst.track, person_id)
    act.add("message", Tell(team.team.id, account_id, "escalation asked", thing, escalation_id, about))
    return action_id


class Worded(Protocol):
    """What the work of a step is worded by: a crossing, or an escalation that moves on."""

    @property
    def track(self) -> str: ...
    @property
    def sentence(self) -> str: ...


def work_of(
    one: Worded, team_id: UUID, person_id: UUID, owner_id: UUID, until: datetime, escalation_id: UUID
) -> NewAction:
    """Return the work of answering. That of a restricted matter says no more than that there is one, and of nobody."""
    return NewAction(
        team_id=team_id,
        person_id=about_in(one.track, person_id),
        what=_("Restricted: open it, and answer") if one.track == Track.SAFEGUARDING else one.sentence,
        owner_id=owner_id,
        due_at=until,
        kind=ActionKind.URGENT,
        origin_kind=thing_of_track(one.track),
        origin_id=escalation_id,
    )


def thing_of_track(track: str) -> str:
    """Return what an escalation is called where others may read it: in messages, and as the origin of work."""
    return RESTRICTED if track == Track.SAFEGUARDING else ORIGIN


def about_in(track: str, person_id: UUID) -> UUID | None:
    """Return the person whom work and messages of an escalation name: of a restricted matter nobody."""
    return None if track == Track.SAFEGUARDING else person_id


def note_steps(
    act: Act,
    team: Asking,
    escalation_id: UUID,
    person_id: UUID,
    route: str,
    asked: Asked,
    until: datetime,
    round_: int = 0,
) -> None:
    """Store the step that asks, and those passed over because nobody was there. One statement."""
    common = {"team_id": team.team.id, "person_id": person_id, "escalation_id": escalation_id, "route": route}
    moment = timedelta(microseconds=1)
    passed = [
        RouteStep(
            id=ids.new(), **common, step=one.step, round=round_, rule=one.id, member_id=None, asked_at=act.at,
            respond_by=act.at + moment, ended_at=act.at, end=Ended.NOBODY_THERE, act_id=act.id,
        )
        for one in asked.passed_over
    ]  # fmt: skip
    now = RouteStep(
        id=ids.new(), **common, step=asked.step.step, round=round_, rule=asked.step.id, member_id=asked.member_id,
        asked_at=act.at, respond_by=until, act_id=act.id,
    )  # fmt: skip
    RouteStep.objects.bulk_create([*passed, now])


def end_step(act: Act, escalation_id: UUID, how: Ended) -> None:
    """End the step that asks now, if one does. One statement."""
    RouteStep.objects.filter(escalation_id=escalation_id, end="").update(end=how, ended_at=act.at, act_id=act.id)


def _tell_of_more(act: Act, team: Asking, now: Escalation) -> None:
    """Tell whoever has it in hand now, to answer or to see through, that there is one reason more. One statement."""
    work_id = now.through_id or now.ask_id
    owner_id = Action.objects.filter(id=work_id).values_list("owner_id", flat=True).first()
    if member := team.members.get(owner_id or work_id):
        thing, about = thing_of_track(now.track), about_in(now.track, now.person_id)
        act.add("message", Tell(team.team.id, member.account_id, "escalation joined", thing, now.id, about))


def _give_reasons(
    act: Act,
    team_id: UUID,
    person_id: UUID,
    crossings: Sequence[Crossing],
    by_track: dict[Track, UUID],
    source_kind: str,
    source_id: UUID,
    happened_at: datetime,
) -> None:
    Reason.objects.bulk_create(
        Reason(
            id=ids.new(),
            team_id=team_id,
            person_id=person_id,
            escalation_id=by_track[one.track],
            rule=one.rule,
            table_name=one.table,
            level=one.level,
            sentence=one.sentence,
            facts=one.facts,
            source_kind=source_kind,
            source_id=source_id,
            happened_at=happened_at,
            account_id=act.account_id,
            act_id=act.id,
        )
        for one in crossings
    )
