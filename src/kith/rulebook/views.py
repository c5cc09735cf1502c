"""The pages that show the rule tables of a team: the list, one table in words or as rows, two versions of it, its text."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.access.queries import names_of
from kith.act import NotVisible
from kith.act.types import Thing
from kith.place.queries import sight_of_place
from kith.place.rules import local_day
from kith.policy.check_rules import Finding as Found
from kith.policy.floor_rules import CADENCES, CLOSING, RIGHTS, ROUTES
from kith.policy.in_force import drafts, files_of, has_floor, in_force, tables_for
from kith.policy.models import Scope
from kith.policy.queries import decide
from kith.policy.reading import shipped_files, table_names
from kith.rulebook import floor_queries, presenter, queries
from kith.rulebook.difference_presenter import changes
from kith.rulebook.draft_presenter import draft_show, team_lines, version_lines
from kith.rulebook.mending_rules import key_of, remedy
from kith.rulebook.month import fired, replay
from kith.rulebook.month_presenter import more_words, volume_words
from kith.rulebook.opened import Opened, opened
from kith.rulebook.queries import Proposed
from kith.rulebook.rules import Files, differences, files_people_change, next_review
from kith.rulebook.shows import CompareShow, DraftShow, Finding, TableLine, TableShow, TablesShow
from kith.team.queries import team_by_slug
from kith.web import typed
from kith.web.pages import answer, fresh_form
from kith.web.routes import Request
from kith.web.shows import Filled, Option
from kith.web.words import full_day

PUBLISH = "kith policy publish --place {} --by USERNAME --approved-by USERNAME --approved-by USERNAME"
SHIPPED = "shipped"
OF_LAST_MONTH = (ROUTES, CLOSING, CADENCES, RIGHTS)
"""The tables, beside the thresholds, that are held against what happened last month."""


def tables(request: Request, team: str) -> HttpResponse:
    """Show the tables in force for a team, when each is looked at again, and which drafts wait."""
    found = team_by_slug(slug=team, viewer=request.viewer)
    place = sight_of_place(place_id=found.place_id).row
    rules = tables_for(team_id=found.id, place_id=found.place_id, at=request.at)
    waiting = drafts(team_id=found.id, place_id=found.place_id)
    today, lines = local_day(request.at), []
    for name in table_names():
        standing = in_force(table=name, team_id=found.id, place_id=found.place_id, at=request.at)
        review = next_review(files_of(standing))
        lines.append(
            TableLine(
                table=name,
                label=presenter.label(name, rules),
                stands=presenter.stands(standing, place["name"], found.name),
                is_approved=standing.is_approved,
                is_own=standing.scope == Scope.TEAM,
                review=presenter.review_words(review, today) if review else "",
                is_overdue=review is not None and review < today,
                drafts=sum(one.table == name for one in waiting),
            )
        )
    is_open = has_floor(place_id=found.place_id, at=request.at)
    to_do = "" if is_open else PUBLISH.format(place["slug"])
    show = TablesShow(found.name, found.slug, lines, to_do, sum(one.is_overdue for one in lines))
    return answer(request, "rulebook/tables.jinja", show, here="team", team=team)


def table(request: Request, team: str, table: str) -> HttpResponse:
    """Show one table in force, now or at a past moment, or one version of it; try a case, of which nothing is saved."""
    return table_page(request, opened(request, team, table), fresh_form(**_entered(request)))


def table_page(request: Request, one: Opened, form: Filled, *, status: int = 200) -> HttpResponse:
    """Answer with the page of one table; `form` holds what was entered to try it, or what was refused."""
    own, version = one.threshold, one.version
    wrong = one.wrong()
    added = queries.proposed(version_id=one.chosen.id) if one.chosen else None
    names = names_of(account_ids={each.proposed_by_id for each in one.versions})
    fields = presenter.fields(own) if own else []
    entered = {each.name: text for each in fields if (text := typed.text(request.GET, each.name))}
    volumes, whole = _volumes(request, one)
    files = one.files()
    show = TableShow(
        team_slug=one.team.slug,
        table=one.table,
        label=presenter.label(one.table, one.rules),
        stands=presenter.draft_words(one.chosen, one.place, one.team.name)
        if one.chosen and one.is_draft
        else presenter.stands(one.standing, one.place, one.team.name),
        then_words=_("As it was on %(day)s") % {"day": full_day(local_day(one.at))} if one.is_past else "",
        is_draft=one.is_draft,
        is_approved=one.standing.is_approved,
        as_table=(typed.text(request.GET, "as") or ("table" if one.is_draft else "")) == "table",
        query=one.query or (f"on={request.GET['on']}" if one.is_past else ""),
        is_floor=one.is_floor,
        place=one.place,
        team_id=one.team.id,
        has_month=bool(fields) or one.table in OF_LAST_MONTH,
        version_id=one.chosen.id if one.chosen else None,
        findings=_findings(one, wrong, added, files),
        lines=presenter.lines(one.table, one.rules, one.rules if one.is_floor else one.floor, wrong, volumes),
        fields=fields,
        form=form,
        tried=presenter.tried(own, entered, one.rules) if own and entered else None,
        behind=presenter.behind(
            own, version, names.get(version.proposed_by_id, "") if version else "", next_review(files),
            at=local_day(request.at),
        ),
        draft=_draft(request, one, added, wrong, names, whole),
        versions=version_lines(
            one.versions, names, one.place, one.team.name, shown=one.standing.version_id, now=one.now.version_id
        ),
        limits=own.limits if own else "",
        acknowledgement=own.acknowledgement if own else "",
    )  # fmt: skip
    return answer(request, "rulebook/table.jinja", show, here="team", team=one.team.slug, status=status)


def _entered(request: Request) -> dict[str, str]:
    return {name: value for name, value in request.GET.items() if isinstance(value, str) and value.strip()}


def _volumes(request: Request, one: Opened) -> tuple[Mapping[str, str], str]:
    """Return how often each row of a draft would have held last month beside now, and that in one sentence. One statement."""
    own = one.threshold
    if not one.is_draft or own is None:
        return {}, ""
    if one.keeps_own:
        return {}, presenter.own_goes_on()
    facts = queries.month_facts(team_id=one.team.id, tables=[one.table], at=request.at, role=request.viewer.role)
    now = tables_for(team_id=one.team.id, place_id=one.team.place_id, at=request.at).thresholds[one.table]
    held = replay(facts, now, own)
    before, after = fired([each.before for each in held]), fired([each.after for each in held])
    words = {row.id: volume_words(before.get(row.id, 0), after.get(row.id, 0)) for row in own.rows}
    return words, more_words(held)


def _findings(one: Opened, wrong: list[Found], added: Proposed | None, files: Files) -> list[Finding]:
    if not wrong:
        return []
    mended: dict[str, str] = {}
    if one.is_draft and added:
        for each in wrong:
            found = mend(one, each, files)
            if found:
                told = changes(differences(files, found), files, found, one.threshold)
                words = "; ".join(presenter.change_words(row) for row in told)
                mended[key_of(each)] = words
    answers = added.answers if added else {}
    return presenter.findings(wrong, one.table, one.rules, one.floor, remedies=mended, answers=answers)


def mend(one: Opened, found: Found, files: Files) -> Files | None:
    """Return the files of what is shown with one finding mended; None where there is no obvious remedy."""
    floor = files_of(in_force(table=one.table, team_id=None, place_id=one.team.place_id, at=one.at))

    def check(candidate: Files) -> list[Found]:
        if one.is_floor:
            return floor_queries.findings(one.table, candidate, one.team.place_id, one.at)
        return queries.findings_of_files(one.table, candidate, one.rules, one.floor)

    return remedy(found, files, floor, one.floor.thresholds.get(one.table), check)


def _draft(
    request: Request, one: Opened, added: Proposed | None, wrong: list[Found], names: Mapping[UUID, str], volume: str
) -> DraftShow | None:
    draft = one.chosen
    if draft is None or not one.is_draft:
        return None
    case = queries.case_of(draft)
    signs = "rulebook.sign_floor" if one.is_floor else "rulebook.sign"
    decision = decide(request.act(), signs, Thing("rule draft", draft.id, one.team.id, row={"case": case}))
    before, after = files_of(one.now), one.files()
    return draft_show(
        draft,
        added,
        wrong,
        changes(differences(before, after), before, after, one.threshold),
        volume,
        who=names.get(draft.proposed_by_id, ""),
        reader=request.viewer.name,
        is_mine=draft.proposed_by_id == request.viewer.account_id,
        decision=decision,
        teams=team_lines(_touched(one), wrong, one.team.id),
    )


def _touched(one: Opened) -> Sequence[floor_queries.Touched]:
    if not one.is_floor:
        return []
    return floor_queries.touched(table=one.table, place_id=one.team.place_id, at=one.at)


def compare(request: Request, team: str, table: str) -> HttpResponse:
    """Show what differs between two versions of a table, cell by cell; without a choice: the one in force and the newest."""
    one = opened(request, team, table)
    first, second = (typed.text(request.GET, name) for name in ("from", "to"))
    newest = next((str(each.id) for each in one.versions), SHIPPED)
    chosen = (first or str(one.now.version_id or SHIPPED), second or newest)
    old, new = (_texts(one, each) for each in chosen)
    lines = version_lines(one.versions, {}, one.place, one.team.name, shown=None, now=one.now.version_id)
    options = [Option(str(each.version_id), each.words) for each in lines] + [
        Option(SHIPPED, _("As it ships with Kith"))
    ]
    words = {each.value: each.label for each in options}
    show = CompareShow(
        one.team.slug,
        table,
        presenter.label(table, one.rules),
        fresh_form(**{"from": chosen[0], "to": chosen[1]}),
        options,
        words[chosen[0]],
        words[chosen[1]],
        changes(differences(old, new), old, new, one.threshold),
    )
    return answer(request, "rulebook/compare.jinja", show, here="team", team=team)


def _texts(one: Opened, chosen: str) -> Files:
    if chosen == SHIPPED:
        return shipped_files(one.table)
    found = next((each for each in one.versions if str(each.id) == chosen), None)
    if found is None:
        raise NotVisible
    return queries.files_of_version(found)


def download(request: Request, team: str, table: str) -> HttpResponse:
    """Give the rows of a table as they stand, as a CSV file; of a table in several files, all of them in one ZIP."""
    one = opened(request, team, table)
    files = one.files()
    names = files_people_change(files)
    if len(names) == 1:
        return _file(f"{table}.csv", "text/csv; charset=utf-8", files[names[0]].encode())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in names:
            packed.writestr(zipfile.ZipInfo(name.replace("/", "-")), files[name])
    return _file(f"{table}.zip", "application/zip", out.getvalue())


def _file(name: str, kind: str, content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
