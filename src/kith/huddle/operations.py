"""
The only writers of huddles: start, who is there, the agenda, what is decided; closing and showing come from their own modules.

A huddle closes only when nothing is loose (P5); the database says so too (migration 0004), and keeps it closed.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, ids, operation
from kith.board.team_day import TeamDay, teams_today
from kith.caseload.queries import closed_to, entry_of
from kith.huddle import deciding, escalating, queries
from kith.huddle.acting import huddle_of, item_of, room_here
from kith.huddle.closing import close, mend
from kith.huddle.coming import Coming, coming, presence_by_rota
from kith.huddle.deciders import Room, name_in, own_colleague, room_of
from kith.huddle.deciding import check_decision, decide
from kith.huddle.in_hand import PersonInHand, in_hand
from kith.huddle.models import Attendance, Huddle, Item
from kith.huddle.outcome_rules import Outcome
from kith.huddle.queries import HuddleRow, ItemRow, huddle_of_day
from kith.huddle.remarking import remark, show_remark
from kith.huddle.rules import HUDDLE_MINUTES, LONGEST_MINUTES, MORE_MINUTES, AgendaReason, Presence
from kith.huddle.showing import open_room, show
from kith.huddle.types import Attends, Decision, Told
from kith.person.rules import tidy
from kith.place.rules import date_words, local_day, time_words
from kith.team.queries import sight_of_team

__all__ = [
    "add_minutes",
    "add_person",
    "close",
    "mend",
    "open_room",
    "put_off",
    "raise_escalation",
    "remark",
    "set_attendance",
    "settle",
    "show",
    "show_remark",
    "start",
]


@operation("huddle.start", sight=sight_of_team)
def start(*, act: Act, team_id: UUID, minutes: int = 20, attendance: Sequence[Attends] = ()) -> UUID:
    """
    Start today's huddle with the agenda by the rule; return it. Fourteen statements, however many people.

    Members not named in `attendance` take part as the rota says; who starts it leads it and is there.

    Raises:
        Refusal: for another length, a stranger in the attendance, while a huddle is open, or when today's is closed.
    """
    if minutes not in HUDDLE_MINUTES:
        raise Refusal(_("Choose 15, 20 or 30 minutes."), field="minutes")
    team = teams_today(team_ids=[team_id], at=act.at)[team_id]
    own = own_colleague(act, team)
    _check_none_runs(act, team, huddle_of_day(team_id=team_id, day=local_day(act.at)))
    there = presence_by_rota(team) | _checked_attendance(team, attendance)
    if there.get(own.id, Presence.AWAY) is Presence.AWAY:
        there[own.id] = Presence.ROOM
    planned = coming(team=team, settings=act.thing.row["info"], at=act.at)
    huddle = Huddle(
        id=ids.new(),
        team_id=team_id,
        day=local_day(act.at),
        started_at=act.at,
        minutes=minutes,
        facilitator_id=own.id,
        act_id=act.id,
    )
    try:
        with transaction.atomic():
            huddle.save(force_insert=True)
    except IntegrityError:
        raise Refusal(_("Somebody else has started the huddle meanwhile. Open it.")) from None
    _write_attendance(act, huddle.id, team_id, there)
    Item.objects.bulk_create(_items(act, huddle, planned))
    act.concerns(*(one.person_id for one in planned.agenda), huddle_id=huddle.id)
    return huddle.id


@operation("huddle.set_attendance", sight=queries.sight_of_huddle)
def set_attendance(*, act: Act, huddle_id: UUID, attendance: Sequence[Attends]) -> UUID:
    """
    Say who is in the room, joined from elsewhere, or away. Members not named stay as they are.

    Raises Refusal for somebody who is not on the team, or in a closed huddle.
    """
    room = room_here(act)
    before = queries.attendance(huddle_id=huddle_id)
    there = _checked_attendance(room.team, attendance)
    changed = {member: how for member, how in there.items() if before.get(member) != how}
    _write_attendance(act, huddle_id, room.huddle.team_id, changed)
    return huddle_id


@operation("huddle.add_person", sight=queries.sight_of_huddle)
def add_person(*, act: Act, huddle_id: UUID, person_id: UUID, why: str = "") -> UUID:
    """Put somebody of the list last on the agenda; return the item. Raises Refusal when they are on it, or on no list."""
    room = room_here(act)
    entry = entry_of(team_id=room.huddle.team_id, person_id=person_id)
    if entry is None:
        raise Refusal(_("Choose somebody who is on the team's list."), field="person")
    words = _("added by %(name)s") % {"name": room.writer.name}
    item_id = ids.new()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into huddle_item (id, team_id, huddle_id, person_id, position, section, why, reason, decision, version,"
            " act_id) select %s, %s, %s, %s, coalesce(max(position), 0) + 1, %s, %s, '', '', 1, %s"
            " from huddle_item where huddle_id = %s on conflict (huddle_id, person_id) do nothing",
            [
                item_id,
                room.huddle.team_id,
                huddle_id,
                person_id,
                AgendaReason.ADDED,
                f"{words}: {tidy(why)}" if tidy(why) else words,
                act.id,
                huddle_id,
            ],
        )
        if cursor.rowcount != 1:
            raise Refusal(_("This person is on the agenda already."), field="person")
    act.concerns(person_id, item_id=item_id)
    return item_id


@operation("huddle.settle", sight=queries.sight_of_item)
def settle(*, act: Act, item_id: UUID, version: int, decision: Decision) -> UUID:
    """
    Store what is decided for a person, and make the action or the offer that follows. At most fourteen statements.

    Settled again it is decided anew; an action given once more comes beside the first.

    Raises:
        Refusal: for an outcome that the rules refuse, no reason, no words, an owner who is not here, a past deadline.
        Stale: when somebody saved it first; `extra` is the item as it is now.
    """
    item = item_of(act)
    gives = decision.outcome is Outcome.ACTION
    huddle = huddle_of(act)
    room = room_of(act, huddle, _present(queries.attendance(huddle_id=huddle.id)) if gives else ())
    if item.version != version:
        raise deciding.stale(room, item)
    person = _in_hand(act, room, item)
    check_decision(decision, person, act.at)
    decide(act, room, item, decision, person, version=version)
    return item_id


@operation("huddle.put_off", sight=queries.sight_of_item)
def put_off(*, act: Act, item_id: UUID, version: int) -> UUID:
    """Come back to somebody: last on the agenda. Raises Refusal once there is an outcome, Stale as `settle`."""
    item, room = item_of(act), room_here(act)
    if item.version != version:
        raise deciding.stale(room, item)
    if item.outcome:
        raise Refusal(_("This is settled: there is nothing to come back to."))
    with connection.cursor() as cursor:
        cursor.execute(
            "update huddle_item set position = (select max(position) + 1 from huddle_item where huddle_id = %s),"
            " version = version + 1, act_id = %s where id = %s and version = %s",
            [room.huddle.id, act.id, item_id, version],
        )
        if cursor.rowcount != 1:
            raise deciding.stale(room, item)
    return item_id


@operation("huddle.raise", sight=queries.sight_of_item)
def raise_escalation(*, act: Act, item_id: UUID, what: str, to_id: UUID, told: Told | None = None) -> UUID:
    """
    Raise an escalation: an urgent action for the duty lead or a supervisor, to be answered within an hour; return it.

    Who was told, how, when and what they said may come later; the huddle does not close without. It settles an item that
    has no outcome yet. Never withheld, so it is not refused for somebody who saw an older form of the item.

    Raises:
        Refusal: without words, to somebody else, with half a note, or in a closed huddle.
    """
    item, room = item_of(act), room_here(act)
    room = room.about(closed_to(team_id=room.huddle.team_id, person_id=item.person_id))
    raised_id = escalating.raise_for(act, room, item, what, to_id, told)
    words = escalating.raised_words(room, to_id, what)
    Item.objects.filter(id=item_id).update(
        outcome=item.outcome or Outcome.ESCALATION,
        decision=f"{item.decision}; {words}" if item.outcome else words,
        settled_at=act.at,
        settled_by_id=room.writer.id,
        version=F("version") + 1,
        act_id=act.id,
    )
    act.concerns(raised_id=raised_id)
    return raised_id


@operation("huddle.add_minutes", sight=queries.sight_of_huddle)
def add_minutes(*, act: Act, huddle_id: UUID) -> UUID:
    """Let the huddle last five minutes longer, up to an hour. Raises Refusal beyond that, or in a closed huddle."""
    room_here(act)
    longest = LONGEST_MINUTES - MORE_MINUTES
    changed = Huddle.objects.filter(id=huddle_id, closed_at=None, minutes__lte=longest).update(
        minutes=F("minutes") + MORE_MINUTES, act_id=act.id
    )
    if not changed:
        raise Refusal(_("A huddle lasts an hour at most: close it, and go on afterwards."))
    return huddle_id


def _check_none_runs(act: Act, team: TeamDay, huddle: HuddleRow | None) -> None:
    if huddle is None:
        return
    if huddle.day != local_day(act.at):
        words = {"day": date_words(huddle.day)}
        raise Refusal(_("The huddle of %(day)s is still open. The duty lead closes it first, with a reason.") % words)
    if huddle.closed_at:
        raise Refusal(
            _("Today's huddle is closed. Its record stands; what comes up now is given on the person's page.")
        )
    words = {"name": name_in(team, huddle.facilitator_id), "time": time_words(huddle.started_at)}
    raise Refusal(_("%(name)s started today's huddle at %(time)s. Open it.") % words)


def _checked_attendance(team: TeamDay, attendance: Sequence[Attends]) -> dict[UUID, Presence]:
    there = {one.member_id: one.how for one in attendance}
    if not there.keys() <= team.colleagues.keys():
        raise Refusal(_("Only members of the team take part. Open the page again: somebody has left meanwhile."))
    return there


def _write_attendance(act: Act, huddle_id: UUID, team_id: UUID, there: Mapping[UUID, Presence]) -> None:
    """Store how members take part. One statement."""
    fresh = [
        Attendance(
            id=ids.new(), team_id=team_id, huddle_id=huddle_id, member_id=member, how=there[member], act_id=act.id
        )
        for member in sorted(there)
    ]
    Attendance.objects.bulk_create(
        fresh, update_conflicts=True, update_fields=["how", "act"], unique_fields=["huddle", "member"]
    )


def _items(act: Act, huddle: Huddle, planned: Coming) -> list[Item]:
    carried = planned.last.carried_from if planned.last else {}
    return [
        Item(
            id=ids.new(),
            team_id=huddle.team_id,
            huddle_id=huddle.id,
            person_id=one.person_id,
            position=one.position,
            section=one.why,
            why=one.words,
            carried_from=carried.get(one.person_id) if one.why is AgendaReason.CARRIED else None,
            act_id=act.id,
        )
        for one in planned.agenda
    ]


def _in_hand(act: Act, room: Room, item: ItemRow) -> PersonInHand:
    return in_hand(team=room.team, person_ids=[item.person_id], at=act.at)[item.person_id]


def _present(there: Mapping[UUID, Presence]) -> list[UUID]:
    return [member for member, how in there.items() if how is not Presence.AWAY]
