"""
What a partner is shown behind their link: what was sent and nothing else, as long as it may still be shared with them.

It is the text that was kept when it was sent: never a window into the record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kith.act import NotVisible
from kith.agency.queries import contacts_of, may_share
from kith.agency.rules import FIELDS, PURPOSES, Allowed
from kith.alignment import queries
from kith.alignment.queries import RequestRow, SummaryRow
from kith.alignment.rules import QUESTION, THEIRS, Part, State
from kith.database.planned import planned
from kith.door.rules import Held


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One thing that was sent: its key in the answer, heading, text; whether it is asked, and is of their own work."""

    key: str
    heading: str
    text: str
    is_asked: bool
    is_theirs: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """
    A request as its contact sees it: which team asks which contact of which agency about whom ('' where the name was not sent),
    until when; who `waits` for the answer and is told of it, with their telephone; what is told and what is asked, with the
    team's question last under the key `question`; the labels of the fields that were sent, and of the others.
    """

    request_id: UUID
    person_id: UUID
    team_id: UUID
    team: str
    waits: str
    telephone: str
    agency: str
    contact: str
    purpose: str
    person: str
    number: int
    sent_at: datetime
    answer_by: datetime
    told: Sequence[ShownPart]
    asked: Sequence[ShownPart]
    question: str
    sent_fields: Sequence[str]
    not_sent_fields: Sequence[str]
    state: State


def request_for(*, request_id: UUID, at: datetime) -> Shown | None:
    """
    Return what the holder of a link may see of a request now; None where it is over, or may not be shared any more.

    Four statements. Whoever holds the link sees the request and its summary; the rest is a verdict of the database.
    """
    try:
        row = queries.request(request_id=request_id)
    except NotVisible:
        return None
    if row.kept is not State.SENT or at >= row.answer_by:
        return None
    of = queries.summary(summary_id=row.summary_id)
    if not may_be_answered(row, at):
        return None
    team, waits, telephone = team_asking(request_id=row.id)
    parts = [_shown(one) for one in of.parts]
    name = next((one.text for one in of.parts if one.field == "name"), "")
    return Shown(
        row.id, row.person_id, row.team_id, team, waits, telephone, row.agency, row.contact, row.purpose, name, row.number,
        row.sent_at, row.answer_by,
        [one for one, part in zip(parts, of.parts, strict=True) if not one.is_asked and part.field != "name"],
        [*(one for one in parts if one.is_asked), *_question(of)], of.question,
        [FIELDS[one].label for one in FIELDS if one in of.fields],
        [FIELDS[one].label for one in FIELDS if one not in of.fields], row.state,
    )  # fmt: skip


def team_asking(*, request_id: UUID) -> tuple[str, str, str]:
    """
    Return the team that asks, who of it waits for the answer, and their telephone ('' without one). Raises NotVisible. One
    statement.
    """
    rows = planned("select team, waits, telephone from alignment_asked_by(%s)", [request_id])
    if not rows:
        raise NotVisible
    return rows[0][0], rows[0][1], rows[0][2]


def may_be_answered(row: RequestRow, at: datetime) -> bool:
    """
    Say the same as `is_shared` to whoever holds the link, who sees nothing of what decides it. One statement.

    Asked again at each opening and at the answer.
    """
    kinds = PURPOSES[row.purpose].kinds
    told = [one.field for one in FIELDS.values() if one.kind in kinds]
    where = [one.field for one in FIELDS.values() if one.says_where]
    return bool(planned("select alignment_may_still(%s, %s, %s::text[], %s::text[])", [row.id, at, told, where])[0][0])


def _shown(part: Part) -> ShownPart:
    return ShownPart(part.key, part.heading, part.text, part.is_asked, part.field in THEIRS)


def _question(of: SummaryRow) -> list[ShownPart]:
    return [ShownPart(QUESTION, "", of.question, is_asked=True, is_theirs=False)] if of.question else []


def is_shared(row: RequestRow, at: datetime) -> bool:
    """Say whether what was sent may still be shared with whoever was asked. Three statements."""
    return may_still(row, queries.summary(summary_id=row.summary_id), at)


def may_still(row: RequestRow, of: SummaryRow, at: datetime) -> bool:
    """
    Say the same of a summary that is loaded: the agreement, that nobody objects, that they are involved, that the contact is there.

    Two statements.
    """
    allowed = may_share(person_id=row.person_id, agency_id=row.agency_id, purpose=row.purpose, at=at)
    there = {one.id for one in contacts_of(agency_ids=[row.agency_id], at=at)}
    return isinstance(allowed, Allowed) and set(of.fields) <= allowed.fields and row.contact_id in there


def holds(link: Held, at: datetime) -> bool:
    """Say whether the link of a request may still open it: for the seam of `door`."""
    return request_for(request_id=link.for_id, at=at) is not None
