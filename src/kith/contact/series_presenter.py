"""Series and absences in words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from kith.contact.away_rules import AwayKind
from kith.contact.forms import way_options
from kith.contact.presenter import words_of
from kith.contact.queries import ContactRow
from kith.contact.rules import ContactState, lacks_result
from kith.contact.series_forms import WEEKDAYS, weekday_field
from kith.contact.series_queries import AwayRow, SeriesRow
from kith.contact.series_rules import OnClosed, Rhythm
from kith.contact.series_shows import AwayLine, ComingLine, ComingShow, Often, SeriesLine
from kith.language import listed, weekday
from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import local_day
from kith.plan.rules import HEADINGS, Section
from kith.web.shows import Option
from kith.web.words import clock, first_up, near_day

CLOSED_WORDS: Mapping[OnClosed, object] = {
    OnClosed.NEXT: later("On the next day the team works"),
    OnClosed.PREVIOUS: later("On the last day the team works before"),
    OnClosed.KEEP: later("On the day itself, all the same"),
}
KIND_WORDS: Mapping[AwayKind, object] = {
    AwayKind.HOSPITAL: later("In hospital"),
    AwayKind.RESPITE: later("In respite care"),
    AwayKind.HOLIDAY: later("On holiday"),
    AwayKind.FAMILY: later("With family"),
    AwayKind.OTHER: later("Somewhere else"),
}


def kind_options() -> list[Option]:
    """Return where somebody can be who is away."""
    return [Option(str(one), str(KIND_WORDS[one])) for one in AwayKind]


def often(cadence_days: int | None, *, may_be_once: bool = True) -> Often:
    """Return what a form asks of a series."""
    return Often(
        weekdays=[Option(weekday_field(day), weekday_name(day)) for day in WEEKDAYS],
        closed=[Option(str(one), str(CLOSED_WORDS[one])) for one in OnClosed],
        sections=[Option(str(one), str(_(HEADINGS[one].title))) for one in Section],
        cadence=every_words(cadence_days) if cadence_days else "",
        may_be_once=may_be_once,
    )


def every_words(days: int) -> str:
    """Return how often in words: 'every day', 'every week', 'every 2 weeks', 'every 10 days'."""
    if days % 7 == 0:
        weeks = days // 7
        return (
            _("every week") if weeks == 1 else ngettext("every %(n)d week", "every %(n)d weeks", weeks) % {"n": weeks}
        )
    return _("every day") if days == 1 else ngettext("every %(n)d day", "every %(n)d days", days) % {"n": days}


def rhythm_words(row: SeriesRow) -> str:
    """Return the rhythm of a series in words: 'every 2 weeks', 'on Monday and Thursday', 'every 10 days, as agreed'."""
    if row.rhythm is Rhythm.WEEKDAYS:
        return _("on %(days)s") % {"days": listed(weekday_name(int(one)) for one in row.weekdays)}
    words = every_words(row.days.every or 1)
    return _("%(often)s, as agreed on their list") % {"often": words} if row.rhythm is Rhythm.CADENCE else words


def title_of(row: SeriesRow) -> str:
    """Return a series in a few words: 'Visit every week'."""
    ways = {option.value: option.label for option in way_options()}
    return f"{ways[row.way]} {rhythm_words(row)}"


def series_line(row: SeriesRow, planned: Sequence[ContactRow], at: datetime, *, can_change: bool) -> SeriesLine:
    """Return a series in words, with those of its contacts that are rows."""
    window = {"first": clock(row.from_clock), "last": clock(row.to_clock)}
    when = _("%(first)s to %(last)s") % window if row.to_clock != row.from_clock else clock(row.from_clock)
    said = {"when": when, "who": row.who or _("nobody by name"), "day": near_day(row.last_day, at)}
    reason = shown(row.reason)
    if row.section:
        reason = _("%(why)s (from the plan: %(part)s)") % {
            "why": reason,
            "part": _(HEADINGS[Section(row.section)].title),
        }
    return SeriesLine(
        row.id,
        title_of(row),
        _("%(when)s, %(who)s, until %(day)s") % said,
        reason,
        str(CLOSED_WORDS[row.on_closed]),
        len(planned),
        [coming_line(one, at, can_change=can_change) for one in planned],
        can_change,
        is_ending=row.next_day is None,
    )


def coming_line(row: ContactRow, at: datetime, *, can_change: bool) -> ComingLine:
    """Return a contact that is to come or is paused, in words."""
    is_late = lacks_result(row.facts, at)
    return ComingLine(row.id, "", first_up(words_of(row, at)), shown(row.note), is_late, can_change)


def away_line(row: AwayRow, at: datetime) -> AwayLine:
    """Return an absence in words."""
    today = local_day(at)
    is_now = row.period.has(today)
    words = {"first": near_day(row.from_day, at), "back": near_day(row.back_day, at)}
    title = _("Away until %(back)s") % words if is_now else _("Away %(first)s to %(back)s") % words
    where = _("%(where)s since %(first)s") if is_now else "%(where)s"
    said = where % {"where": KIND_WORDS[row.kind], "first": near_day(row.from_day, at)}
    return AwayLine(title, f"{said}. {shown(row.why)}".strip().rstrip(".") + ".", row.number_paused, is_now)


def away_warning(row: AwayRow, at: datetime) -> str:
    """Return what whoever plans a contact must know of an absence."""
    return _("%(away)s: contacts before that day are paused") % {"away": away_line(row, at).title}


def stay_words(first_day: date, at: datetime) -> str:
    """Return that an imported record says somebody is in hospital."""
    words = _("A record from elsewhere says: in hospital since %(day)s, not discharged.")
    return words % {"day": near_day(first_day, at)}


def coming_show(
    who: Who,
    contacts: Sequence[ContactRow],
    series: Sequence[SeriesRow],
    aways: Sequence[AwayRow],
    stay: tuple[UUID, date] | None,
    own_teams: frozenset[UUID],
    at: datetime,
) -> ComingShow:
    """Return what is to come: each series once with its contacts, single ones, paused ones, absences."""
    planned = sorted((one for one in contacts if one.state is ContactState.PLANNED), key=_by_window)
    paused = sorted((one for one in contacts if one.state is ContactState.PAUSED), key=_by_window)
    running = {one.id for one in series}
    return ComingShow(
        who,
        [away_line(one, at) for one in aways],
        [
            series_line(
                row, [one for one in planned if one.series_id == row.id], at, can_change=row.team_id in own_teams
            )
            for row in series
        ],
        [coming_line(one, at, can_change=one.team_id in own_teams) for one in planned if one.series_id not in running],
        [coming_line(one, at, can_change=False) for one in paused],
        stay_words(stay[1], at) if stay and not any(one.period.has(local_day(at)) for one in aways) else "",
        bool(own_teams),
    )


def _by_window(row: ContactRow) -> tuple[datetime, int]:
    assert row.window_from is not None
    return row.window_from, row.id.int


def weekday_name(day: int) -> str:
    """Return the name of a weekday, Monday 0."""
    return weekday(date(2024, 1, 1 + day))
