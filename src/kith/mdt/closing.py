"""Closing a weekly meeting once nothing is loose (P5), and its minutes."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.act import Act, NotAllowed, Refusal, Stale, ids, operation
from kith.board.team_day import TeamDay, teams_today
from kith.mdt import queries, sights
from kith.mdt.acting import meeting_of, own_colleague
from kith.mdt.closing_rules import refusal_words
from kith.mdt.minutes import Line, minutes_of_case
from kith.mdt.models import Meeting, Minute
from kith.mdt.partner_sending import send_decided
from kith.mdt.queries import AskedRow, MeetingRow, Whole, whole
from kith.mdt.types import ToPartner
from kith.message.parts import Tell
from kith.person.rules import is_a_reason, tidy
from kith.place.rules import local_day, time_words
from kith.preparation import cases as prepared
from kith.preparation.queries import CaseRow as PreparedCase
from kith.preparation.queries import cases_of
from kith.team.rules import ON_CALL


@operation("mdt.close", sight=sights.sight_to_close)
def close(*, act: Act, meeting_id: UUID, reason: str = "", partners: Sequence[ToPartner] | None = None) -> UUID:
    """
    Close a meeting in which nothing is loose, keep its minutes, tell those who were absent where they are, and send partners
    what was decided.

    Whoever the team does not reach any more is settled as off the list. On a later day only the duty lead closes, and says why.
    `partners` are those that are sent their part now; the minutes say who got what, and who nothing because. None: partners are
    told afterwards, and the minutes say nothing of it.

    Raises:
        Refusal: with everything that is loose in its sentence and in `extra`; for a missing reason; for a partner that may not
            be sent what was looked at, which is named, and nothing is closed or sent.
        NotAllowed: on a later day, for anybody but the duty lead; with partners, for a role that may not share. Stale: when it
            is closed; `extra` is the meeting.
    """
    meeting = meeting_of(act)
    team = teams_today(team_ids=[meeting.team_id], at=act.at)[meeting.team_id]
    own = own_colleague(act, team)
    if meeting.closed_at:
        raise _closed_already(team, meeting)
    late = _reason_for_late(act, team, meeting, reason)
    _settle_gone(meeting_id, own.id)
    found = whole(meeting=meeting)
    if found.loose:
        raise Refusal(refusal_words(found.loose), rule="P5", extra=found.loose)
    told = send_decided(act, found, partners) if partners is not None else {}
    _keep_minutes(act, found, told)
    Meeting.objects.filter(id=meeting_id, closed_at=None).update(
        closed_at=act.at, closed_by_id=own.id, closed_late_because=late, act_id=act.id
    )
    prepared.held(act=act, meeting_id=meeting.prepared_id)
    _tell_absent(act, team, found)
    act.concerns(*found.person_ids)
    return meeting_id


def _keep_minutes(act: Act, found: Whole, told: Mapping[UUID, Sequence[Line]]) -> None:
    """
    Store what the minutes say of each case, as it stands now, partners last. Four statements, however many cases.

    Of cases that whoever closes may not open, the database keeps that they were there (`mdt_keep_unseen`).
    """
    asked: dict[UUID, list[AskedRow]] = {}
    for one in queries.asked_of(prepared_id=found.meeting.prepared_id):
        asked.setdefault(one.prepared_id, []).append(one)
    known = {one.id: one for one in cases_of(meeting_id=found.meeting.prepared_id)}
    Minute.objects.bulk_create(
        Minute(
            id=ids.new(),
            team_id=found.meeting.team_id,
            meeting_id=found.meeting.id,
            case_id=one.id,
            person_id=one.person_id,
            lines=[*_lines(found, one, asked, known), *told.get(one.id, ())],
            act_id=act.id,
        )
        for one in found.cases
    )
    with connection.cursor() as cursor:
        cursor.execute("select mdt_keep_unseen(%s)", [found.meeting.id])


def _lines(
    found: Whole,
    case: queries.CaseRow,
    asked: Mapping[UUID, list[AskedRow]],
    known: Mapping[UUID, PreparedCase],
) -> list[Line]:
    prepared_case = known.get(case.prepared_id)
    question = prepared_case.question if prepared_case else ""
    because = prepared_case.not_asked_because if prepared_case else ""
    return minutes_of_case(found, case, asked.get(case.prepared_id, ()), question, because)


def _tell_absent(act: Act, team: TeamDay, found: Whole) -> None:
    """Tell those of the team who were not there that the minutes are kept: no words of them leave Kith."""
    for one in team.colleagues.values():
        if one.id not in found.present and one.role != ON_CALL:
            act.add("message", Tell(team.id, one.account_id, "meeting minutes", "mdt", found.meeting.id))


def _reason_for_late(act: Act, team: TeamDay, meeting: MeetingRow, reason: str) -> str:
    """Return why a meeting is closed on a later day, empty on its own day. Raises NotAllowed, Refusal."""
    if local_day(act.at) == meeting.day:
        return ""
    duty = team.duty_lead
    if duty is None or duty.account_id != act.account_id:
        words = {"name": duty.name if duty else _("nobody has the duty now: ask the team lead to publish the rota")}
        raise NotAllowed(_("On a later day only the duty lead closes a meeting: %(name)s.") % words, rule="P5")
    if not is_a_reason(reason):
        raise Refusal(_("Write why it is closed late, in a few words."), field="reason")
    return tidy(reason)


def _settle_gone(meeting_id: UUID, member_id: UUID) -> None:
    """Record that nothing was to decide for people whom the team does not reach any more. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select mdt_settle_gone(%s, %s)", [meeting_id, member_id])


def _closed_already(team: TeamDay, meeting: MeetingRow) -> Stale:
    assert meeting.closed_at is not None
    found = team.colleagues.get(meeting.closed_by_id) if meeting.closed_by_id else None
    words = {"name": found.name if found else _("Somebody"), "time": time_words(meeting.closed_at)}
    return Stale(_("%(name)s closed this meeting at %(time)s.") % words, extra=meeting)
