"""The page that starts a weekly meeting, in words."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from kith.mdt.here import Here
from kith.mdt.operations import attendance_by_rota
from kith.mdt.presenter import attenders
from kith.mdt.rules import MEETING_MINUTES, Attends
from kith.mdt.shows import CaseLine, StartShow
from kith.place.rules import date_words, local_day, time_words
from kith.preparation.queries import CaseRow, MeetingRow
from kith.web.shows import Filled, Option
from kith.web.words import first_up, minutes


def start_show(
    here: Here, meeting: MeetingRow | None, cases: Sequence[CaseRow], at: datetime, form: Filled
) -> StartShow:
    """Return the page that starts the next meeting, or says why it cannot start yet."""
    rota = attendance_by_rota(here.team)
    there = [
        Attends(one.id, one.name, one.role, rota[one.id].how) for one in here.team.colleagues.values() if one.id in rota
    ]
    last = here.row if here.row and here.row.closed_at else None
    usual = meeting.minutes if meeting else MEETING_MINUTES[2]
    offered = sorted({*MEETING_MINUTES, usual})
    return StartShow(
        team_slug=here.team.slug,
        team_name=here.team.name,
        meeting_id=meeting.id if meeting else None,
        day=meeting.day if meeting else None,
        begins_at=meeting.begins_at if meeting else None,
        is_today=bool(meeting and meeting.day <= local_day(at)),
        cases=[_line(one) for one in cases],
        attenders=attenders(sorted(there, key=lambda one: (one.name, one.member_id))),
        minutes=[Option(str(number), first_up(minutes(number))) for number in offered],
        last_id=last.id if last else None,
        last_day=last.day if last else None,
        hindrance=_hindrance(meeting, at),
        form=form if form.values else Filled(key=form.key, values={"minutes": str(usual)}, errors=form.errors),
    )


def _line(case: CaseRow) -> CaseLine:
    name = _("Restricted case") if case.is_restricted else case.name
    if case.is_restricted:
        words = _("ask %(name)s") % {"name": case.preparer} if case.preparer else ""
    elif case.ready_at is None:
        words = _("page not ready: %(name)s") % {"name": case.preparer or _("nobody yet")}
    else:
        words = "; ".join(one.words for one in case.reasons)
    return CaseLine(
        case.id, name, first_up(words), "open" if case.ready_at or case.is_restricted else "late", case.is_restricted
    )


def _hindrance(meeting: MeetingRow | None, at: datetime) -> str:
    if meeting is None:
        return _("No weekly meeting is set: the team lead says when the team meets.")
    if meeting.day > local_day(at):
        words = {"day": date_words(meeting.day), "time": time_words(meeting.begins_at)}
        return _("The next one is on %(day)s at %(time)s.") % words
    return ""
