"""The writers of a team's set-up: its footprint, goals and what is said of each line; and the opening, which the list holds."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.act import Act, Refusal, Stale, ids, operation
from kith.language import listed
from kith.place.rules import local_day
from kith.policy.set_up_rules import STATEMENT, Need
from kith.team.models import BY_THE_LIST, Footprint, Goal, Statement, Team
from kith.team.queries import TeamInfo, sight_of_team
from kith.team.set_up_queries import lines_of, need_named, set_up_of, sight_of_line
from kith.team.set_up_rules import (
    LONGEST_WORDS,
    MOST_GOALS,
    FootprintSaid,
    GoalSaid,
    LineSaid,
    missing_musts,
    wrong_areas,
    wrong_practices,
)

SAID_AGAIN = "said again"
LONGEST_LINK = 500


@operation("team.set_footprint", sight=sight_of_team)
def set_footprint(*, act: Act, team_id: UUID, footprint: FootprintSaid) -> UUID:
    """
    Set where a team works. Since when it has a footprint at all stays as it was.

    Raises:
        Refusal: without a neighbourhood, without any small area or practice, or for a code that is neither.
    """
    _write_footprint(act, team_id, footprint)
    return team_id


@operation("team.set_goals", sight=sight_of_team)
def set_goals(*, act: Act, team_id: UUID, goals: list[GoalSaid]) -> int:
    """
    Set the goals of a team, in their order, in place of those before; return how many.

    Raises:
        Refusal: for more than five (the database holds that too), or one without words or without a measure.
    """
    _write_goals(act, team_id, goals)
    return len(goals)


@operation("team.state", sight=sight_of_line)
def state(*, act: Act, team_id: UUID, line: str, said: LineSaid) -> UUID:
    """
    Say of one line that it is so, in words that others can check, until a day; what was said before is over then.

    Raises:
        NotVisible: for a line that is not on the list.
        Refusal: for a line that Kith sees for itself, without words, for a link that is none, or a day that is past or
            further off than the list lets a statement hold.
    """
    [statement_id] = _write_statements(act, team_id, [said])
    return statement_id


@operation("team.take_back_statement", sight=sight_of_line)
def take_back_statement(*, act: Act, team_id: UUID, line: str, because: str) -> UUID:
    """
    Say that what was said of a line is not so any more. A team that is open stays open; the line shows as missing.

    Raises:
        Refusal: without a reason, or when nothing is said of it now.
    """
    if not (because := because.strip()):
        raise Refusal(_("Say why it is not so any more."), field="because")
    held = Statement.objects.filter(team_id=team_id, line=line, ended_at=None)
    if not held.update(ended_at=act.at, ended_because=because, act_id=act.id):
        raise Refusal(_("Nothing is said of this now."), field="because")
    return team_id


@operation("team.set_up", sight=sight_of_team)
def set_up(
    *, act: Act, team_id: UUID, footprint: FootprintSaid | None, goals: list[GoalSaid], said: list[LineSaid]
) -> UUID:
    """
    Keep at once what was agreed on paper before there was a page: footprint, goals, statements. Local administration does it.

    Raises as the three by themselves. At most seven statements, however many lines.
    """
    if footprint:
        _write_footprint(act, team_id, footprint)
    if goals:
        _write_goals(act, team_id, goals)
    if said:
        _write_statements(act, team_id, said)
    return team_id


@operation("team.open", sight=sight_of_team)
def open_(*, act: Act, team_id: UUID) -> UUID:
    """
    Open a team, so that it takes people on its list. It opens once.

    Raises:
        Refusal: when it is open already, or something is missing that it must have: the sentence names each, `extra` holds
            the lines. The database refuses the same from whoever goes round this.
    """
    team: TeamInfo = act.thing.row["info"]
    if team.opened_at:
        raise Refusal(_("%(team)s is open already.") % {"team": team.name})
    absent = missing_musts(lines_of(set_up_of(team=team, at=act.at), at=act.at))
    if absent:
        told = ngettext(
            "%(team)s cannot open yet: %(n)d thing is missing. %(lines)s",
            "%(team)s cannot open yet: %(n)d things are missing. %(lines)s",
            len(absent),
        )
        lines = " ".join(f"{_(one.need.label)}: {one.shown}" for one in absent)
        words = {"team": team.name, "n": len(absent), "lines": lines}
        raise Refusal(told % words, extra=[one.need.line for one in absent])
    changed = Team.objects.filter(id=team_id, opened_at=None).update(
        opened_at=act.at, opened_how=BY_THE_LIST, act_id=act.id
    )
    if changed != 1:
        raise Stale(_("Somebody else has just opened this team. Look at it again."))
    return team_id


def _write_footprint(act: Act, team_id: UUID, footprint: FootprintSaid) -> None:
    name = footprint.neighbourhood.strip()
    areas = list(dict.fromkeys(one.strip().upper() for one in footprint.areas if one.strip()))
    practices = list(dict.fromkeys(one.strip().upper() for one in footprint.practices if one.strip()))
    if not name:
        raise Refusal(_("Enter the name of the neighbourhood."), field="neighbourhood")
    if wrong := wrong_areas(areas):
        told = _("%(codes)s is no code of a small area. Enter codes like E01004567, one a line.")
        raise Refusal(told % {"codes": listed(wrong)}, field="areas")
    if wrong := wrong_practices(practices):
        told = _("%(codes)s is no code of a practice. Enter codes like F84001, one a line.")
        raise Refusal(told % {"codes": listed(wrong)}, field="practices")
    if not areas and not practices:
        raise Refusal(_("Enter the small areas, or the practices, that belong to it."), field="areas")
    values = {"neighbourhood": name, "areas": areas, "practices": practices, "act_id": act.id}
    if not Footprint.objects.filter(team_id=team_id).update(**values):
        Footprint(id=ids.new(), team_id=team_id, since=act.at, **values).save(force_insert=True)


def _write_goals(act: Act, team_id: UUID, goals: Sequence[GoalSaid]) -> None:
    if len(goals) > MOST_GOALS:
        raise Refusal(_("A team has at most five goals: more are none."), field="goals")
    for number, one in enumerate(goals, start=1):
        if not one.words.strip():
            raise Refusal(_("Say what the goal is, or leave its measure out too."), field=f"words-{number}")
        if not one.measure.strip():
            raise Refusal(_("Say by which measure one sees that the goal is met."), field=f"measure-{number}")
    Goal.objects.filter(team_id=team_id).delete()
    Goal.objects.bulk_create(
        Goal(
            id=ids.new(),
            team_id=team_id,
            number=number,
            words=one.words.strip(),
            measure=one.measure.strip(),
            act_id=act.id,
        )
        for number, one in enumerate(goals, start=1)
    )


def _write_statements(act: Act, team_id: UUID, said: Sequence[LineSaid]) -> list[UUID]:
    team: TeamInfo = act.thing.row["info"]
    for one in said:
        _check_statement(need_named(one.line, team=team, at=act.at), one, act)
    Statement.objects.filter(team_id=team_id, line__in=[one.line for one in said], ended_at=None).update(
        ended_at=act.at, ended_because=SAID_AGAIN, act_id=act.id
    )
    made = Statement.objects.bulk_create(
        Statement(
            id=ids.new(),
            team_id=team_id,
            line=one.line,
            words=one.words.strip(),
            link=one.link.strip(),
            stated_by_id=act.account_id,
            stated_as=act.role,
            stated_at=act.at,
            until=one.until,
            act_id=act.id,
        )
        for one in said
    )
    return [one.id for one in made]


def _check_statement(need: Need, said: LineSaid, act: Act) -> None:
    if need.met_by != STATEMENT:
        raise Refusal(_("Kith sees this for itself: nobody can say it is so."), field="words")
    if not said.words.strip():
        raise Refusal(_("Say what was agreed, so that somebody else can check it."), field="words")
    if len(said.words.strip()) > LONGEST_WORDS:
        raise Refusal(_("Enter at most 1,000 characters."), field="words")
    link = said.link.strip()
    if link and (not link.startswith(("https://", "http://")) or len(link) > LONGEST_LINK or " " in link):
        raise Refusal(_("Enter a link that begins with https://"), field="link")
    today = local_day(act.at)
    if said.until < today:
        raise Refusal(_("Enter a day that is not past."), field="until")
    if said.until > today + timedelta(days=need.days):
        told = _("This is looked at again within %(n)d days: enter an earlier day.")
        raise Refusal(told % {"n": need.days}, field="until")
