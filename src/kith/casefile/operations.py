"""
The only writers of case files: asking for one, marking a line as told by somebody else, releasing a withheld one, and giving
the file out. A release and an export are asked for by one person and confirmed by another; the database holds both to it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, Refusal, ids, operation
from kith.casefile import queries
from kith.casefile.bundle import bundle
from kith.casefile.chronology import for_giving, made
from kith.casefile.line import Line
from kith.casefile.models import Export, File, Given, Mark, Release
from kith.casefile.presenter import why_not_released, why_not_withheld
from kith.casefile.queries import ExportRow, FileRow
from kith.casefile.rules import RELEASABLE, Answer, Purpose
from kith.casefile.telling import tell_asker, tell_seconds
from kith.casefile.words import needed
from kith.caseload.queries import sight_of_person_on_team

DAYS_TO_BE_HAD = 14
"""How long what was given may be had, from when the export was asked for."""
MOST_DAYS = 3660
"""The longest span of a case file."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a case file is asked for: its purpose and reason, as it stood at which moment, and the days it spans (both in)."""

    purpose: str
    reason: str
    as_at: datetime
    first_day: date
    last_day: date


@operation("casefile.ask", sight=sight_of_person_on_team)
def ask(*, act: Act, team_id: UUID, person_id: UUID, asked: Asked) -> UUID:
    """
    Ask for a case file of a person; return its id. That it was asked for, and why, is on the trail. One statement.

    Raises:
        Refusal: without purpose or reason, for a moment to come, for days in the wrong order or more than ten years.
    """
    if asked.purpose not in set(Purpose):
        raise Refusal(_("Choose what the case file is for."), field="purpose")
    reason = needed(asked.reason, "reason", _("Say why it is asked for: a reference, and who asks."))
    if asked.as_at > act.at:
        raise Refusal(_("Enter a moment that is not to come: nobody knows what will stand there."), field="as_day")
    if asked.last_day < asked.first_day:
        raise Refusal(_("Enter a last day that is not before the first."), field="last_day")
    if (asked.last_day - asked.first_day).days > MOST_DAYS:
        raise Refusal(_("Enter at most ten years."), field="first_day")
    row = File(
        id=ids.new(),
        team_id=team_id,
        person_id=person_id,
        purpose=asked.purpose,
        reason=reason,
        as_at=asked.as_at,
        first_day=asked.first_day,
        last_day=asked.last_day,
        asked_by_id=act.account_id,
        asked_at=act.at,
        act_id=act.id,
    )
    row.save(force_insert=True)
    act.concerns(person_id, file_id=row.id, purpose=asked.purpose)
    return row.id


@operation("casefile.mark", sight=queries.sight_of_file)
def mark(*, act: Act, file_id: UUID, row_id: UUID, reason: str) -> UUID:
    """
    Mark a line as about, or told by, somebody else: it is withheld until two people release it. Return the mark.

    Raises:
        Refusal: without a reason, for a line that is not in the file, that nobody can mark, or that is withheld already.
    """
    line, row = _line(act, row_id)
    reason = needed(reason, "reason", _("Say whom it is about, or who told us."))
    if why := why_not_withheld(line.table):
        raise Refusal(why, field="reason")
    if line.withheld:
        raise Refusal(_("This line is withheld already."), field="reason")
    if line.is_released:
        raise Refusal(_("Two people have released this line: it stays."), field="reason")
    marked = Mark(
        id=ids.new(), team_id=row.team_id, person_id=row.person_id, file_id=row.id, of_table=line.table, row_id=row_id,
        reason=reason, account_id=act.account_id, act_id=act.id,
    )  # fmt: skip
    marked.save(force_insert=True)
    act.concerns(row.person_id, mark_id=marked.id)
    return marked.id


@operation("casefile.ask_release", sight=queries.sight_of_file)
def ask_release(*, act: Act, file_id: UUID, row_id: UUID, reason: str) -> UUID:
    """
    Ask that a withheld line be shown, with a reason; it is once a second person has confirmed. Return the release.

    Raises:
        Refusal: without a reason, for a line that is not withheld, that was asked for already, or that is restricted.
    """
    line, row = _line(act, row_id)
    reason = needed(reason, "reason", _("Say why it may be shown, and who agreed."))
    if line.withheld is None:
        raise Refusal(_("This line is shown already."), field="reason")
    if line.withheld not in RELEASABLE:
        raise Refusal(why_not_released(line.withheld), rule="CASE-2")
    if any(one.waits and one.row_id == row_id for one in queries.kept_of(file_id=row.id)):
        raise Refusal(_("Somebody has asked for this already: it waits for a second person."), field="reason")
    release = Release(
        id=ids.new(), team_id=row.team_id, person_id=row.person_id, file_id=row.id, of_table=line.table, row_id=row_id,
        reason=reason, asked_by_id=act.account_id, asked_at=act.at, act_id=act.id,
    )  # fmt: skip
    release.save(force_insert=True)
    tell_seconds(act, row.id, "casefile.confirm_release", "case file waits")
    act.concerns(row.person_id, release_id=release.id)
    return release.id


@operation("casefile.confirm_release", sight=queries.sight_of_release)
def confirm_release(*, act: Act, release_id: UUID) -> UUID:
    """
    Confirm as the second person that a withheld line is shown; return the case file. One statement.

    Raises:
        Refusal: by whoever asked for it, or when it is answered already.
    """
    row: queries.ReleaseRow = act.thing.row["release"]
    if row.asked_by_id == act.account_id:
        raise Refusal(_("You asked for this: a second person confirms it."), rule="CASE-2")
    changed = Release.objects.filter(id=row.id, confirmed_at=None, answer=Answer.NONE).update(
        confirmed_by_id=act.account_id, confirmed_at=act.at, act_id=act.id
    )
    if not changed:
        raise Refusal(_("This is answered already."))
    tell_asker(act, row, "case file agreed")
    act.concerns(act.thing.person_id, file_id=row.file_id)
    return row.file_id


@operation("casefile.ask_export", sight=queries.sight_of_file)
def ask_export(*, act: Act, file_id: UUID, to_whom: str, reason: str) -> UUID:
    """
    Ask that a case file be given to somebody outside the team; it is made once a second person has approved. Return the export.

    Raises:
        Refusal: without a receiver or a reason.
    """
    row: FileRow = act.thing.row["file"]
    to_whom = needed(to_whom, "to_whom", _("Say who receives it, by name and office."))
    reason = needed(reason, "why", _("Say by what right they receive it."))
    export = Export(
        id=ids.new(), team_id=row.team_id, person_id=row.person_id, file_id=row.id, to_whom=to_whom, reason=reason,
        asked_by_id=act.account_id, asked_at=act.at, expires_at=act.at + timedelta(days=DAYS_TO_BE_HAD), act_id=act.id,
    )  # fmt: skip
    export.save(force_insert=True)
    tell_seconds(act, row.id, "casefile.approve_export", "case file waits")
    act.concerns(row.person_id, export_id=export.id)
    return export.id


@operation("casefile.approve_export", sight=queries.sight_of_export)
def approve_export(*, act: Act, export_id: UUID) -> UUID:
    """
    Approve as the second person that a case file is given; it is made now and kept byte for byte. Return the case file.

    Sixteen statements, whatever the number of lines.

    Raises:
        Refusal: by whoever asked for it, when it is answered already, or when its time is over.
    """
    row: ExportRow = act.thing.row["export"]
    if row.asked_by_id == act.account_id:
        raise Refusal(_("You asked for this: a second person approves it."), rule="CASE-3")
    if act.at >= row.expires_at:
        raise Refusal(_("Nobody approved this in time: ask for it again."))
    changed = Export.objects.filter(id=row.id, approved_at=None, answer=Answer.NONE).update(
        approved_by_id=act.account_id, approved_at=act.at, act_id=act.id
    )
    if not changed:
        raise Refusal(_("This is answered already."))
    tell_asker(act, row, "case file agreed")
    file = for_giving(made(row=queries.one(file_id=row.file_id)))
    content = bundle(file, row, approved_by=act.name, approved_at=act.at)
    digest = sha256(content).hexdigest()
    Given(
        id=ids.new(), team_id=row.team_id, person_id=row.person_id, export_id=row.id, content=content, digest=digest,
        number_of_lines=len(file.lines), entry_ids=file.entry_ids, act_id=act.id,
    ).save(force_insert=True)  # fmt: skip
    act.concerns(row.person_id, file_id=row.file_id, digest=digest)
    return row.file_id


def _line(act: Act, row_id: UUID) -> tuple[Line, FileRow]:
    """Return a line of the file that the act is made on. Raises Refusal where the file has none."""
    row: FileRow = act.thing.row["file"]
    line = made(row=row).line(str(row_id))
    if line is None:
        raise Refusal(_("This line is not in the case file."), field="reason")
    return line, row
