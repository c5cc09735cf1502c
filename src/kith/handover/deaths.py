"""
The operations of a death: recorded, followed on every team's list, undone if it was in error, and closed when all is done.

A death is never refused for what is open. What is routine is cancelled with the reason; escalations and after-death work
stay with an owner; the entry is closing and the team keeps its access until 30 days are over and the last of it is done.
Lists of teams that the actor does not see are followed within a minute by Kith's own account.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, Refusal, ids, operation
from kith.action.operations import NewAction, make
from kith.action.passing import cancel_because, restore
from kith.action.queries import waiting_for_person
from kith.action.rules import ROUTINE, ActionKind
from kith.agency.involving import follow_deaths as end_involvements
from kith.alignment.ending import withdraw_all
from kith.caseload.closing import begin_closing, go_on
from kith.caseload.queries import entry
from kith.contact.stopping import call_off, plan_again
from kith.contradiction.stopping import follow_items
from kith.handover import queries
from kith.handover.closing import Why, write_closing
from kith.handover.closing_rules import Holder, Reason
from kith.handover.models import Death
from kith.handover.queries import DeathRow, Unfollowed
from kith.handover.rules import AFTER_DEATH
from kith.language import _ as say
from kith.message.parts import Tell
from kith.network.stopping import follow_carers
from kith.person import operations as person
from kith.person.queries import sight_of_person
from kith.person.rules import tidy
from kith.place.rules import local_day
from kith.team.queries import MemberInfo, day_on_team, duty_lead_now, members, team_by_id
from kith.team.rules import add_service_days, end_of_service_day

LONGEST = 2_000
ORIGIN = "death"


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing a death brought back, and what was left because somebody changed it meanwhile."""

    restored: int
    left: list[UUID]


@operation("handover.record_death", sight=sight_of_person)
def record_death(*, act: Act, person_id: UUID, how_known: str, died_at: datetime | None = None) -> UUID:
    """
    Record that somebody has died and stop what is routine on the actor's teams; return the person.

    Said once more for a team that did not know yet, it does there what the first did elsewhere.

    Raises:
        Refusal: for a moment to come, without saying how it is known, or when every team of the actor's knows already.
    """
    how = _words(how_known, "how_known", _("Say how it is known: who told you, or where it is written."))
    if not act.thing.row["is_dead"]:
        person.record_death(act=act, person_id=person_id, died_at=died_at)
    elif not queries.unfollowed_deaths(person_id=person_id):
        raise Refusal(_("The death is recorded already."))
    for one in queries.unfollowed_deaths(person_id=person_id):
        if one.team_id in act.teams:
            _follow(act, one, how)
    return person_id


@operation("handover.follow_deaths")
def follow_deaths(*, act: Act) -> int:
    """
    Bring every list that the actor sees into line with who is dead and who is not; return how many entries changed.

    For Kith's own account, once a minute: deaths recorded by another team or by an import, and deaths undone. Whoever has died
    cares for nobody any more, no agency works with them, and nothing more is done for them. Done again it changes nothing.
    """
    unfollowed, in_error = queries.unfollowed_deaths(), queries.deaths_in_error()
    for one in unfollowed:
        _follow(act, one, _("Recorded elsewhere; the record says so"))
    for death in in_error:
        _undo(act, death, _("Taken back elsewhere; the record says so"))
    others = follow_carers(act=act) + end_involvements(act=act) + follow_items(act=act)
    return len(unfollowed) + len(in_error) + others


@operation("handover.undo_death", sight=sight_of_person)
def undo_death(*, act: Act, person_id: UUID, because: str) -> Undone:
    """
    Take back a death recorded in error: what it stopped is as it was, what it asked for is cancelled.

    What somebody changed since it was stopped is left as it is, and named.

    Raises:
        Refusal: without a reason, or when no death is recorded.
    """
    because = _words(because, "because", _("Say how the mistake came about and how you know better."))
    person.mark_alive(act=act, person_id=person_id)
    done = [
        _undo(act, death, because) for death in queries.deaths_of(person_id=person_id) if death.team_id in act.teams
    ]
    return Undone(sum(one.restored for one in done), [thing for one in done for thing in one.left])


@operation("handover.close_after_deaths")
def close_after_deaths(*, act: Act) -> int:
    """
    End the entries of the dead whose 30 days are over and for whom nothing is open; return how many. For Kith, once a day.

    The team's access ends with the entry.
    """
    over = queries.closable(at=act.at)
    for one in over:
        write_closing(act=act, entry=entry(entry_id=one.entry_id), why=_why_dead(), reach_until=act.at)
    act.concerns(*(one.person_id for one in over))
    return len(over)


def _why_dead() -> Why:
    return Why(
        Reason.DIED, Holder.NOBODY, _("They have died"), untold_because=_("Told by the work that the death asked for")
    )


def _follow(act: Act, one: Unfollowed, how: str) -> None:
    """Stop what is routine, ask for what must be done, and let the entry be closing."""
    death = Death(
        id=ids.new(),
        team_id=one.team_id,
        person_id=one.person_id,
        entry_id=one.entry_id,
        entry_state=one.state,
        how_known=how,
        known_at=act.at,
        act_id=act.id,
    )
    death.save(force_insert=True)
    _ask(
        act, death, one.named_lead_id
    )  # first: whoever gets it may be leaving, and their work is not to be locked then
    reason = _("Cancelled: this person has died")
    withdraw_all(act, person_id=one.person_id, team_id=one.team_id, because=reason)
    waiting = waiting_for_person(person_id=one.person_id, at=act.at)
    routine = [work for work in waiting if work.team_id == one.team_id and work.kind in ROUTINE]
    cancel_because(act=act, team_id=one.team_id, action_ids=[work.id for work in routine], reason=reason)
    for work in routine:
        if work.is_owner_there and work.owner_account_id:
            act.add(
                "message",
                Tell(one.team_id, work.owner_account_id, "action cancelled", "action", work.id, one.person_id),
            )
    call_off(act=act, team_id=one.team_id, person_id=one.person_id, reason=reason)
    begin_closing(act=act, entry_id=one.entry_id)
    act.concerns(one.person_id, team_id=one.team_id, death_id=death.id)


def _ask(act: Act, death: Death, named_lead_id: UUID | None) -> None:
    """Make the after-death work, for the named lead where there, else for whoever takes the duty; both are told."""
    team = team_by_id(team_id=death.team_id)
    today = local_day(act.at)
    there = {member.id: member for member in members(team_id=team.id, at=act.at)}
    day = day_on_team(team=team, day=today, at=act.at, person_id=death.person_id)
    named = there.get(named_lead_id) if named_lead_id else None
    duty = there.get(day.answering) if day.answering else None
    owner = (named if named and named.id not in day.away else None) or duty or named or _somebody(act, there.values())
    if owner is None:
        return
    rows = [
        NewAction(
            team_id=team.id,
            person_id=death.person_id,
            what=say(work.what),
            owner_id=owner.id,
            due_at=end_of_service_day(add_service_days(today, work.due_service_days, team.calendar)),
            kind=ActionKind.AFTER_DEATH,
            origin_kind=ORIGIN,
            origin_id=death.id,
        )
        for work in AFTER_DEATH.values()
    ]
    make(act=act, rows=rows)
    for member in {one.account_id: one for one in (owner, named, duty) if one}.values():
        act.add(
            "message", Tell(team.id, member.account_id, "death recorded", "person", death.person_id, death.person_id)
        )


def _somebody(act: Act, there: Collection[MemberInfo]) -> MemberInfo | None:
    """Return the actor's own membership, else anybody's: a death is never refused because nobody takes the duty."""
    own = [member for member in there if member.account_id == act.account_id]
    return next(iter(own or there), None)


def _undo(act: Act, death: DeathRow, because: str) -> Undone:
    """Bring one team's list back to what it was before a death."""
    team = team_by_id(team_id=death.team_id)
    duty_id = duty_lead_now(team=team, at=act.at, person_id=death.person_id)
    back = restore(act=act, team_id=team.id, cancelled_by=death.act_id, why=because, duty_id=duty_id)
    planned = plan_again(act=act, team_id=team.id, called_off_by=death.act_id, duty_id=duty_id)
    asked = queries.after_death_work(death_id=death.id)
    cancel_because(act=act, team_id=team.id, action_ids=asked, reason=_("Cancelled: the death was recorded in error"))
    go_on(act=act, entry_id=death.entry_id, state=death.entry_state)
    Death.objects.filter(id=death.id, undone_at=None).update(undone_at=act.at, undone_because=because, act_id=act.id)
    act.concerns(death.person_id, team_id=team.id, death_id=death.id)
    restored = {*(one.action_id for one in back), *planned}
    stopped = queries.stopped_by(person_id=death.person_id, act_ids=[death.act_id])
    return Undone(len(restored), [one.id for one in stopped if one.id not in restored])


def _words(text: str, field: str, missing: str) -> str:
    words = tidy(text)
    if not words:
        raise Refusal(missing, field=field)
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field=field)
    return words
