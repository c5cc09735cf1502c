"""The writers of an import: one package is one operation, with set-based writes and one entry on the trail."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, Refusal, ids, operation
from kith.action import operations as actions
from kith.person import operations as people
from kith.person.rules import match
from kith.place.rules import local_day
from kith.record.operations import insert_facts, update_facts, withdraw_parts
from kith.record.queries import KnownFact, known_facts
from kith.record.rules import is_newer
from kith.sharing.facts import without_place
from kith.sharing.incoming import IncomingFact, IncomingPerson, PersonKey
from kith.sharing.people import is_older, shared_by
from kith.sharing.queries import KnownPerson, named_lead_of, never_on_the_list, people_by_keys
from kith.sharing.rejects import Outcome
from kith.sharing.rows import details, fact_row, person_digest, person_values, source_values
from kith.team.queries import duty_lead_now, sight_of_team, team_by_id
from kith.team.rules import add_service_days, end_of_service_day

REVIEW_SERVICE_DAYS = 2


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
def finish_import(*, act: Act, team_id: UUID, label: str, person_ids: list[UUID]) -> list[UUID]:
    """
    Put the living whom this team never had on its list, as one intake with one action for the team lead.

    Nobody new: nothing is done. Raises Refusal when the team has no duty lead in the next 14 days.
    """
    new = never_on_the_list(team_id=team_id, person_ids=person_ids)
    if new:
        actions.bring_in(act=act, team_id=team_id, person_ids=new, label=label)
    return new


def _store_people(
    act: Act, team_id: UUID, incoming: list[IncomingPerson], known: dict[PersonKey, list[KnownPerson]]
) -> tuple[list[PersonDone], dict[PersonKey, UUID]]:
    created: list[dict[str, Any]] = []
    done: list[PersonDone] = []
    by_key: dict[PersonKey, UUID] = {}
    contacts: list[tuple[UUID, str, str, str, str]] = []
    names: list[tuple[UUID, str, str, str]] = []
    for person in incoming:
        keys = (person.key, *person.others)
        try:
            same = _same(person, known)
        except Refusal as conflict:
            done.append(PersonDone(None, None, conflict.sentence))
            continue
        if same is None:
            person_id = ids.new()
            created.append({"id": person_id, **person_values(person), **source_values(person)})
            contacts += [(person_id, person.provenance.system, *row) for row in details(person)]
            outcome: Outcome = "created"
        else:
            person_id = same.id
            outcome = _update(act, team_id, same, person)
        kept = (person.key, *(key for key in person.others if key.kind == "identifier"))
        new_keys = [key for key in kept if all(one.id != person_id for one in known.get(key, []))]
        names += [(person_id, *key) for key in dict.fromkeys(new_keys)]
        by_key.update(dict.fromkeys(keys, person_id))
        done.append(PersonDone(person_id, outcome))
    people.insert_people(act=act, rows=created)
    people.insert_contact_details(act=act, rows=contacts)
    people.add_identifiers(act=act, rows=names)
    return done, by_key


def _same(person: IncomingPerson, known: dict[PersonKey, list[KnownPerson]]) -> KnownPerson | None:
    """Return the person here who is meant, or None for somebody new. Raises Refusal for a conflict."""
    for key in (person.key, *person.others):
        for one in known.get(key, []):
            verdict = match(one.identity, person.who.identity, shared_by(key))
            if verdict == "same":
                return one
            if verdict == "conflict":
                what = "NHS number" if shared_by(key) == "nhs number" else "id"
                raise Refusal(f"its {what} is that of somebody known here, with another name or birth date")
    return None


def _update(act: Act, team_id: UUID, same: KnownPerson, person: IncomingPerson) -> Outcome:
    """Bring somebody up to date where nothing was corrected here; ask a person where it was."""
    source = source_values(person)
    if same.source != (source["source_system"], source["source_id"]) or same.digest == person_digest(person):
        return "unchanged"
    values = person_values(person)
    values["is_protected"] = values["is_protected"] or same.is_protected
    differing = {name for name, value in values.items() if same.row[name] != value}
    is_new_version = is_newer(same.version, source["source_version"])
    if not is_new_version and same.version != source["source_version"]:
        return "unchanged"
    contested = differing & same.corrected
    people.update_person(
        act=act, person_id=same.id, values={name: values[name] for name in differing - contested} | source
    )
    people.replace_contact_details(
        act=act,
        person_id=same.id,
        system=source["source_system"],
        rows=details(person) if not same.is_protected else [],
    )
    if contested and is_new_version:
        _ask(act, team_id, same.id, sorted(contested))
        return "proposed"
    return "updated" if differing - contested or is_new_version else "unchanged"


def _ask(act: Act, team_id: UUID, person_id: UUID, fields: list[str]) -> None:
    """Give the named lead, else the duty lead, one action: what was corrected here differs from a newer version elsewhere."""
    team = team_by_id(team_id=team_id)
    owner = named_lead_of(team_id=team_id, person_id=person_id) or duty_lead_now(team=team, at=act.at)
    if owner is None:
        raise Refusal(_("Nobody takes the duty now: set the on-call cover, then import again."))
    due = end_of_service_day(add_service_days(local_day(act.at), REVIEW_SERVICE_DAYS, team.calendar))
    what = _("Compare with the newer record: %(fields)s") % {
        "fields": ", ".join(one.replace("_", " ") for one in fields)
    }
    actions.add(
        act=act,
        team_id=team_id,
        person_id=person_id,
        what=what,
        owner_id=owner,
        due_at=max(due, act.at + timedelta(hours=1)),
        kind="import-review",
        given_by="rule",
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
