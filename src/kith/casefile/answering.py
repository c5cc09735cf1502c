"""
How a release or an export ends that is not agreed to: refused with a reason by a second person, or taken back by whoever asked.

Both stay where they were asked for, with who and why; the same can be asked for again.
"""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, Refusal, operation
from kith.casefile import queries
from kith.casefile.models import Export, Release
from kith.casefile.queries import ExportRow, ReleaseRow
from kith.casefile.rules import Answer
from kith.casefile.telling import tell_asker, tell_seconds
from kith.casefile.words import needed


@operation("casefile.refuse_release", sight=queries.sight_of_release)
def refuse_release(*, act: Act, release_id: UUID, because: str) -> UUID:
    """
    Refuse as a second person, with a reason, that a withheld line be shown; return the case file. Whoever asked is told.

    Raises:
        Refusal: without a reason, by whoever asked, or when it is answered already.
    """
    row: ReleaseRow = act.thing.row["release"]
    _refuse(act, Release.objects.filter(id=row.id, confirmed_at=None), row, because, "CASE-2")
    return row.file_id


@operation("casefile.withdraw_release", sight=queries.sight_of_release)
def withdraw_release(*, act: Act, release_id: UUID) -> UUID:
    """
    Take back that a withheld line be shown; return the case file. Only whoever asked for it.

    Raises:
        Refusal: by anybody else, or when it is answered already.
    """
    row: ReleaseRow = act.thing.row["release"]
    _withdraw(act, Release.objects.filter(id=row.id, confirmed_at=None), row, "casefile.confirm_release")
    return row.file_id


@operation("casefile.refuse_export", sight=queries.sight_of_export)
def refuse_export(*, act: Act, export_id: UUID, because: str) -> UUID:
    """Refuse as a second person, with a reason, that a case file be given out. Raises as `refuse_release`."""
    row: ExportRow = act.thing.row["export"]
    _refuse(act, Export.objects.filter(id=row.id, approved_at=None), row, because, "CASE-3")
    return row.file_id


@operation("casefile.withdraw_export", sight=queries.sight_of_export)
def withdraw_export(*, act: Act, export_id: UUID) -> UUID:
    """Take back that a case file be given out, before a second person approved. Raises as `withdraw_release`."""
    row: ExportRow = act.thing.row["export"]
    _withdraw(act, Export.objects.filter(id=row.id, approved_at=None), row, "casefile.approve_export")
    return row.file_id


def _refuse(act: Act, waiting: Any, row: ReleaseRow | ExportRow, because: str, rule: str) -> None:
    if row.asked_by_id == act.account_id:
        raise Refusal(_("You asked for this: take it back, or let a second person answer."), rule=rule)
    said = needed(because, "because", _("Say why not: whoever asked reads it."))
    _end(act, waiting, Answer.REFUSED, said)
    tell_asker(act, row, "case file refused")


def _withdraw(act: Act, waiting: Any, row: ReleaseRow | ExportRow, command: str) -> None:
    if row.asked_by_id != act.account_id:
        raise Refusal(_("Only whoever asked for this takes it back: refuse it, with a reason."))
    _end(act, waiting, Answer.WITHDRAWN, "")
    tell_seconds(act, row.file_id, command, "case file taken back")


def _end(act: Act, waiting: Any, answer: Answer, because: str) -> None:
    """End what waits, if nobody has answered it; `waiting` are its rows without a second person."""
    ended = {"answer": answer, "ended_by_id": act.account_id, "ended_at": act.at, "because": because, "act_id": act.id}
    if not waiting.filter(answer=Answer.NONE).update(**ended):
        raise Refusal(_("This is answered already."))
    act.concerns(act.thing.person_id, answer=answer)
