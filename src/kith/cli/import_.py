"""`kith import`: people and their records from elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from kith.cli import Answer, Unusable, answers, progress_bar, ready
from kith.cli.team import NEXT, SET_UP

if TYPE_CHECKING:
    from datetime import datetime

    from kith.sharing.sheets import Columns, Sheet
    from kith.sharing.sheets_running import Progress


@click.group()
def command() -> None:
    """People and their records from elsewhere."""


@command.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--team", "slug", required=True, help="The team whose list the living are put on.")
@click.option(
    "--placement", type=click.Path(path_type=Path), help="CSV: small area, practice and test NHS number by person."
)
@click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")
@click.option("--rejects", type=click.Path(path_type=Path), help="Write what is refused to this file (NDJSON).")
@click.option("--label", default="", help="What the board calls these people; default the first file's name.")
@answers
def fhir(
    paths: tuple[Path, ...], slug: str, placement: Path | None, dry_run: bool, rejects: Path | None, label: str
) -> Answer:
    """Import FHIR R4: Bundles and NDJSON, plain or .gz, files or folders."""
    for path in (*paths, *([placement] if placement else [])):
        if not path.exists():
            raise Unusable(f"There is no {path}.")
    _check_rejects(rejects, dry_run=dry_run)
    ready()
    from kith.act import Refusal
    from kith.act.clock import now
    from kith.sharing.importing import run_import
    from kith.sharing.placement import NOWHERE, UnusablePlacement, read_placements
    from kith.sharing.rejects import RejectsFile

    at = now()
    try:
        placements = read_placements(placement) if placement else NOWHERE
    except UnusablePlacement as wrong:
        raise Unusable(f"{placement}: {wrong}") from wrong
    team_id = _team_ready(slug, at)
    with RejectsFile(rejects) as file, progress_bar(of="B", scale=True) as bar:
        told = 0

        def tell(done: int, total: int) -> None:
            nonlocal told
            bar.total = total  # type: ignore[attr-defined]  # a bar knows its total only once the files were counted
            bar.update(done - told)
            told = done

        try:
            report = run_import(
                paths=paths,
                team_id=team_id,
                label=label or paths[0].name,
                at=at,
                placements=placements,
                rejects=file,
                progress=tell,
                dry_run=dry_run,
            )
        except Refusal as refusal:
            raise click.ClickException(refusal.sentence) from refusal
    for row in placements.refused:
        report.note(f"{placement}:{row.row}", row.reason)
    body = report.as_json() | {"notes": report.notes}
    return Answer(body, _text(body, dry_run=dry_run), sound=not report.number_rejected)


@command.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--team", "slug", required=True, help="The team whose list they are put on.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")
@click.option("--rejects", type=click.Path(path_type=Path), help="Write the rows to mend to this file (CSV).")
@answers
def people(path: Path, slug: str, dry_run: bool, rejects: Path | None) -> Answer:
    """Take a sheet of people (CSV) into a team's list, row by row."""
    _check_rejects(rejects, dry_run=dry_run)
    ready()
    from kith.act import Refusal
    from kith.act.clock import now
    from kith.sharing.sheets_cells import PEOPLE
    from kith.sharing.sheets_running import take_people

    sheet, at = _sheet(path, PEOPLE), now()
    team_id = _team_ready(slug, at)
    try:
        with _counted(sheet) as progress:
            report = take_people(
                sheet=sheet, team_id=team_id, at=at, rejects=rejects, progress=progress, dry_run=dry_run
            )
    except Refusal as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    return Answer(report.as_json(), _sheet_text(report.as_json(), "people", dry_run=dry_run), sound=report.is_sound)


@command.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")
@click.option("--rejects", type=click.Path(path_type=Path), help="Write the rows to mend to this file (CSV).")
@answers
def staff(path: Path, dry_run: bool, rejects: Path | None) -> Answer:
    """Take a sheet of staff (CSV) in, row by row; the passwords of new accounts are printed once."""
    _check_rejects(rejects, dry_run=dry_run)
    ready()
    from kith.act.clock import now
    from kith.sharing.sheets_cells import STAFF
    from kith.sharing.sheets_running import take_staff

    sheet = _sheet(path, STAFF)
    with _counted(sheet) as progress:
        report, made = take_staff(sheet=sheet, at=now(), rejects=rejects, progress=progress, dry_run=dry_run)
    body, text = report.as_json(), _sheet_text(report.as_json(), "staff", dry_run=dry_run)
    if made:
        body["passwords"] = [{"username": one.username, "password": one.password} for one in made]
        told = "\n".join(f"  {one.username}: {one.password}" for one in made)
        text = f"{text}\npasswords, shown this once:\n{told}"
    return Answer(body, text, sound=report.is_sound)


def _check_rejects(rejects: Path | None, *, dry_run: bool) -> None:
    if rejects and rejects.exists() and not dry_run:
        raise Unusable(f"{rejects} exists: name another file for what is refused.")


def _team_ready(slug: str, at: "datetime") -> UUID:
    """Return the team at an address, which must have approved rule tables and a rota ahead; unusable otherwise."""
    from kith.access.home import as_kith
    from kith.act import NotVisible
    from kith.place.queries import sight_of_place
    from kith.place.rules import local_day
    from kith.policy.in_force import has_floor
    from kith.team.queries import has_duty_lead_within, team_by_slug

    try:
        with as_kith(at=at) as act:
            team = team_by_slug(slug=slug, viewer=act)
            if not has_floor(place_id=team.place_id, at=at):
                place = sight_of_place(place_id=team.place_id).row
                raise Unusable(
                    f"Nobody has approved the rule tables of {place['name']}: run {NEXT.format(place['slug'])} first."
                )
            if not team.opened_at:
                raise Unusable(f"{team.name} is not open yet: {SET_UP.format(slug)} says what is missing.")
            if not has_duty_lead_within(team_id=team.id, first=local_day(at), days=14):
                raise Unusable(
                    f"{team.name} has no duty lead in the next 14 days: publish its rota first (kith team rota {slug} ...)."
                )
    except NotVisible as missing:
        raise Unusable(f"There is no team with the address {slug}: kith team list shows them.") from missing
    return team.id


def _sheet(path: Path, columns: "Columns") -> "Sheet":
    from kith.sharing.sheets import UnusableSheet, open_sheet

    try:
        return open_sheet(path, columns)
    except UnusableSheet as wrong:
        raise Unusable(str(wrong)) from wrong


@contextmanager
def _counted(sheet: "Sheet") -> Iterator["Progress"]:
    with progress_bar(of=" rows", total=sheet.number_of_rows) as bar:

        def tell(number: int) -> None:
            bar.update(number)

        yield tell


def _sheet_text(body: dict[str, object], what: str, *, dry_run: bool) -> str:
    counts = body[what]
    assert isinstance(counts, dict)
    told = {name: _listed(body, name) for name in ("possible_duplicates", "rejected", "notes")}
    columns = body["columns_not_read"]
    assert isinstance(columns, list)
    lines = [
        "Nothing was changed: this is what an import would do." if dry_run else "",
        f"{body['read']:,} rows read",
        f"{what}: " + ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items()),
        f"columns not read: {', '.join(columns)}" if columns else "",
        *(
            f"  row {one['row']}, {one['column'] or 'whole row'}: {one['reason']} {one['remedy']}"
            for one in told["rejected"]
        ),
        *(
            f"  row {one['row']}, possible duplicate: {one['reason']} {one['remedy']}"
            for one in told["possible_duplicates"]
        ),
        *(f"  row {one['row']}: {one['reason']}" for one in told["notes"]),
        _alike_text(body),
    ]
    return "\n".join(line for line in lines if line)


def _alike_text(body: dict[str, object]) -> str:
    """Return how many people look like somebody already here; nothing where none does."""
    alike = body.get("alike")
    if not isinstance(alike, dict) or not alike["people"]:
        return ""
    people = "1 person looks" if alike["people"] == 1 else f"{alike['people']:,} people look"
    pairs = "1 pair" if alike["pairs"] == 1 else f"{alike['pairs']:,} pairs"
    return f"{people} like somebody already here, in {pairs} to compare: the team lead has an action for it"


def _listed(body: dict[str, object], name: str) -> list[dict[str, str]]:
    """Return the first twenty of a list of the report."""
    listed = body[name]
    assert isinstance(listed, list)
    return listed[:20]


def _text(body: dict[str, object], *, dry_run: bool) -> str:
    people, resources, kept = body["people"], body["resources"], body["kept"]
    assert isinstance(people, dict) and isinstance(resources, dict) and isinstance(kept, dict)
    rejected = body["rejected"]
    assert isinstance(rejected, list)
    lines = [
        "Nothing was changed: this is what an import would do." if dry_run else "",
        f"{body['bundles']:,} bundles, {sum(resources.values()):,} resources read, {sum(kept.values()):,} kept",
        *(f"  {kind}: {number:,} read, {kept.get(kind, 0):,} kept" for kind, number in resources.items()),
        "people: " + ", ".join(f"{number:,} {what}" for what, number in people.items()),
        f"{len(rejected):,} rejected",
        _alike_text(body),
        *(f"  {one['source']}: {one['reason']}" for one in rejected[:20]),
    ]
    return "\n".join(line for line in lines if line)
