"""Planned contacts of which nobody says what became: found by the clock, followed up once, settled by what is recorded later."""

from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.act import Act, operation
from kith.action.operations import NewAction, make
from kith.action.passing import complete_because
from kith.contact.observing import Met, miss
from kith.contact.queries import ContactRow, Unsaid, unsaid
from kith.contact.rules import FOLLOW_UP_WITHIN, RESULT_WITHIN, ContactState, Way
from kith.message.parts import Tell
from kith.place.rules import local_day
from kith.team.queries import MemberInfo, day_on_team, members, sight_of_team, team_by_id
from kith.web.words import moment

ORIGIN = "contact"


@operation("contact.chase", sight=sight_of_team)
def chase(*, act: Act, team_id: UUID) -> list[UUID]:
    """
    Follow up every planned contact whose window is over by more than two hours and of which nothing is recorded.

    Once each, by Kith, every minute: whoever was to make it (else the duty lead) gets an action to say what became of it.
    The person stands under "Contact missed" until then, and what follows from contacts missed one after another follows now
    (P6). Return the contacts. Ten statements, however many, and those of opening an escalation for each who crosses; one
    that nobody can be asked about stays for the next minute, and doctor counts it.
    """
    team = team_by_id(team_id=team_id)
    there = {one.id: one for one in members(team_id=team_id, at=act.at)}
    day = day_on_team(team=team, day=local_day(act.at), at=act.at)
    in_line = {there[one].account_id: there[one] for one in reversed(day.in_line) if one in there}
    found = unsaid(team_id=team_id, over_before=act.at - RESULT_WITHIN, in_line=[*reversed(in_line)])
    asked = {one.id: owner for one in found if (owner := _owner(one, there, in_line))}
    rows = [one for one in found if one.id in asked]
    if not rows:
        return []
    actions = make(act=act, rows=[_follow_up(act, team_id, one, asked[one.id]) for one in rows])
    with connection.cursor() as cursor:
        cursor.execute(
            "update contact_contact c set follow_up_id = n.action, act_id = %s from unnest(%s::uuid[], %s::uuid[]) n (id, action)"
            " where c.id = n.id and c.state = 'planned' and c.follow_up_id is null",
            [act.id, [one.id for one in rows], actions],
        )
    for one, action_id in zip(rows, actions, strict=True):
        tell = Tell(team_id, asked[one.id].account_id, "contact without result", "action", action_id, one.person_id)
        act.add("message", tell)
    miss(act, team_id, [Met(one.id, team_id, one.person_id, act.at) for one in rows])
    return [one.id for one in rows]


def settle_follow_up(act: Act, row: ContactRow, state: ContactState) -> None:
    """Finish the follow-up of a contact once somebody says what became of it. One statement, none without a follow-up."""
    if row.follow_up_id:
        words = {
            ContactState.MADE: _("Recorded: it was made"),
            ContactState.MISSED: _("Recorded: it was missed"),
            ContactState.CANCELLED: _("Recorded: the person cancelled it"),
        }[state]
        complete_because(act=act, team_id=row.team_id, action_ids=[row.follow_up_id], outcome=words)


def _owner(one: Unsaid, there: dict[UUID, MemberInfo], in_line: dict[UUID, MemberInfo]) -> MemberInfo | None:
    """Return who is asked: whoever was to make it, else who has the duty for the person; None where nobody can open it."""
    if one.member_can and one.member_id in there:
        return there[one.member_id]
    return in_line[one.duty_account_id] if one.duty_account_id else None


def _follow_up(act: Act, team_id: UUID, one: Unsaid, owner: MemberInfo) -> NewAction:
    words = {
        Way.VISIT: _("Say what became of the visit, %(when)s: nothing is recorded"),
        Way.PHONE: _("Say what became of the call, %(when)s: nothing is recorded"),
        Way.MESSAGE: _("Say what became of the message, %(when)s: nothing is recorded"),
        Way.CLINIC: _("Say what became of the clinic, %(when)s: nothing is recorded"),
        Way.VIDEO: _("Say what became of the video call, %(when)s: nothing is recorded"),
    }[one.way]
    return NewAction(
        team_id=team_id,
        person_id=one.person_id,
        what=words % {"when": moment(one.window_from, act.at)},
        owner_id=owner.id,
        due_at=act.at + FOLLOW_UP_WITHIN,
        origin_kind=ORIGIN,
        origin_id=one.id,
    )
