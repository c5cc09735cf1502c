"""The pages of the rule tables in force for a team. Nothing is changed here: tables are published by local administration."""

from django.http import HttpResponse

from kith.access.queries import account_by_id
from kith.act import NotVisible
from kith.place.queries import sight_of_place
from kith.place.rules import local_day
from kith.policy.check_rules import Finding as Found
from kith.policy.floor_rules import laxer_than_floor, unsound
from kith.policy.in_force import (
    Behind,
    Standing,
    behind,
    contents,
    drafts,
    has_floor,
    in_force,
    tables_for,
)
from kith.policy.reading import table_names
from kith.team import queries
from kith.team import table_presenter as presenter
from kith.team.queries import TeamInfo
from kith.team.table_shows import TableLine, TableShow, TablesShow
from kith.web import typed
from kith.web.pages import answer, fresh_form
from kith.web.routes import Request

PUBLISH = "kith policy publish --place {} --by USERNAME --approved-by USERNAME --approved-by USERNAME"


def tables(request: Request, team: str) -> HttpResponse:
    """Show the tables in force for a team, and which drafts wait for approval."""
    found, place = _team(request, team)
    rules = tables_for(team_id=found.id, place_id=found.place_id, at=request.at)
    waiting = drafts(team_id=found.id, place_id=found.place_id)
    lines = []
    for name in table_names():
        standing = in_force(table=name, team_id=found.id, place_id=found.place_id, at=request.at)
        lines.append(
            TableLine(
                table=name,
                label=presenter.label(name, rules),
                stands=presenter.stands(standing, place["name"], found.name),
                is_approved=standing.is_approved,
                is_own=standing.scope == "team",
                drafts=sum(one.table == name for one in waiting),
            )
        )
    is_open = has_floor(place_id=found.place_id, at=request.at)
    show = TablesShow(found.name, found.slug, lines, "" if is_open else PUBLISH.format(place["slug"]))
    return answer(request, "team/tables.jinja", show, here="team", team=team)


def table(request: Request, team: str, table: str) -> HttpResponse:
    """Show one table in force, or a draft of it side by side with the floor; try a case, of which nothing is saved."""
    found, place = _team(request, team)
    if table not in table_names():
        raise NotVisible
    floor = tables_for(team_id=None, place_id=found.place_id, at=request.at, rights=True)
    rules = tables_for(team_id=found.id, place_id=found.place_id, at=request.at, rights=True)
    waiting = [one for one in drafts(team_id=found.id, place_id=found.place_id) if one.table == table]
    standing = in_force(table=table, team_id=found.id, place_id=found.place_id, at=request.at)
    chosen = typed.chosen_id(request.GET, "draft")
    draft = next((one for one in waiting if one.id == chosen), None)
    if chosen and draft is None:
        raise NotVisible
    if draft:
        standing = Standing(table, draft.scope, draft.digest, draft.number, draft.id)
        rules = rules.having(table, contents(standing))
    wrong: list[Found] = []
    if draft or standing.scope == "team":
        wrong = [*unsound(table, rules), *laxer_than_floor(table, rules, floor)]
    version: Behind | None = draft or (behind(standing.version_id) if standing.version_id else None)
    own = rules.thresholds.get(table)
    fields = presenter.fields(own) if own else []
    entered = {one.name: text for one in fields if (text := typed.text(request.GET, one.name))}
    words = presenter.draft_words(draft, place["name"], found.name) if draft else ""
    show = TableShow(
        team_slug=found.slug,
        table=table,
        label=presenter.label(table, rules),
        stands=words or presenter.stands(standing, place["name"], found.name),
        is_draft=draft is not None,
        is_approved=standing.is_approved,
        findings=presenter.findings(wrong, table, rules, floor),
        lines=presenter.lines(table, rules, floor, wrong),
        fields=fields,
        form=fresh_form(**entered),
        tried=presenter.tried(own, entered, rules) if own and entered else None,
        behind=presenter.behind(own, version, _name(version), at=local_day(request.at)),
        drafts=[presenter.draft_line(one, place["name"], found.name, is_shown=one.id == chosen) for one in waiting],
        limits=own.limits if own else "",
        acknowledgement=own.acknowledgement if own else "",
    )
    return answer(request, "team/table.jinja", show, here="team", team=team)


def _team(request: Request, slug: str) -> tuple[TeamInfo, dict[str, str]]:
    found = queries.team_by_slug(slug=slug, viewer=request.viewer)
    return found, dict(sight_of_place(place_id=found.place_id).row)


def _name(version: Behind | None) -> str:
    account = account_by_id(account_id=version.proposed_by_id) if version else None
    return account.name if account else ""
