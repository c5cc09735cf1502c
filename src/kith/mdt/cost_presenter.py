"""What weekly meetings cost and came to, in words: a sentence for who does not see the bars, a line each, who was there by role."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.board.team_day import TeamDay
from kith.language import hours_and_minutes
from kith.mdt.cost import CostRow, by_role
from kith.mdt.shows import CostLine, CostShow
from kith.policy.queries import role_label


def cost_show(team: TeamDay, rows: Sequence[CostRow]) -> CostShow:
    """Return the page of what a team's meetings cost and came to."""
    lines = [
        CostLine(
            one.meeting_id, one.day, one.minutes, one.present, one.person_minutes, one.cases, one.helped, one.decisions,
            one.done_in_time, one.untold,
        )
        for one in rows
    ]  # fmt: skip
    return CostShow(
        team_slug=team.slug,
        team_name=team.name,
        summary=_summary(rows),
        lines=lines,
        most=max((one.person_minutes for one in rows), default=1) or 1,
        roles=[(role_label(role), _role_words(number, spent)) for role, number, spent in by_role(rows)],
    )


def _summary(rows: Sequence[CostRow]) -> str:
    if not rows:
        return _("No weekly meeting has been held to its end yet.")
    held = ngettext("%(n)d meeting in a year", "%(n)d meetings in a year", len(rows)) % {"n": len(rows)}
    helped, cases = sum(one.helped for one in rows), sum(one.cases for one in rows)
    decisions, done = sum(one.decisions for one in rows), sum(one.done_in_time for one in rows)
    words = {
        "held": held,
        "time": hours_and_minutes(sum(one.person_minutes for one in rows)),
        "helped": helped,
        "cases": cases,
        "done": done,
        "decisions": decisions,
    }
    return (
        _(
            "%(held)s took %(time)s of people’s time. Something was decided or escalated for %(helped)d of %(cases)d cases;"
            " %(done)d of %(decisions)d decisions were done by their day."
        )
        % words
    )


def _role_words(number: int, spent: int) -> str:
    words = ngettext("in %(n)d meeting, %(time)s", "in %(n)d meetings, %(time)s", number)
    return words % {"n": number, "time": hours_and_minutes(spent)}
