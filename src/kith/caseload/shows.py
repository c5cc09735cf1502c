"""What the page of a list entry is given: leads, tier, how often, today's exception, whether it can be closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kith.person.shows import Who
from kith.web.shows import Filled, Meanwhile, Option, RightNote


@dataclass(frozen=True, slots=True)
class EntryShow:
    """
    A person's place on a team's list. Two forms, each with its own key.

    form: state, named_lead, deputy, risk_tier, cadence_days, version. day_form: member, reason (day lead for today).
    `may_arrange` says what saving will do. `can_close`: the reader may take the person off the list, on the page of closing.
    `lead_today` tells who leads today and why. `may_lead`: whoever leads now, and the reader; others are offered to lead.
    `meanwhile` is set when somebody else saved first; the form then holds the reader's own answers and the new version.
    `form.errors` fill the summary; the other forms' errors are put into it too.
    """

    entry_id: UUID
    who: Who
    team_name: str
    words: str
    lead_today: str
    version: int
    states: Sequence[Option]
    members: Sequence[Option]
    may_lead: Sequence[Option]
    on_shift: Sequence[Option]
    tiers: Sequence[Option]
    why_not: Sequence[str]
    form: Filled
    day_form: Filled
    can_close: bool = False
    may_arrange: RightNote | None = None
    meanwhile: Meanwhile | None = None
