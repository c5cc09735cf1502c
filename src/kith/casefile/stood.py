"""
The main facts of a person's page as they stood at a moment, from the forms that their rows had then.

Pure: `queries.forms_of` reads the forms, and may have read later ones too; whatever was recorded after the moment is left out.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kith.casefile.rules import Form, hidden_ids, is_hidden
from kith.contact.rules import ContactFacts, ContactState, Way, lacks_result

CONTACTS = 8
"""How many past contacts the page of then names, the latest."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place on a list: team, state, tier, how often to be seen, and the members who led, by id ('' for nobody)."""

    team_id: str
    state: str
    tier: str
    cadence_days: int | None
    named_lead_id: str
    deputy_id: str


@dataclass(frozen=True, slots=True)
class Work:
    """One open or held action: what, whose (member id), by when, whether it waited and why. `is_carers`: what a carer does."""

    id: str
    what: str
    kind: str
    owner_id: str
    due_at: datetime
    hold_reason: str
    is_carers: bool


@dataclass(frozen=True, slots=True)
class Running:
    """One escalation that was not closed: its level, state, who was asked then (member id, '' nobody), and until when."""

    id: str
    level: int
    state: str
    asked_id: str
    respond_by: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """One contact: planned, made, missed or cancelled, when, with whom (member id), and what was written of it."""

    id: str
    state: str
    way: str
    at: datetime
    member_id: str
    by_other: str
    words: str


@dataclass(frozen=True, slots=True)
class Stood:
    """A person's page at a moment, in its main facts; nothing of safeguarding is in it."""

    at: datetime
    given: str
    family: str
    what_matters: str
    needs: str
    is_dead: bool
    places: list[Place]
    work: list[Work]
    running: list[Running]
    planned: list[Seen]
    past: list[Seen]
    number_past: int

    @property
    def member_ids(self) -> set[str]:
        """The members whom it names."""
        led = {key for one in self.places for key in (one.named_lead_id, one.deputy_id)}
        return (
            led | {one.owner_id for one in self.work} | {one.asked_id for one in self.running}
            | {one.member_id for one in (*self.planned, *self.past)}
        ) - {""}  # fmt: skip


def as_it_stood(forms: Iterable[Form], at: datetime, *, person_id: str) -> Stood:
    """Return the page of a person as it stood at a moment: each row in the form it had then. Work and contacts in order of time."""
    read = [one for one in forms if one.recorded_at <= at]
    hidden = hidden_ids(read)
    held = [one for one in read if (one.until is None or one.until > at) and not is_hidden(one, hidden)]
    of = _by_table(held)
    who = next((image for key, image in of.get("person_person", []) if key == person_id), {})
    steps = {image["escalation_id"]: image for _, image in of.get("escalation_routestep", []) if image["end"] == ""}
    planned, contacts = (
        _on_the_page(of.get("contact_contact", []), at),
        [_seen(key, image) for key, image in of.get("contact_contact", []) if image["state"] not in COMING],
    )
    past = sorted(contacts, key=lambda one: (one.at, one.id), reverse=True)
    return Stood(
        at=at,
        given=who.get("given", ""),
        family=who.get("family", ""),
        what_matters=who.get("what_matters", ""),
        needs=who.get("needs", ""),
        is_dead=bool(who.get("is_dead")),
        places=[_place(image) for _, image in of.get("caseload_listentry", []) if image["state"] != "ended"],
        work=sorted(
            (_work(key, image) for key, image in of.get("action_action", []) if image["state"] in ("open", "held")),
            key=lambda one: (one.due_at, one.id),
        ),
        running=[
            Running(key, image["level"], image["state"], _id(steps.get(key, {}), "member_id"), _at(image["respond_by"]))
            for key, image in of.get("escalation_escalation", [])
            if image["state"] != "closed"
        ],
        planned=planned,
        past=past[:CONTACTS],
        number_past=len(past),
    )


COMING = ("planned", "paused")
"""States of a contact that has not happened: those of somebody who is away are not on the page."""


def _on_the_page(rows: Collection[tuple[str, Mapping[str, Any]]], at: datetime) -> list[Seen]:
    """Return what was planned as the page has it: of a series what lacked its result, and the next alone."""
    found: list[Seen] = []
    named: set[str] = set()
    planned = [(_seen(key, image), image) for key, image in rows if image["state"] == "planned"]
    for seen, image in sorted(planned, key=lambda one: (one[0].at, one[0].id)):
        facts = ContactFacts(UUID(seen.id), Way(seen.way), ContactState.PLANNED, seen.at, _at(image["window_to"]))
        series = str(image.get("series_id") or "")
        if series and not lacks_result(facts, at):
            if series in named:
                continue
            named.add(series)
        found.append(seen)
    return found


def _by_table(forms: Collection[Form]) -> dict[str, list[tuple[str, Mapping[str, Any]]]]:
    found: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for one in forms:
        found.setdefault(one.table, []).append((one.row_id, one.image))
    return found


def _place(image: Mapping[str, Any]) -> Place:
    return Place(
        image["team_id"],
        image["state"],
        image["risk_tier"],
        image["cadence_days"],
        _id(image, "named_lead_id"),
        _id(image, "deputy_id"),
    )


def _work(key: str, image: Mapping[str, Any]) -> Work:
    due_at, is_carers = _at(image["due_at"]), image["doer_kind"] == "carer"
    return Work(key, image["what"], image["kind"], _id(image, "owner_id"), due_at, image["hold_reason"], is_carers)


def _seen(key: str, image: Mapping[str, Any]) -> Seen:
    at = image["window_from"] if image["state"] in COMING else image["happened_at"]
    words = image["reason"] or image["note"]
    return Seen(key, image["state"], image["way"], _at(at), _id(image, "member_id"), image["by_other"], words)


def _id(image: Mapping[str, Any], name: str) -> str:
    return str(image.get(name) or "")


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
