"""Planning in series: beginning one, changing it from a day on, ending it with a reason; moving one planned contact."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, ids, operation
from kith.caseload.parts import Looked
from kith.contact import queries, series_queries
from kith.contact.keeping import make_contacts, pause
from kith.contact.models import Contact, Series
from kith.contact.operations import FURTHEST, LONGEST_WINDOW, checked_text, checked_way
from kith.contact.queries import ContactRow
from kith.contact.rules import ContactState
from kith.contact.series_queries import SeriesRow, one_series
from kith.contact.series_rules import LONGEST, Days, NoRhythm, OnClosed, Rhythm, Wanted, last_day_of
from kith.contact.serving import UNHEARD, Heard, Served, heard_values, service_of
from kith.message.parts import Tell
from kith.person.rules import tidy
from kith.place.rules import at_local, local_day
from kith.plan.rules import SECTIONS
from kith.team.queries import members, team_by_id
from kith.team.rules import Calendar


@operation("contact.plan_series", sight=series_queries.sight_of_person_on_team)
def plan_series(*, act: Act, team_id: UUID, person_id: UUID, wanted: Wanted, heard: Heard = UNHEARD) -> UUID:
    """
    Plan contacts in series; those of the 28 days ahead are rows at once, whoever makes them is told. Return the series.

    An end by number becomes a day when it is planned. Contacts on days the person is away are paused. `heard` is what was said
    before: it is kept with the first contact.

    Raises:
        Refusal: without rhythm, reason or end, for an end over a year after the first day, a first contact that is over, by
            cadence where none is agreed, for somebody who is not on the team's list; and as `plan` for way and who.
    """
    if not act.thing.row["is_listed"]:
        raise Refusal(_("A series is planned for people on the team's list. Put them on the list first."))
    key = _begin(act, wanted, cadence=act.thing.row["cadence"], follows_id=None)
    if heard.warned:
        first = Contact.objects.filter(series_id=key).order_by("window_from", "id").values("id")[:1]
        Contact.objects.filter(id__in=first).update(**heard_values(heard), act_id=act.id)
    return key


@operation("contact.change_series", sight=series_queries.sight_of_series)
def change_series(*, act: Act, series_id: UUID, version: int, wanted: Wanted) -> UUID:
    """
    Change a series from a day on: what is planned from `wanted.first_day` is called off and a new series takes its place.

    What was before stays as it was, also what was planned for earlier days. Return the new series.

    Raises:
        Stale: when somebody changed or ended it first.
        Refusal: as `plan_series`, or when it has ended.
    """
    row = _running(act, version)
    _end(act, row, wanted.first_day, _("Changed from %(day)s on") % {"day": wanted.first_day.isoformat()})
    return _begin(act, wanted, cadence=row.cadence_days, follows_id=row.id)


@operation("contact.end_series", sight=series_queries.sight_of_series)
def end_series(*, act: Act, series_id: UUID, version: int, because: str, from_day: date | None = None) -> UUID:
    """
    End a series from a day on (default today), with a reason; what is planned from then on is called off. Return the series.

    Contacts whose window is over stay and ask what became of them.

    Raises:
        Stale: when somebody changed or ended it first.
        Refusal: without a reason, from a day that is past, or when it has ended.
    """
    row = _running(act, version)
    because = checked_text(because, "because")
    if not because:
        raise Refusal(_("Say why the series ends."), field="because")
    if from_day and from_day < local_day(act.at):
        raise Refusal(_("Choose today or a later day. What was before stays as it was."), field="from_day")
    _end(act, row, from_day or local_day(act.at), because)
    return row.id


@operation("contact.move", sight=queries.sight_of_contact)
def move(
    *,
    act: Act,
    contact_id: UUID,
    version: int,
    window_from: datetime,
    window_to: datetime,
    member_id: UUID | None,
    by_other: str = "",
    note: str = "",
) -> UUID:
    """
    Move one planned contact to another time or to somebody else; of a series, the others stay as they are.

    Raises:
        Stale: when somebody changed or settled it first; `extra` is the contact as it is now.
        Refusal: when it is not planned any more or its time is over, or as `plan`.
    """
    row: ContactRow = act.thing.row["contact"]
    if row.version != version:
        raise Stale(_("Somebody changed this contact meanwhile. Nothing of yours is saved yet."), extra=row)
    if row.state is not ContactState.PLANNED or row.follow_up_id:
        raise Refusal(_("This contact is not to come any more: say what became of it, and plan another."))
    if window_to < window_from:
        raise Refusal(_("Enter an end that is not before the start."), field="to")
    if window_to <= act.at or window_to - window_from > LONGEST_WINDOW or window_from > act.at + FURTHEST:
        raise Refusal(_("Choose a time that is still to come, within a year."), field="day")
    by = _by(act, row.team_id, member_id, by_other)
    changed = Contact.objects.filter(id=row.id, version=version, state="planned").update(
        window_from=window_from, window_to=window_to, member_id=by.member_id, by_other=by.by_other,
        service=service_of(Served(row.service), role=by.role, by_other=by.by_other), note=checked_text(note, "note"),
        version=F("version") + 1, act_id=act.id,
    )  # fmt: skip
    if changed != 1:
        raise Stale(
            _("Somebody changed this contact meanwhile. Nothing of yours is saved yet."),
            extra=queries.one(contact_id=row.id),
        )
    pause(act=act, team_id=row.team_id, person_id=row.person_id)
    for account in {row.member_account_id, by.account_id} - {None, act.account_id}:
        assert account is not None
        act.add("message", Tell(row.team_id, account, "contact moved", "contact", row.id, row.person_id))
    act.add("looked", Looked(row.team_id, row.person_id))
    return row.id


# What a series is made of


@dataclass(frozen=True, slots=True)
class _Maker:
    member_id: UUID | None
    account_id: UUID | None
    by_other: str
    role: str = ""


def _begin(act: Act, wanted: Wanted, *, cadence: int | None, follows_id: UUID | None) -> UUID:
    team_id, person_id = act.thing.team_id, act.thing.person_id
    assert team_id is not None and person_id is not None
    if wanted.on_closed not in set(OnClosed):
        raise Refusal(_("Choose what happens on days the team does not work."), field="on_closed")
    days = _days(wanted, cadence)
    first = days.first_on(wanted.first_day)
    by = _by(act, team_id, wanted.member_id, wanted.by_other)
    team = team_by_id(team_id=team_id)
    series = Series(
        id=ids.new(),
        team_id=team_id,
        person_id=person_id,
        member_id=by.member_id,
        by_other=by.by_other,
        service=service_of(Served(wanted.service), role="", by_other=by.by_other) if by.by_other else "",
        way=checked_way(wanted.way),
        rhythm=wanted.rhythm,
        every_days=days.every,
        weekdays="".join(map(str, sorted(days.weekdays))),
        first_day=first,
        last_day=_last_day(days, first, wanted, team.calendar),
        next_day=first,
        follows_id=follows_id,
        act_id=act.id,
        **_checked(act, first, wanted),
    )
    series.save(force_insert=True)
    made = make_contacts(act=act, team=team, rows=[one_series(series_id=series.id)])
    if made:
        pause(act=act, team_id=team_id, person_id=person_id)
    if by.account_id and by.account_id != act.account_id:
        act.add("message", Tell(team_id, by.account_id, "contact series planned", "person", person_id, person_id))
    act.add("looked", Looked(team_id, person_id))
    act.concerns(person_id, series_id=series.id)
    return series.id


def _days(wanted: Wanted, cadence: int | None) -> Days:
    if wanted.rhythm == Rhythm.CADENCE and cadence is None:
        words = _("How often they are to be seen is not agreed. Set it on their page, or choose every how many days.")
        raise Refusal(words, field="rhythm")
    if wanted.rhythm not in set(Rhythm):
        raise Refusal(_("Choose how often."), field="rhythm")
    if wanted.rhythm == Rhythm.WEEKDAYS:
        if not wanted.weekdays:
            raise Refusal(_("Choose at least one day of the week."), field="weekdays")
        try:
            return Days(weekdays=frozenset(int(one) for one in wanted.weekdays))
        except (NoRhythm, ValueError):
            raise Refusal(_("Choose days of the week."), field="weekdays") from None
    every = cadence if wanted.rhythm == Rhythm.CADENCE else wanted.every_days
    if not every or not 1 <= every <= LONGEST.days:
        raise Refusal(_("Enter a number of days from 1 to %(most)s.") % {"most": LONGEST.days}, field="every_days")
    return Days(every=every)


def _last_day(days: Days, first: date, wanted: Wanted, calendar: Calendar) -> date:
    if (wanted.last_day is None) == (wanted.number is None):
        raise Refusal(_("Say when the series ends: a day, or after how many contacts."), field="end")
    if wanted.number is not None and not 1 <= wanted.number <= LONGEST.days:
        raise Refusal(_("Enter a number of contacts from 1 to %(most)s.") % {"most": LONGEST.days}, field="number")
    closed = OnClosed(wanted.on_closed)
    last = wanted.last_day or last_day_of(
        days, first=first, number=wanted.number or 1, closed=closed, calendar=calendar
    )
    field = "last_day" if wanted.last_day else "number"
    if last < first:
        words = _("Choose a last day that is not before the first contact, %(day)s.") % {"day": first.isoformat()}
        raise Refusal(words, field=field)
    if last - first > LONGEST:
        raise Refusal(_("A series ends within a year. Look at it again then, and plan on."), field=field)
    return last


def _checked(act: Act, first: date, wanted: Wanted) -> dict[str, Any]:
    if wanted.to_clock < wanted.from_clock:
        raise Refusal(_("Enter an end that is not before the start."), field="to")
    if first < local_day(act.at) or at_local(first, wanted.to_clock) <= act.at:
        raise Refusal(_("Choose a first day and time that are still to come."), field="day")
    if at_local(first, wanted.to_clock) > act.at + FURTHEST:
        raise Refusal(_("Choose a first day within a year."), field="day")
    if wanted.section and wanted.section not in SECTIONS:
        raise Refusal(_("Choose a part of the plan."), field="section")
    reason = checked_text(wanted.reason, "reason")
    if not reason:
        raise Refusal(_("Say what the series is for, and from which part of the plan it comes."), field="reason")
    return {
        "from_clock": wanted.from_clock,
        "to_clock": wanted.to_clock,
        "on_closed": wanted.on_closed,
        "section": wanted.section,
        "reason": reason,
        "note": checked_text(wanted.note, "note"),
    }


def _by(act: Act, team_id: UUID, member_id: UUID | None, by_other: str) -> _Maker:
    by_other = tidy(by_other)
    if member_id is None and not by_other:
        raise Refusal(_("Choose a member, or enter who else it is."), field="who")
    if member_id is not None and by_other:
        raise Refusal(_("Choose a member or enter somebody else, not both."), field="by_other")
    if member_id is None:
        return _Maker(None, None, checked_text(by_other, "by_other"))
    found = next((one for one in members(team_id=team_id, at=act.at) if one.id == member_id), None)
    if found is None:
        raise Refusal(_("Choose a member of the team."), field="who")
    return _Maker(member_id, found.account_id, "", found.role)


def _running(act: Act, version: int) -> SeriesRow:
    row: SeriesRow = act.thing.row["series"]
    if row.version != version:
        raise Stale(_("Somebody changed this series meanwhile. Nothing of yours is saved yet."), extra=row)
    if row.state != "running":
        raise Refusal(_("This series has ended. Plan a new one."))
    return row


def _end(act: Act, row: SeriesRow, from_day: date, because: str) -> None:
    """End a series, and call off what is planned of it from a day on and still to come. Two statements."""
    changed = Series.objects.filter(id=row.id, version=row.version, state="running").update(
        state="ended", ended_at=act.at, ended_because=because, next_day=None, version=F("version") + 1, act_id=act.id
    )
    if changed != 1:
        raise Stale(_("Somebody changed this series meanwhile. Nothing of yours is saved yet."), extra=row)
    with connection.cursor() as cursor:
        cursor.execute(
            "update contact_contact c set state = 'cancelled', away_id = null, happened_at = %s, reason = %s,"
            " why_missed = 'called off', version = c.version + 1, act_id = %s where c.series_id = %s"
            " and c.state in ('planned', 'paused')"
            " and (c.window_from at time zone 'Europe/London')::date >= %s and c.window_to > %s and c.follow_up_id is null"
            " returning (select m.account_id from team_member m where m.id = c.member_id), c.id",
            [act.at, because, act.id, row.id, from_day, act.at],
        )
        told = {account: contact for account, contact in sorted(cursor.fetchall(), key=str) if account}
    for account, contact in told.items():
        if account != act.account_id:
            act.add("message", Tell(row.team_id, account, "contact called off", "contact", contact, row.person_id))
    act.concerns(row.person_id, series_id=row.id)
