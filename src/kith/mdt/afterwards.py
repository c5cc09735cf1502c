"""The end of a weekly meeting in words: what keeps it open, its minutes, how people were told. No query, no clock."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from kith.alignment.queries import PartnerState
from kith.mdt.closing_rules import LooseKind, loose_words
from kith.mdt.here import Running
from kith.mdt.minutes import decision_words, telling_words, told_words
from kith.mdt.partners import partner_lines
from kith.mdt.presenter import gone_words
from kith.mdt.queries import CaseRow, MeetingRow, MinuteRow, TellingRow
from kith.mdt.rules import WAYS
from kith.mdt.shows import CloseShow, MinuteShow, MinutesShow, TellShow, ToldShow, UntoldLine
from kith.place.rules import date_words, local_day, time_words
from kith.web.shows import Filled, Option
from kith.web.words import age, first_up


def close_show(running: Running, form: Filled, told: ToldShow, *, needs_reason: bool, who_may: str) -> CloseShow:
    """Return the page that closes a meeting: what is loose, each with the case on which it is mended; which partners are told."""
    found = running.loose
    decisions = {one.id: one.case_id for one in running.whole.decisions}
    return CloseShow(
        team_slug=running.team.slug,
        title=loose_words(found) if found else _("Everything is settled"),
        loose=[
            (one.sentence, decisions.get(one.thing_id, one.thing_id) if one.thing_id else None)
            for one in found
            if one.kind is not LooseKind.ANSWER
        ],
        untold=[
            UntoldLine(
                one.telling_id,
                one.name,
                _("%(day)s; %(who)s was to tell them") % {"day": date_words(one.day), "who": running.name(one.by_id)},
                one.because,
            )
            for one in running.whole.untold
        ],
        told=told,
        needs_reason=needs_reason,
        who_may=who_may,
        form=form,
    )


def minutes_show(
    held: Running, rows: Sequence[MinuteRow], partners: Mapping[UUID, Sequence[PartnerState]]
) -> MinutesShow:
    """Return the minutes of a meeting, with how each person was told since, and how partners stand to their plan now."""
    meeting, told = held.whole.meeting, held.whole.tellings
    return MinutesShow(
        team_slug=held.team.slug,
        team_name=held.team.name,
        day=meeting.day,
        started_at=meeting.started_at,
        ended=_ended(meeting),
        chair=held.name(meeting.chair_id),
        late_because=meeting.closed_late_because,
        roles=held.roles,
        cases=[_minute(held, one, told.get(one.case_id), partners) for one in rows],
        gone_words=gone_words(held.whole.number_gone),
    )


def _ended(meeting: MeetingRow) -> str:
    """Return when a meeting was closed, with the day where that is another one; '' while it is open."""
    if meeting.closed_at is None:
        return ""
    time, day = time_words(meeting.closed_at), local_day(meeting.closed_at)
    return time if day == meeting.day else _("%(time)s on %(day)s") % {"time": time, "day": date_words(day)}


def tell_show(held: Running, case: CaseRow, row: TellingRow, form: Filled) -> TellShow:
    """Return the page on which somebody writes how a person was told."""
    return TellShow(
        telling_id=row.id,
        team_slug=held.team.slug,
        meeting_id=held.whole.meeting.id,
        person_id=row.person_id,
        name=case.name,
        plan=telling_words(row, held.whole.names),
        decided=[decision_words(one, held.whole.names) for one in held.whole.decided(case.id)],
        told=told_words(row, held.whole.names),
        ways=[Option(key, _(label)) for key, label in WAYS.items()],
        form=form if form.values else Filled(key=form.key, values={"how": row.how}, errors=form.errors),
    )


def _minute(
    held: Running,
    row: MinuteRow,
    telling: TellingRow | None,
    partners: Mapping[UUID, Sequence[PartnerState]],
) -> MinuteShow:
    name = row.name if row.person_id else _("Restricted case, %(name)s") % {"name": held.name(row.owner_id)}
    told = told_words(telling, held.whole.names) if telling else ""
    return MinuteShow(
        person_id=row.person_id,
        name=name,
        age=age(row.born, held.whole.meeting.started_at) if row.born else None,
        lines=row.lines,
        told=first_up(told),
        telling_id=telling.id if telling and not told else None,
        partners=partner_lines(partners.get(row.person_id, ())) if row.person_id else (),
    )
