"""A summary before it is sent: exactly what it would say now, what stays out and why, and what changed since the last one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kith.agency.queries import may_share
from kith.agency.rules import FIELDS, Allowed, Barred
from kith.alignment.composing import known_of
from kith.alignment.composing_rules import Known, compose
from kith.alignment.queries import SummaryRow, last_asked, latest
from kith.alignment.rules import AskAgain, Part, State, ask_again, digest_of


@dataclass(frozen=True, slots=True)
class Draft:
    """
    What would be sent to an agency for a purpose now. `whole` are all parts, `parts` those that the sender leaves in.

    `barred` says why nothing may be told, '' where something may. `nothing_known` are fields that may be told and of which
    nothing is known, `not_agreed` those that the agreement leaves out. `again` compares with `last`, the newest version.
    """

    allowed: Allowed | None
    barred: str
    whole: Sequence[Part]
    left_out: frozenset[str]
    nothing_known: Sequence[str]
    not_agreed: Sequence[str]
    plan_version: int
    last: SummaryRow | None
    again: AskAgain

    @property
    def parts(self) -> list[Part]:
        """What leaves."""
        return [one for one in self.whole if one.key not in self.left_out]

    @property
    def seen(self) -> str:
        """What changes when anything does of what the sender chooses from."""
        return digest_of(self.whole)

    @property
    def fields(self) -> list[str]:
        """The fields of what leaves."""
        return sorted({one.field for one in self.parts})

    def needs_code(self, question: str = "") -> bool:
        """Whether a code stands before it: where it says more than names of actions, as a question in anybody's words may."""
        return bool(question) or any(FIELDS[one].code for one in self.fields)

    def digest(self, question: str = "") -> str:
        """What changes when anything does of what leaves."""
        return digest_of(self.parts, question)


def draft(
    *,
    team_id: UUID,
    person_id: UUID,
    agency_id: UUID,
    purpose: str,
    at: datetime,
    state: State = State.ALIGNED,
    left_out: Collection[str] | None = None,
) -> Draft:
    """
    Return what would be sent to an agency now; `left_out` None: as in the last version. Eight statements.

    `state` is how the team's newest request for it stands: whom it was not for is not asked again.

    Raises:
        NotVisible: where the person or the agency is not seen. KeyError: for a purpose that is not on the list.
    """
    known = known_of(person_id=person_id, team_id=team_id, at=at)
    allowed = may_share(person_id=person_id, agency_id=agency_id, purpose=purpose, at=at)
    last = latest(team_id=team_id, person_id=person_id, agency_id=agency_id, purpose=purpose)
    return drafted(known, agency_id, allowed, last, state, left_out)


def drafted(
    known: Known,
    agency_id: UUID,
    allowed: Allowed | Barred,
    last: SummaryRow | None,
    state: State,
    left_out: Collection[str] | None = None,
) -> Draft:
    """Return what would be sent from what is known. No statement."""
    fields = allowed.fields if isinstance(allowed, Allowed) else frozenset()
    whole = compose(known, agency_id, fields)
    out = frozenset(last.left_out if left_out is None and last else left_out or ())
    said = {one.field for one in whole}
    before = last_asked(last, state) if last else None
    return Draft(
        allowed if isinstance(allowed, Allowed) else None,
        allowed.sentence if isinstance(allowed, Barred) else "",
        whole,
        out & {one.key for one in whole},
        [name for name in FIELDS if name in fields and name not in said],
        [name for name in FIELDS if name not in fields],
        known.plan_version,
        last,
        ask_again(before, whole, fields if isinstance(allowed, Allowed) else None),
    )


def stored(parts: Sequence[Part]) -> list[Mapping[str, str]]:
    """Return parts as they are kept in a summary."""
    return [
        {"field": one.field, "key": one.key, "heading": one.heading, "text": one.text, "digest": one.digest}
        for one in parts
    ]
