"""The writers of an import: one package is one operation, with set-based writes and one entry on the trail."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec import structs

from kith.act import Act, Refusal, ids, operation
from kith.action import after_import
from kith.handover.rules import FoundAlike
from kith.handover.telling_apart import ask_about_alike
from kith.person import operations as people
from kith.person.rules import Identity, match
from kith.place.rules import local_day
from kith.record.operations import hide_places, insert_facts, update_facts, withdraw_parts
from kith.record.queries import KnownFact, known_facts
from kith.record.rules import is_newer
from kith.sharing.discharges import tell_discharges
from kith.sharing.facts import without_place
from kith.sharing.incoming import IncomingFact, IncomingPerson, KnownPerson, PersonKey, Source
from kith.sharing.merging import merge, source_of
from kith.sharing.people import is_older, shared_by
from kith.sharing.queries import never_on_the_list, people_by_keys, whom_to_ask
from kith.sharing.rejects import Outcome
from kith.sharing.rows import details, fact_row, person_values
from kith.team.queries import duty_leads_now, sight_of_team, team_by_id
from kith.team.rules import add_service_days, end_of_service_day

REVIEW_SERVICE_DAYS = 2
NUMBER_ALONE = Source("", "")
"""A number that somebody gave, under which no record was read."""


@dataclass(frozen=True, slots=True)
class PersonDone:
    """What became of one person of a package: their id (None when refused, with the reason)."""

    person_id: UUID | None
    outcome: Outcome | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PackageDone:
    """What became of a package: its people in order, and facts refused by (type, id, reason)."""

    people: list[PersonDone] = field(default_factory=list)
    refused_facts: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImportDone:
    """Who was put on the list after an import, and how many of them look like somebody already here."""

    person_ids: list[UUID]
    alike: FoundAlike


@operation("sharing.import_package", sight=sight_of_team)
def import_package(
    *, act: Act, team_id: UUID, incoming: list[IncomingPerson], facts: list[IncomingFact], late: bool = False
) -> PackageDone:
    """
    Store one package: new people and facts, what changed, and what would overwrite a correction as an action.

    Somebody whose keys fit a person here with another name and birth date is refused, with what is said of them. Facts
    that come `late`, out of the order of their files, leave alone what this import has stored unless they are surely newer.
    """
    keys = [key for person in incoming for key in (person.key, *person.others)]
    known = people_by_keys([*keys, *(fact.person for fact in facts)])
    done, by_key = _store_people(act, team_id, incoming, known)
    for key, found in known.items():
        if len(found) == 1:
            by_key.setdefault(key, found[0].id)
    guarded = {one.id for found in known.values() for one in found if one.is_protected}
    refused = _store_facts(act, facts, by_key, guarded, late=late)
    act.concerns(*(one.person_id for one in done if one.person_id), team_id=team_id, facts=len(facts))
    return PackageDone(done, refused)


@operation("sharing.finish_import", sight=sight_of_team)
def finish_import(*, act: Act, team_id: UUID, label: str, person_ids: list[UUID]) -> ImportDone:
    """
    Put the living whom this team never had on its list, as one intake with one action for the team lead.

    Those of them who look like somebody already here are a second action, to be told apart or merged.

    Of those with something to compare whom nobody was asked about, because they were on no list, somebody is asked now.
    Nobody new: nothing else is done. Raises Refusal when the team has no duty lead in the next 14 days.
    """
    new = never_on_the_list(team_id=team_id, person_ids=person_ids)
    if new:
        after_import.bring_in(act=act, team_id=team_id, person_ids=new, label=label)
    _ask(act, team_id, person_ids)
    return ImportDone(new, ask_about_alike(act=act, team_id=team_id, label=label, person_ids=new))


@dataclass(slots=True)
class _Writes:
    """The rows of a package's people, gathered so that each table is written once."""

    created: list[dict[str, Any]] = field(default_factory=list)
    updated: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    contacts: list[tuple[UUID, str, str, str, str]] = field(default_factory=list)
    new_contacts: list[tuple[UUID, str, str, str, str]] = field(default_factory=list)
    identifiers: dict[tuple[UUID, PersonKey], Source] = field(default_factory=dict)
    sources: list[tuple[UUID, str]] = field(default_factory=list)
    differences: list[tuple[UUID, str, dict[str, Any], str, str]] = field(default_factory=list)
    newly_protected: list[UUID] = field(default_factory=list)
    met: dict[UUID, KnownPerson] = field(default_factory=dict)

    def write(self, act: Act) -> None:
        """Write everything; a fixed number of statements, none for what there is nothing of."""
        people.insert_people(act=act, rows=self.created)
        people.update_people(act=act, rows=list(self.updated.values()))
        people.insert_contact_details(act=act, rows=self.new_contacts)
        people.replace_contact_details(act=act, sources=self.sources, rows=self.contacts)
        people.forget_whereabouts(act=act, person_ids=self.newly_protected)
        hide_places(act=act, person_ids=self.newly_protected)
        rows = [(person_id, *key, *source) for (person_id, key), source in self.identifiers.items()]
        people.note_identifiers(act=act, rows=rows)
        people.note_differences(act=act, sources=self.sources, rows=self.differences)


def _store_people(
    act: Act, team_id: UUID, incoming: list[IncomingPerson], known: dict[PersonKey, list[KnownPerson]]
) -> tuple[list[PersonDone], dict[PersonKey, UUID]]:
    done: list[PersonDone] = []
    by_key: dict[PersonKey, UUID] = {}
    writes = _Writes()
    for person in incoming:
        try:
            same = _same(person, known)
        except Refusal as conflict:
            done.append(PersonDone(None, None, conflict.sentence))
            continue
        person_id, outcome = _create(writes, person) if same is None else _bring_up_to_date(writes, same, person)
        for key in person.others:
            if key.kind == "identifier" and all(one.id != person_id for one in known.get(key, [])):
                writes.identifiers.setdefault((person_id, key), NUMBER_ALONE)
        by_key.update(dict.fromkeys((person.key, *person.others), person_id))
        done.append(PersonDone(person_id, outcome))
    writes.write(act)
    _ask(act, team_id, [one.person_id for one in done if one.person_id and one.outcome == "proposed"])
    return done, by_key


def _same(person: IncomingPerson, known: dict[PersonKey, list[KnownPerson]]) -> KnownPerson | None:
    """Return the person here who is meant, or None for somebody new. Raises Refusal for a conflict."""
    for key in (person.key, *person.others):
        for one in known.get(key, []):
            verdict = match(_identity_for(one, person), person.who.identity, shared_by(key))
            if verdict == "same":
                return one
            if verdict == "conflict":
                what = "NHS number" if shared_by(key) == "nhs number" else "id"
                raise Refusal(f"its {what} is that of somebody known here, with another name or birth date")
    return None


def _identity_for(known: KnownPerson, person: IncomingPerson) -> Identity:
    """Return who somebody is to the source of a record: what was corrected here does not make them somebody else there."""
    if (person.provenance.system, person.provenance.id) not in known.sources:
        return known.identity
    theirs = person.who.identity
    return Identity(
        family=theirs.family if "family" in known.corrected else known.identity.family,
        nhs_number=theirs.nhs_number if "nhs_number" in known.corrected else known.identity.nhs_number,
        born=theirs.born if "birth_date" in known.corrected else known.identity.born,
    )


def _create(writes: _Writes, person: IncomingPerson) -> tuple[UUID, Outcome]:
    person_id = ids.new()
    writes.created.append({"id": person_id, **person_values(person)})
    writes.new_contacts += [(person_id, person.provenance.system, *row) for row in details(person)]
    writes.identifiers[person_id, person.key] = source_of(person)
    return person_id, "created"


def _bring_up_to_date(writes: _Writes, same: KnownPerson, person: IncomingPerson) -> tuple[UUID, Outcome]:
    """Take over what nobody corrected here; what would overwrite a correction is kept to be asked about."""
    known, system, version = writes.met.get(same.id, same), person.provenance.system, person.provenance.version
    found = merge(known, person)
    if found.taken or found.corrected != known.corrected:
        row = {**known.row, **found.taken}
        writes.updated[known.id] = {"id": known.id, **row, "corrected_fields": sorted(found.corrected)}
        writes.met[known.id] = structs.replace(
            known, row=row, corrected=found.corrected, is_protected=row["is_protected"]
        )
    if found.is_read:
        writes.identifiers[known.id, person.key] = source_of(person)
    if found.is_newer:
        writes.sources.append((known.id, system))
        writes.differences += [(known.id, name, dict(said), system, version) for name, said in found.asked.items()]
        if not known.is_protected and people.CONTACT_DETAILS not in known.corrected:
            writes.contacts += [(known.id, system, *row) for row in details(person)]
    if found.taken.get("is_protected"):
        writes.newly_protected.append(known.id)
    return known.id, found.outcome


def _ask(act: Act, team_id: UUID, person_ids: list[UUID]) -> None:
    """
    Give the named lead of each, else the duty lead, one action: what was corrected here differs from a newer record.

    Who is on no list yet is asked about once they are.
    """
    asked = whom_to_ask(team_id=team_id, person_ids=person_ids) if person_ids else []
    for team in [team_by_id(team_id=one) for one in dict.fromkeys(one.team_id for one in asked)]:
        rows = [one for one in asked if one.team_id == team.id]
        duty = duty_leads_now(team=team, at=act.at, person_ids=[one.person_id for one in rows])
        if not any(duty.values()) and not all(one.named_lead_id for one in rows):
            raise Refusal(_("Nobody takes the duty now: set the on-call cover, then import again."))
        due = end_of_service_day(add_service_days(local_day(act.at), REVIEW_SERVICE_DAYS, team.calendar))
        after_import.ask_to_compare(
            act=act,
            team_id=team.id,
            owners={one.person_id: owner for one in rows if (owner := one.named_lead_id or duty[one.person_id])},
            due_at=max(due, act.at + timedelta(hours=1)),
        )


def _store_facts(
    act: Act, facts: list[IncomingFact], by_key: dict[PersonKey, UUID], guarded: set[UUID], *, late: bool
) -> list[tuple[str, str, str]]:
    places = {(one.provenance.system, one.provenance.type, one.provenance.id) for one in facts}
    known = known_facts(places=sorted(places))
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    refused: dict[tuple[str, str], str] = {}
    met: set[tuple[str, str, str, int]] = set()
    for read in facts:
        origin = read.provenance
        person_id = by_key.get(read.person)
        fact = without_place(read) if person_id in guarded else read
        place = (origin.system, origin.type, origin.id, fact.part)
        before, record = known.get(place), known.get((*place[:3], 0))
        if person_id is None:
            refused[origin.type, origin.id] = "the person it is about was refused, and is not known here"
        elif record and record.person_id != person_id:
            refused[origin.type, origin.id] = "it is known here about somebody else"
        elif place not in met and _is_news(record, fact, late_at=act.at if late else None):
            met.add(place)
            if before is None:
                new.append(fact_row(fact, person_id))
            elif not before.is_corrected and before.digest != fact.digest.hex():
                changed.append({"id": before.id, **fact_row(fact, person_id)})
    insert_facts(act=act, rows=new)
    update_facts(act=act, rows=changed)
    tell_discharges(act, [*new, *changed])
    withdraw_parts(act=act, fact_ids=_parts_gone(known, changed, met))
    return [(kind, source_id, reason) for (kind, source_id), reason in refused.items()]


def _is_news(record: KnownFact | None, fact: IncomingFact, *, late_at: datetime | None) -> bool:
    """
    Return whether the record a fact belongs to, as known by its first part, is unknown, or older than the fact.

    What comes late does not replace what the import under way (of the moment `late_at`) has stored, unless its version is
    surely newer. Otherwise what waited for its person in a first import would be the last form of a record, and in a
    second, where the person is known and nothing waits, the one before it.
    """
    if record is None:
        return True
    version = fact.provenance.version
    if record.digest == fact.digest.hex() or not is_newer(record.version, version):
        return False
    return late_at is None or record.recorded_at != late_at or is_older(record.version, version)


def _parts_gone(
    known: dict[tuple[str, str, str, int], KnownFact],
    changed: list[dict[str, Any]],
    met: set[tuple[str, str, str, int]],
) -> list[UUID]:
    """Return the parts of changed records that their new version does not have."""
    records = {(row["source_system"], row["source_type"], row["source_id"]) for row in changed}
    return [
        one.id for place, one in known.items() if place[:3] in records and place not in met and not one.is_corrected
    ]
