"""What a case file is asked for, when an entry is late, what is withheld and why, and how a cell of a sheet stays harmless."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from kith.language import later

LATE_AFTER = timedelta(hours=24)
"""
CASE-1: an entry is late when it was recorded more than 24 hours after what it tells happened.

Source: Kith design, records are made at the time or as soon as possible after; owner: clinical supervisor, reviewed 2026-11-26.
"""
LATE_RULE = "CASE-1"
WITHHELD_RULE = "CASE-2"


class Purpose(StrEnum):
    """What a case file is for."""

    COMPLAINT = "complaint"
    INCIDENT = "incident"
    INQUEST = "inquest"


PURPOSES: Mapping[Purpose, str] = MappingProxyType(
    {
        Purpose.COMPLAINT: later("A complaint"),
        Purpose.INCIDENT: later("An incident"),
        Purpose.INQUEST: later("An inquest"),
    }
)


class Cause(StrEnum):
    """
    Why a line is withheld (CASE-2): a third party told us, it was marked by hand, it is of supervision, or it is restricted.

    What is restricted is never released from here: the safeguarding lead answers for it. Nor is what was said in supervision:
    it belongs to two.
    """

    THIRD = "third party"
    MARKED = "marked"
    SUPERVISION = "supervision"
    RESTRICTED = "restricted"


class Answer(StrEnum):
    """How a release or an export ended that was not agreed to; NONE while it waits, and where it was agreed to."""

    NONE = ""
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


PLAN_TEXTS = frozenset({"plan_version", "plan_setaside"})
"""Tables that hold what a section of a plan says, or was to say."""
RELEASABLE = frozenset({Cause.THIRD, Cause.MARKED})
_IN_CONFIDENCE = re.compile(
    r"\b(in confidence|in strict confidence|confidentially|do not (tell|share)|not to be shared)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Form:
    """
    A row as it was from one act to the next: `until` is None for its present form.

    `who` acted in `role` by `command` (of another team: ''); `channel` says by what.
    """

    table: str
    row_id: str
    recorded_at: datetime
    until: datetime | None
    act_id: str
    account_id: str
    who: str
    role: str
    command: str
    image: Mapping[str, Any]

    @property
    def team_id(self) -> str:
        """The team of the row, '' where it has none."""
        return str(self.image.get("team_id") or "")


def is_late(happened_at: datetime, recorded_at: datetime) -> bool:
    """Say whether something was recorded more than 24 hours after it happened (CASE-1)."""
    return recorded_at - happened_at > LATE_AFTER


def cause_of(table: str, image: Mapping[str, Any]) -> Cause | None:
    """
    Return why a form of a row is withheld by default (CASE-2), None where it is not.

    A third party is whoever is neither the person nor a member: a contact told to us by somebody else, what a partner said
    that goes against ours, the people of the plan, a carer and their part in the work, whom one may ring, what a carer was told,
    what somebody else said that the person does not want shared, and any text that says it was told in confidence. What a child
    asked to be kept from their parents is theirs alone. What is shared against somebody's word without their knowing is not
    given out unless two people say so.
    """
    if table == "record_fact" and image.get("confidentiality") != "normal":
        return Cause.RESTRICTED
    if table == "contact_contact" and image.get("by_other") and image.get("note"):
        return Cause.THIRD
    if table in PLAN_TEXTS and image.get("section") == "people":
        return Cause.THIRD
    if table in ("network_carer", "network_carerassessment", "plan_keeping"):
        return Cause.THIRD
    if table == "agency_override" and image.get("told_how") == "not told":
        return Cause.MARKED
    if table == "agency_objection" and image.get("said_by"):
        return Cause.THIRD
    if table == "contradiction_item" and image.get("kind") == "contact":
        return Cause.THIRD
    if table == "contradiction_contradiction" and (image.get("origin") == "partner" or _is_of_contact(image)):
        return Cause.THIRD
    if image.get("doer_kind") == "carer" or (table == "handover_told" and image.get("whom") == "carer"):
        return Cause.THIRD
    if any(isinstance(text, str) and _IN_CONFIDENCE.search(text) for text in image.values()):
        return Cause.THIRD
    return None


def shared_untold(forms: "Iterable[Form]") -> frozenset[str]:
    """Return the ids of overrides of which the person was not told: what was shared under them is withheld like them."""
    return frozenset(
        one.row_id for one in forms if one.table == "agency_override" and one.image["told_how"] == "not told"
    )


def _is_of_contact(image: Mapping[str, Any]) -> bool:
    """Say whether a side of a contradiction is whom one may ring: its headline and what was settled name them."""
    sides = [image.get(name) or {} for name in ("left", "right")]
    return any(one.get("of") == "item" and one["says"][0] == "contact" for one in sides)


def kept_from_parents(forms: "Iterable[Form]") -> frozenset[str]:
    """Return the sections of a child's plan that are kept from their parents after these forms."""
    turns: dict[str, int] = {}
    for one in forms:
        if one.table == "plan_keeping":
            turns[one.image["section"]] = max(one.image["nth"], turns.get(one.image["section"], 0))
    return frozenset(section for section, nth in turns.items() if nth % 2)


MERGES = frozenset({"handover.merge", "handover.follow_merges"})
"""Commands that bring what is open of one record to another."""


def left_again(forms: "Iterable[Form]", at: datetime) -> frozenset[str]:
    """
    Return the ids of rows that a merge brought from another record, and that went back before a moment, when it was undone.

    `forms` are in the order in which they were recorded. Of such a row only what a merge wrote is read here first, and no form
    of it stands any more: it tells of somebody else.
    """
    first: dict[str, Form] = {}
    last: dict[str, Form] = {}
    for one in forms:
        first.setdefault(one.row_id, one)
        last[one.row_id] = one
    return frozenset(
        key
        for key, one in first.items()
        if one.command in MERGES and one.image.get("version") != 1 and _is_over(last[key], at)
    )


def _is_over(one: Form, at: datetime) -> bool:
    return one.until is not None and one.until <= at


def contradictions_withheld(forms: "Iterable[Form]", kept: Collection[str]) -> dict[str, Cause]:
    """
    Return the contradictions that are withheld, with why: of a third party, or of a part of a plan that a child keeps from their
    parents (`kept`). Who agreed and the work of settling say the same, and go with them.
    """
    found = dict[str, Cause]()
    for one in forms:
        if one.table == "contradiction_contradiction":
            sections = {(one.image.get(name) or {}).get("section", "") for name in ("left", "right")}
            if cause := cause_of(one.table, one.image) or (Cause.MARKED if sections & {*kept} else None):
                found[one.row_id] = cause
    return found


def is_noted_here(one: Form) -> bool:
    """Say whether a fact was noted in Kith, and not brought from a record elsewhere."""
    return str(one.image.get("source_system", "")).startswith("kith")


def hidden_ids(forms: "list[Form]") -> frozenset[str]:
    """
    Return the ids of what belongs to safeguarding among these forms: escalations of that track, and whatever hangs on them.

    Concerns never come into a case file, whoever asks for it.
    """
    found = {
        one.row_id for one in forms if one.table == "escalation_escalation" and one.image.get("track") != "clinical"
    }
    work = [one for one in forms if one.table == "action_action"]
    found |= {one.row_id for one in work if one.image.get("origin_kind") == "restricted"}
    while more := {one.row_id for one in work if str(one.image.get("origin_id")) in found} - found:
        found |= more
    found |= {str(one.image.get(name)) for one in forms if one.row_id in found for name in ("ask_id", "through_id")} - {
        "None"
    }
    return frozenset(found)


def is_hidden(one: Form, hidden: frozenset[str]) -> bool:
    """Say whether a form belongs to safeguarding: it is one of these, points at one, or was spared at that level."""
    if one.row_id in hidden or (one.table == "escalation_spared" and one.image.get("level") == SAFEGUARDING_LEVEL):
        return True
    if one.table == "proposal_proposal" and any(key in one.image.get("body", "") for key in hidden):
        return True
    return any(str(one.image.get(name)) in hidden for name in ("escalation_id", "action_id", "origin_id", "ask_id"))


SAFEGUARDING_LEVEL = 3


def as_cell(text: str) -> str:
    """Return a text as a cell of a sheet that no program runs as a formula: an apostrophe before what begins like one."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else text
