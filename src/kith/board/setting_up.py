"""Who answers for a line of a team's set-up hears of it: when a colleague asks, and when what was said soon runs out."""

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.act import Act, NotVisible, Refusal, operation
from kith.message.parts import Tell
from kith.place.rules import local_day
from kith.team.queries import TeamInfo, sight_of_team, team_by_slug
from kith.team.set_up_queries import lines_of, need_named, set_up_of
from kith.team.set_up_rules import SOON, SetUp, who_answers
from kith.web.pages import saved
from kith.web.routes import Request


@operation("board.ask_for_line", sight=sight_of_team)
def ask_for_line(*, act: Act, team_id: UUID, line: str) -> int:
    """
    Ask whoever answers for a missing line to see to it; return how many were told. One statement besides the wrapper's.

    Raises:
        NotVisible: for a line that is not on the list. Refusal: when it is there, or nobody but the actor answers for it.
    """
    team: TeamInfo = act.thing.row["info"]
    need = need_named(line, team=team, at=act.at)
    found = set_up_of(team=team, at=act.at)
    if next(one for one in lines_of(found, at=act.at) if one.need.line == line).is_met:
        raise Refusal(_("This is there by now."))
    others = [one.account_id for one in who_answers(need, found) if one.account_id != act.account_id]
    if not others:
        raise Refusal(_("Nobody but you answers for this on the team."))
    for account_id in others:
        act.add("message", Tell(team_id, account_id, "set-up asked", "set-up", team_id))
    return len(others)


def number_lapsing(*, team: TeamInfo) -> int:
    """Return of how many statements, that run out within a fortnight, nobody was told yet. One statement, asked by Kith."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from team_statement where team_id = %s and ended_at is null and told_at is null and until <= "
            "(act_moment() at time zone 'Europe/London')::date + %s",
            [team.id, SOON.days],
        )
        return int(cursor.fetchone()[0])


@operation("board.tell_lapsing", sight=sight_of_team)
def tell_lapsing(*, act: Act, team_id: UUID) -> int:
    """
    Tell whoever answers that what was said of a line runs out within a fortnight, or has; once for each statement.

    By Kith, each day; two statements besides the wrapper's. Returns how many statements.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "update team_statement set told_at = %s, act_id = %s where team_id = %s and ended_at is null"
            " and told_at is null and until <= %s returning line",
            [act.at, act.id, team_id, local_day(act.at) + SOON],
        )
        lines = [line for (line,) in cursor.fetchall()]
    found = set_up_of(team=act.thing.row["info"], at=act.at)
    for account_id in sorted({one for line in lines for one in _answering(line, found, act.at)}):
        act.add("message", Tell(team_id, account_id, "set-up lapses", "set-up", team_id))
    return len(lines)


def _answering(line: str, found: SetUp, at: datetime) -> list[UUID]:
    try:
        return [one.account_id for one in who_answers(need_named(line, team=found, at=at), found)]
    except NotVisible:  # a line that the list no longer has
        return []


def ask_page(request: Request, team: str, line: str) -> HttpResponse:
    """Ask whoever answers for a line."""
    found = team_by_slug(slug=team, viewer=request.viewer)
    if request.method != "POST":
        raise NotVisible
    ask_for_line(act=request.act(), team_id=found.id, line=line)
    return saved(request, _("Asked: they are told."), "set-up", team=team)
