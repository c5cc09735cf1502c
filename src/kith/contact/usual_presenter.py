"""Usual observations in words: the score in force, who said so, until when and why, and what was usual before."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from kith.contact.usual_shows import UsualLine, UsualShow
from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import local_day
from kith.policy.queries import role_label
from kith.policy.table_rules import ABOVE_USUAL, Table
from kith.record.queries import Usual
from kith.web.shows import Filled, Option, RightNote
from kith.web.words import near_day


def usual_show(
    who: Who,
    rows: Sequence[Usual],
    note: RightNote,
    form: Filled,
    teams: Sequence[Option],
    tables: Mapping[str, Table],
    *,
    said_meanwhile: bool,
    at: datetime,
) -> UsualShow:
    """Return the page of somebody's usual observations; `rows` are latest first, `tables` those in force."""
    now = rows[0] if rows and rows[0].holds else None
    return UsualShow(
        who=who,
        now=line(now, at) if now else None,
        over=_over(rows[0], at) if rows and not now else "",
        history=[line(one, at) for one in rows],
        note=note,
        form=form,
        seen=str(now.id) if now else "",
        teams=teams,
        said_meanwhile=said_meanwhile,
        rules=[
            (_(row.sentence), row.id) for one in tables.values() for row in one.rows if ABOVE_USUAL in row.conditions
        ],
    )


def line(row: Usual, at: datetime) -> UsualLine:
    """Return one score in words."""
    since = _("since %(day)s") % {"day": near_day(row.from_at, at)}
    until = _("until %(day)s") % {"day": _last_day(row, at)} if row.until else ""
    return UsualLine(row.score, ", ".join(filter(None, (since, until))), _who(row), shown(row.why), row.holds)


def usual_words(row: Usual | None, at: datetime) -> str:
    """Return what is usual for the form of a contact: 'Usual NEWS2: 3. Sam Whitlock, since Monday: lung disease'."""
    if row is None:
        return _("Usual NEWS2: not known.")
    one = line(row, at)
    said = ", ".join(filter(None, (one.who, one.when)))
    return _("Usual NEWS2: %(score)s (%(said)s): %(why)s") % {"score": one.score, "said": said, "why": one.why}


def _who(row: Usual) -> str:
    name = row.by or role_label(row.role)
    return _("%(who)s, proposed by %(name)s") % {"who": name, "name": row.proposed_by} if row.proposed_by else name


def _over(row: Usual, at: datetime) -> str:
    words = {"score": row.score, "day": _last_day(row, at)}
    return _("Not known now: %(score)s was usual until %(day)s.") % words


def _last_day(row: Usual, at: datetime) -> str:
    assert row.until is not None
    return near_day(local_day(row.until - timedelta(minutes=1)), local_day(at))
