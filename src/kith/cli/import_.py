"""`kith import`: people and their records from elsewhere."""

from pathlib import Path

import click

from kith.cli import Answer, Unusable, answers, progress_bar, ready


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
    if rejects and rejects.exists() and not dry_run:
        raise Unusable(f"{rejects} exists: name another file for what is refused.")
    ready()
    from kith.access.home import as_kith
    from kith.act import NotVisible, Refusal
    from kith.act.clock import now
    from kith.place.rules import local_day
    from kith.sharing.importing import run_import
    from kith.sharing.placement import NOWHERE, UnusablePlacement, read_placements
    from kith.sharing.rejects import RejectsFile
    from kith.team.queries import has_duty_lead_within, team_by_slug

    at = now()
    try:
        placements = read_placements(placement) if placement else NOWHERE
    except UnusablePlacement as wrong:
        raise Unusable(f"{placement}: {wrong}") from wrong
    try:
        with as_kith(at=at) as act:
            team = team_by_slug(slug=slug, viewer=act)
            if not has_duty_lead_within(team_id=team.id, first=local_day(at), days=14):
                raise Unusable(
                    f"{team.name} has no duty lead in the next 14 days: publish its rota first (kith team rota {slug} ...)."
                )
    except NotVisible as missing:
        raise Unusable(f"There is no team with the address {slug}: kith team list shows them.") from missing
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
                team_id=team.id,
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
        *(f"  {one['source']}: {one['reason']}" for one in rejected[:20]),
    ]
    return "\n".join(line for line in lines if line)
