"""Afterwards: how a person was told what the meeting decided, or why they could not be; and why not yet."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, Refusal, ids, operation
from kith.action.passing import complete_because
from kith.board.team_day import teams_today
from kith.mdt import queries, sights
from kith.mdt.acting import checked_words, meeting_of, own_colleague, room_of
from kith.mdt.models import Told, Untold
from kith.mdt.queries import TellingRow
from kith.mdt.rules import WAYS
from kith.person.rules import is_a_reason, tidy

LONGEST = 2_000


@operation("mdt.tell", sight=sights.sight_to_tell)
def tell(
    *,
    act: Act,
    telling_id: UUID,
    told_at: datetime | None = None,
    how: str = "",
    said: str = "",
    not_possible_because: str = "",
) -> UUID:
    """
    Say how a person was told, when, and what they said; or that it was not possible, and why. It finishes the work of telling.

    Whoever told them writes it: any member of the team. Written once, and once the meeting is closed: until then it may still
    decide otherwise.

    Raises:
        Refusal: while the meeting is open; without a way and a moment that is past, or a reason; for what they said beside a
            reason; when it is written already.
    """
    row: TellingRow = act.thing.row["telling"]
    if row.told_at:
        raise Refusal(_("How they were told is written down already."))
    if act.thing.row["closed_at"] is None:
        raise Refusal(_("This meeting is still open, and may decide otherwise: write it down once it is closed."))
    team_id = act.thing.team_id
    assert team_id is not None
    own = own_colleague(act, teams_today(team_ids=[team_id], at=act.at)[team_id])
    because = tidy(not_possible_because)
    if because:
        _check_why_not(because, said)
        moment, outcome = act.at, _("Not possible: %(why)s") % {"why": because}
    else:
        moment, outcome = _checked(act, row, how, told_at), _("Told")
    if len(said) > LONGEST or len(because) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field="said")
    Told(
        id=ids.new(), team_id=team_id, telling_id=row.id, person_id=row.person_id, told_at=moment, by_id=own.id,
        how="" if because else how, said="" if because else tidy(said), not_possible_because=because, act_id=act.id,
    ).save(force_insert=True)  # fmt: skip
    complete_because(act=act, team_id=team_id, action_ids=[row.action_id], outcome=outcome)
    act.concerns(row.person_id)
    return row.id


@operation("mdt.leave_untold", sight=sights.sight_of_meeting)
def leave_untold(*, act: Act, meeting_id: UUID, telling_id: UUID, because: str) -> UUID:
    """
    Say in a meeting why an answer of an earlier one has not been told yet: it stays somebody's work, and the meeting may close.

    Raises Refusal without a reason, for an answer that is told or of this very meeting, or in a closed meeting.
    """
    room_of(act)
    if not is_a_reason(because):
        raise Refusal(_("Write why they have not been told yet, in a few words."), field="because")
    because = checked_words(because, "because", _("Write why they have not been told yet, in a few words."))
    meeting = meeting_of(act)
    found = next((one for one in queries.untold_before(meeting=meeting) if one.telling_id == telling_id), None)
    if found is None:
        raise Refusal(_("This has been told, or is over: open the page again."), field="because")
    if found.because:
        Untold.objects.filter(meeting_id=meeting_id, telling_id=telling_id).update(because=because, act_id=act.id)
    else:
        Untold(
            id=ids.new(), team_id=meeting.team_id, meeting_id=meeting_id, telling_id=telling_id, person_id=found.person_id,
            because=because, act_id=act.id,
        ).save(force_insert=True)  # fmt: skip
    act.concerns(found.person_id)
    return telling_id


def _check_why_not(because: str, said: str) -> None:
    """Raise Refusal for no reason, or one beside what they said; how they were to be told stands in the form already."""
    if tidy(said):
        raise Refusal(_("Say either how they were told, or why it was not possible."), field="not_possible_because")
    if not is_a_reason(because):
        raise Refusal(_("Write why it was not possible, in a few words."), field="not_possible_because")


def _checked(act: Act, row: TellingRow, how: str, told_at: datetime | None) -> datetime:
    if how not in WAYS:
        raise Refusal(_("Say how they were told, or why it was not possible."), field="how")
    if told_at is None:
        raise Refusal(_("Enter when they were told."), field="told_at")
    if told_at > act.at:
        raise Refusal(_("Enter when they were told: a time that is past."), field="told_at")
    held: datetime = act.thing.row["started_at"]
    if told_at < held.replace(second=0, microsecond=0):
        raise Refusal(_("Enter when they were told since the meeting began."), field="told_at")
    return told_at
