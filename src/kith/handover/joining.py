"""
Joining a person of another team of the same place by oneself, with role and reason; a lead of theirs ends it again.

The joiner types the full NHS number and birth date, sees the record for 28 days, and owns no work there. Whoever answers for
the person on each team is told at once (security: access; capability rows on joining by oneself).
"""

from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.access.signing_in import TooSoon
from kith.act import Act, NotAllowed, Refusal, ids, operation
from kith.person.queries import sight_of_person
from kith.person.rules import nhs_number as valid_number
from kith.person.rules import tidy
from kith.place.rules import local_day
from kith.team.rules import Calendar, add_service_days, end_of_service_day
from kith.trail.queries import number_refused

JOINED_FOR = timedelta(days=28)
"""How long somebody who joined sees the record: four weeks, long enough to meet once and to be put on a list for good."""

GUESSES = ("handover.join_person", "handover.ask_to_see")
"""What names a record by number and birth date: counted together."""
TRIES = 5
WITHIN = timedelta(hours=1)
"""Five joins that found nothing within an hour, then a wait: numbers and birth dates must not be guessed."""

LONGEST_ROLE = 100
LONGEST_REASON = 300
LONGEST_NOTE = 1000


@operation("handover.join_person")
def join_person(*, act: Act, nhs_number: str, born: date, stated_role: str, because: str) -> UUID:
    """
    Let the actor see the one person with this number and birth date for 28 days; return whose record it is.

    They are on a list of a place where the actor has a seat, and not protected. Already seen: nothing changes. Two
    statements besides the wrapper's, whether anybody matches or not.

    Raises:
        Refusal: without role or reason, with one too long; when nobody can be joined so, always in the same words.
        TooSoon: after five that found nobody within an hour.
    """
    role = said(stated_role, "stated_role", _("Say what you do for this person."), LONGEST_ROLE)
    reason = said(because, "because", _("Say why you need to see the record."), LONGEST_REASON)
    not_too_often(act)
    number = valid_number(nhs_number)
    words = _("joined by themselves, as %(role)s: %(reason)s") % {"role": role, "reason": reason}
    with connection.cursor() as cursor:
        cursor.execute(
            "select handover_join_person(%s, %s, %s, %s, %s, %s)",
            [number or "", born, words, role, reason, act.at + JOINED_FOR],
        )
        person_id: UUID | None = cursor.fetchone()[0]
    if person_id is None:
        raise Refusal(
            _("There is no record that you can join by this number and date of birth. Ask your team lead."),
            field="nhs_number",
            rule=NOBODY,
        )
    act.concerns(person_id)
    return person_id


@operation("handover.end_joining", sight=sight_of_person)
def end_joining(*, act: Act, person_id: UUID, account_id: UUID, because: str) -> UUID:
    """
    End at once what somebody joined by themselves; they are told, with the reason, and cannot join again for 28 days.

    For the team lead or a supervisor of a team with the person on its list, and the named lead. Two statements besides the
    wrapper's.

    Raises:
        Refusal: without a reason, or when the account has not joined.
    """
    reason = said(because, "because", _("Say why, in a few words."), LONGEST_REASON)
    if not may_end(act, person_id):
        raise NotAllowed(_("The team lead, a supervisor or the named lead ends this. Ask one of them."))
    with connection.cursor() as cursor:
        cursor.execute("select handover_end_joining(%s, %s, %s)", [person_id, account_id, reason])
        if cursor.fetchone()[0] == 0:
            raise Refusal(_("Choose who joined."), field="account")
    act.concerns(account_id=str(account_id))
    return person_id


@operation("handover.leave_note", sight=sight_of_person)
def leave_note(*, act: Act, person_id: UUID, note: str) -> UUID:
    """
    Leave a note about somebody whom one has joined: an action of the named lead, else of whoever answers for them; return it.

    Due by the end of the next working day (Monday to Friday), finished by its owner like any other. One statement besides
    the wrapper's and sight.

    Raises:
        NotAllowed: for whoever has not joined them. Refusal: without a note, or one over 1,000 characters.
    """
    words = said(note, "note", _("Write the note."), LONGEST_NOTE)
    due = end_of_service_day(add_service_days(local_day(act.at), 1, Calendar()))
    with connection.cursor() as cursor:
        cursor.execute(
            "select handover_leave_note(%s, %s, %s, %s)",
            [
                person_id,
                _("Note from %(name)s: %(note)s") % {"name": act.name, "note": words},
                due,
                [ids.new() for _row in range(3)],
            ],
        )
        action_id: UUID | None = cursor.fetchone()[0]
    if action_id is None:
        raise NotAllowed(
            _("Notes are left so by whoever joined the record by themselves. Comment on its work instead.")
        )
    act.concerns(action_ids=[str(action_id)])
    return action_id


LEADING = frozenset({"team-lead", "clinical-supervisor"})
NOBODY = "NoSuchRecord"
"""How the trail calls a join that found nobody; these are counted."""


def may_end(act: Act, person_id: UUID) -> bool:
    """Say whether the actor leads, on a team with the person on its list: the team, as a supervisor, or them. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(array_agg(e.team_id), '{}'), coalesce(bool_or(m.account_id = %s), false)"
            " from caseload_listentry e left join team_member m on m.id = e.named_lead_id and m.during @> act_moment()"
            " where e.person_id = %s and e.state <> 'ended' and e.team_id = any((select my_teams())::uuid[])",
            [act.account_id, person_id],
        )
        teams, is_named = cursor.fetchone()
    return bool(is_named) or any(act.role in LEADING and act.role in act.roles_in(team) for team in teams)


def said(text: str, field: str, wanted: str, most: int) -> str:
    """Return what was said, on one line. Raises Refusal beside the field when there is nothing, or too much."""
    words = tidy(text)
    if not words:
        raise Refusal(wanted, field=field)
    if len(words) > most:
        raise Refusal(_("Shorten this to %(most)d characters.") % {"most": most}, field=field)
    return words


def not_too_often(act: Act) -> None:
    """Raise TooSoon after five joins or questions of the actor that found nobody within an hour. One statement."""
    refused = number_refused(
        account_id=act.account_id, commands=GUESSES, reason=NOBODY, after=act.at - WITHIN, until=act.at
    )
    if refused >= TRIES:
        raise TooSoon(_("Too many numbers that match nobody. Wait an hour, or ask your team lead."))
