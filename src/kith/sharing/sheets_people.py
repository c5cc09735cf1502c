"""
The writer of one row of a sheet of people: somebody new, or what the row adds to somebody known, on the team's list.

A row fills what is empty and follows what nobody corrected here; who leads somebody and how closely they are followed is
never taken from the team by a sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from kith.access.operations import open_reach
from kith.act import Act, Refusal, operation
from kith.action import after_import
from kith.caseload import operations as caseload
from kith.caseload.queries import Entry, entry_of
from kith.caseload.rules import CameBy, RiskTier
from kith.caseload.writing import ON_THE_LIST
from kith.handover.rules import FoundAlike
from kith.handover.telling_apart import ask_about_alike
from kith.person import operations as people
from kith.person.doubles import may_be
from kith.person.likeness_rules import Agrees, Level, Likeness
from kith.person.operations import CONTACT_DETAILS
from kith.person.queries import sight_of_person
from kith.person.rules import Identity, match, nhs_number, tidy
from kith.record.rules import digest
from kith.sharing.incoming import KnownPerson, PersonKey
from kith.sharing.people import shared_by
from kith.sharing.queries import never_on_the_list, people_by_keys
from kith.sharing.references import NHS_NUMBER
from kith.sharing.sheets_cells import PersonRow
from kith.sharing.sheets_queries import members_by_username
from kith.team.queries import sight_of_team

SHEET = "kith:sheet"
"""The system under which a name and birth date of a sheet are remembered as somebody's."""
SHEET_ROW = "kith:sheet-row"
"""The system under which a whole row is remembered: the same row again changes nothing."""

RowOutcome = Literal["created", "updated", "unchanged"]


class PossibleDuplicate(Refusal):
    """Somebody known here may be the same: told, and nothing is merged or made until somebody says which."""


@dataclass(frozen=True, slots=True)
class RowDone:
    """What became of a row, when, about whom (a person or an account), and what there is to tell."""

    outcome: RowOutcome
    at: datetime
    about: UUID
    notes: list[str]


@dataclass(frozen=True, slots=True)
class SheetDone:
    """How many people of a sheet are to be looked through, and how many look like somebody already here."""

    to_look_through: int
    alike: FoundAlike


@operation("sharing.take_person_row", sight=sight_of_team)
def take_person_row(*, act: Act, team_id: UUID, row: PersonRow) -> RowDone:
    """
    Take in one row of a sheet: make somebody, or bring them up to date, and put them on the team's list.

    Raises:
        PossibleDuplicate: when somebody known here may be the same and the row does not say.
        Refusal: as `person.register` and `caseload.arrange`; for the dead; when a number or name and birth date are those
            of somebody else; `field` is the column.
    """
    same_row = PersonKey("identifier", SHEET_ROW, _digest_of_row(team_id, row))
    notes: list[str] = []
    known, is_same_row = _meant(row, same_row, notes)
    outcome: RowOutcome = "unchanged"
    if known is None:
        person_id, outcome = _create(act, team_id, row), "created"
    elif is_same_row:
        return RowDone("unchanged", act.at, known.id, [])
    else:
        if known.row["is_dead"]:
            raise Refusal(_("They are recorded as dead here: take them out of the sheet."), field="family")
        person_id = known.id
        outcome = "updated" if _bring_up_to_date(act, known, row, notes) else "unchanged"
    if _put_on_list(act, team_id, person_id, row, notes) and outcome == "unchanged":
        outcome = "updated"
    _remember(act, person_id, row, same_row)
    act.concerns(person_id, team_id=team_id)
    return RowDone(outcome, act.at, person_id, notes)


@operation("sharing.finish_sheet", sight=sight_of_team)
def finish_sheet(
    *, act: Act, team_id: UUID, label: str, person_ids: list[UUID], new_ids: Sequence[UUID] = ()
) -> SheetDone:
    """
    Let those whom a sheet put on the list without a named lead be one intake to look through; say how many they are.

    `new_ids` are those made by it of whom it does not say itself that nobody here is meant: who of them looks like somebody
    already here is one action more. Asked again, it finds nobody. Raises Refusal when there is nobody to own the action.
    """
    gathered = after_import.gather_in(act=act, team_id=team_id, person_ids=person_ids, label=label)
    return SheetDone(len(gathered), ask_about_alike(act=act, team_id=team_id, label=label, person_ids=list(new_ids)))


def _digest_of_row(team_id: UUID, row: PersonRow) -> str:
    return digest(msgspec.json.encode([team_id, row])).hex()


def _identity_key(row: PersonRow) -> PersonKey | None:
    """Return name and birth date as one key; None without a birth date known to the day, which tells nobody from another."""
    if row.birth_date is None or row.birth_precision != "day":
        return None
    names = ["".join(letter for letter in text.casefold() if letter.isalnum()) for text in (row.given, row.family)]
    return PersonKey("id", SHEET, digest(msgspec.json.encode([*names, row.birth_date])).hex())


def _meant(row: PersonRow, same_row: PersonKey, notes: list[str]) -> tuple[KnownPerson | None, bool]:
    """Return who is meant, None for somebody new, and whether this very row was taken in before."""
    number, name = nhs_number(row.nhs_number), _identity_key(row)
    keys = [PersonKey("identifier", NHS_NUMBER, number)] if number else []
    keys += [name] if name else []
    found = people_by_keys([same_row, *keys])
    if again := found.get(same_row):
        return again[0], True
    theirs = Identity(family=tidy(row.family), nhs_number=number, born=row.born)
    for key in keys:
        for one in found.get(key, []):
            verdict = match(one.identity, theirs, shared_by(key))
            if verdict == "same":
                return one, False
            if verdict == "conflict":
                raise _somebody_else(key)
    return _alike(row, notes), False


def _somebody_else(key: PersonKey) -> Refusal:
    if shared_by(key) == "nhs number":
        return Refusal(
            _("This NHS number is that of somebody known here with another name and birth date."), field="nhs_number"
        )
    return Refusal(_("Somebody known here with this name and birth date has another NHS number."), field="nhs_number")


def _alike(row: PersonRow, notes: list[str]) -> KnownPerson | None:
    """Return the one person alike whom the row says it means, None when it says they are new or nobody is alike enough."""
    if row.known_already == "no":
        return None
    found = may_be(who=people.described(_details(row)))
    near = [one for one in found if _is_near(one.likeness)]
    if not near:
        notes += [f"may be somebody known here: {one.likeness.words}" for one in found[:1]]
        return None
    if row.known_already == "yes" and len(near) == 1:
        return _known(near[0].person.id)
    if row.known_already == "yes":
        raise PossibleDuplicate(_("More than one person known here may be meant."), field="known_already")
    raise PossibleDuplicate(
        _("Somebody known here may be the same: %(why)s.") % {"why": near[0].likeness.words}, field="known_already"
    )


def _is_near(found: Likeness) -> bool:
    """Return whether somebody has to say: likely one person, or the same name and nothing that tells the two apart."""
    return found.level != Level.POSSIBLE or found.agrees == (Agrees.NAME_SAME,)


def _known(person_id: UUID) -> KnownPerson:
    row = sight_of_person(person_id=person_id).row
    return KnownPerson(
        person_id, Identity(), {}, frozenset(row["corrected_fields"]), is_protected=row["is_protected"], row=row
    )


def _details(row: PersonRow) -> people.Details:
    return people.Details(
        given=row.given,
        family=row.family,
        birth_date=row.birth_date,
        birth_precision=row.birth_precision,
        nhs_number=row.nhs_number,
        no_nhs_number_because=row.no_nhs_number_because,
        known_as=row.known_as,
        sex=row.sex,
        needs=row.needs,
        what_matters=row.what_matters,
    )


def _create(act: Act, team_id: UUID, row: PersonRow) -> UUID:
    _check_lengths(row)
    person_id = people.register(act=act, team_id=team_id, details=_details(row), why=str(ON_THE_LIST))
    open_reach(act=act, person_ids=[person_id], account_id=act.account_id, why=str(people.BROUGHT_IN))
    people.insert_contact_details(act=act, rows=[(person_id, SHEET, *one) for one in _where(row)])
    return person_id


def _bring_up_to_date(act: Act, known: KnownPerson, row: PersonRow, notes: list[str]) -> bool:
    """Write what a row says otherwise of somebody known, and return whether that was anything."""
    _check_lengths(row)
    now = sight_of_person(person_id=known.id).row
    differing = {name: value for name, value in _stated(row).items() if value != now[name]}
    kept = sorted({"birth_date" if name == "birth_precision" else name for name in differing} & known.corrected)
    notes += [f"{name}: was corrected here and stays" for name in kept]
    taken = {name: value for name, value in differing.items() if name not in kept}
    if "birth_date" in kept:
        taken.pop("birth_precision", None)
    if taken:
        people.bring_up_to_date(act=act, person_id=known.id, values=taken)
    return _keep_where(act, known, row, notes) or bool(taken)


def _stated(row: PersonRow) -> dict[str, Any]:
    """Return what a row states of a person by column; an empty cell states nothing."""
    said: dict[str, Any] = {
        name: tidy(getattr(row, name))
        for name in ("given", "family", "known_as", "sex", "needs", "what_matters")
        if getattr(row, name)
    }
    if row.birth_date:
        said |= {"birth_date": row.birth_date, "birth_precision": row.birth_precision}
    if number := nhs_number(row.nhs_number):
        said["nhs_number"] = number
    elif row.nhs_number:
        raise Refusal(_("Check the NHS number: its last digit does not fit the others."), field="nhs_number")
    return said


def _where(row: PersonRow) -> list[tuple[str, str, str]]:
    """Return (kind, value, postcode) of where a row says somebody lives and is reached."""
    address, postcode, phone = tidy(row.address), tidy(row.postcode).upper(), tidy(row.phone)
    home = [("address", address or postcode, postcode)] if address or postcode else []
    return home + ([("phone", phone, "")] if phone else [])


def _keep_where(act: Act, known: KnownPerson, row: PersonRow, notes: list[str]) -> bool:
    where = _where(row)
    if not where:
        return False
    if known.is_protected:
        notes.append("address, postcode, phone: protected here and not stored")
        return False
    if CONTACT_DETAILS in known.corrected:
        notes.append("address, postcode, phone: were corrected here and stay")
        return False
    return people.add_contact_details(act=act, person_id=known.id, system=SHEET, details=where)


def _check_lengths(row: PersonRow) -> None:
    for name in ("known_as", "needs", "what_matters", "address", "postcode", "phone", "came_from"):
        if len(getattr(row, name)) > people.LONGEST:
            raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{people.LONGEST:,}"}, field=name)


def _put_on_list(act: Act, team_id: UUID, person_id: UUID, row: PersonRow, notes: list[str]) -> bool:
    """Put somebody on the list who never was, and fill what of their entry is empty; return whether anything changed."""
    entry = entry_of(team_id=team_id, person_id=person_id)
    is_new = entry is None
    if entry is None:
        if not never_on_the_list(team_id=team_id, person_ids=[person_id]):
            notes.append("was on this list before and left it: not put on it again")
            return False
        caseload.put_on_list(
            act=act,
            team_id=team_id,
            person_ids=[person_id],
            came_by=row.came_by or CameBy.IMPORT,
            came_from=tidy(row.came_from),
        )
        entry = entry_of(team_id=team_id, person_id=person_id)
        assert entry is not None
    return _arrange(act, entry, row, notes) or is_new


def _arrange(act: Act, entry: Entry, row: PersonRow, notes: list[str]) -> bool:
    """Fill who leads and how closely somebody is followed where nobody has said yet."""
    before = caseload.Arrangement(
        entry.named_lead_id, entry.deputy_id, entry.risk_tier, entry.cadence_days, entry.state
    )
    lead, deputy = _lead(act, entry, row, "named_lead"), _lead(act, entry, row, "deputy")
    tier = "" if row.risk_tier == RiskTier.NOT_ASSESSED else row.risk_tier
    wanted = {
        "named_lead": (lead, before.named_lead_id),
        "deputy": (deputy, before.deputy_id),
        "risk_tier": (tier or None, None if before.risk_tier == RiskTier.NOT_ASSESSED else before.risk_tier),
        "cadence_days": (row.cadence_days, before.cadence_days),
    }
    notes += [
        f"{name}: the team has set another, which stays"
        for name, (new, old) in wanted.items()
        if new and old and new != old
    ]
    if not any(new is not None and old is None for new, old in wanted.values()):
        return False
    after = replace(
        before,
        named_lead_id=before.named_lead_id or lead,
        deputy_id=before.deputy_id or deputy,
        risk_tier=tier if before.risk_tier == RiskTier.NOT_ASSESSED and tier else before.risk_tier,
        cadence_days=before.cadence_days or row.cadence_days,
    )
    caseload.arrange(act=act, entry_id=entry.id, version=entry.version, arrangement=after)
    return True


def _lead(act: Act, entry: Entry, row: PersonRow, column: str) -> UUID | None:
    username = getattr(row, column)
    if not username:
        return None
    member = members_by_username(team_id=entry.team_id, at=act.at).get(username.casefold())
    if member is None:
        raise Refusal(_("Nobody with this username is on the team now."), field=column)
    return member


def _remember(act: Act, person_id: UUID, row: PersonRow, same_row: PersonKey) -> None:
    """Keep by what a sheet knows somebody: the whole row, and their name and birth date."""
    keys = [same_row, *([name] if (name := _identity_key(row)) else [])]
    people.note_identifiers(act=act, rows=[(person_id, *key, "", "") for key in keys])
