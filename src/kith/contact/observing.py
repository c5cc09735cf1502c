"""
What was observed at a contact: kept as dated facts, and what follows from it in the same transaction (P6).

Nothing entered costs nothing. A crossing opens or joins an escalation, or is kept with the reason for not escalating.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, Refusal
from kith.action.operations import NewAction, make
from kith.action.rules import ActionKind
from kith.contact import observing_rules as rules
from kith.contact.observing_rules import CHECKS, Entered, Trouble
from kith.contact.queries import missed_in_a_row
from kith.escalation.opening import open_or_join
from kith.escalation.operations import spare
from kith.person.queries import identity
from kith.place.rules import local_day
from kith.policy.evaluation_rules import Evaluation
from kith.record.operations import Observed, insert_facts, observation_rows
from kith.record.queries import usual_score
from kith.team.queries import members, rules_for, team_by_id
from kith.team.rules import add_service_days, end_of_service_day
from kith.web.words import age

SOURCE = "contact"


@dataclass(frozen=True, slots=True)
class Met:
    """A contact as observing needs it: whose, by which team, and when it was."""

    contact_id: UUID
    team_id: UUID
    person_id: UUID
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """What the tables say of what was entered, with the usual score that was read for it ('' for none)."""

    entered: dict[str, dict[str, str]]
    usual: str
    evaluations: Sequence[Evaluation]
    is_dead: bool = False


def assess(
    *, team_id: UUID, person_id: UUID, observations: Entered, happened_at: datetime | None, at: datetime
) -> Answered:
    """
    Return what the tables in force for a team say of what was entered; nothing is stored.

    Two statements, none when nothing was entered.

    Raises:
        Refusal: for what is not possible or not for this age, naming field, unit and bounds.
    """
    entered = rules.filled(observations)
    if not entered:
        return Answered({}, "", [])
    person = identity(person_id=person_id)
    years = age(person.birth_date, at) if person.birth_date else None
    tables = rules_for(team_id=team_id, at=at).thresholds
    if found := rules.trouble(tables, entered, age=years):
        raise Refusal(found.sentence, field=_field(found))
    usual = usual_score(person_id=person_id)
    answers = rules.answers(tables, entered, happened_at=happened_at, at=at, usual=usual)
    return Answered(entered, usual, answers, person.is_dead)


def observe(act: Act, met: Met, observations: Entered, not_escalated: str) -> None:
    """
    Keep what was observed and let follow what follows. Inside an operation; no statement when nothing was entered.

    Three statements and nothing crosses; else those of opening an escalation, or of keeping why none was.

    Raises:
        Refusal: as `assess`; for a reason not to escalate where nothing crosses, or of an emergency.
    """
    answered = assess(
        team_id=met.team_id, person_id=met.person_id, observations=observations, happened_at=met.happened_at, at=act.at
    )
    crossings = [] if answered.is_dead else rules.crossings(answered.evaluations)
    if not_escalated.strip() and not crossings:
        raise Refusal(_("Nothing here asks for an escalation: take the reason out."), field="not_escalated")
    if not answered.entered:
        return
    insert_facts(act=act, rows=[row for table in answered.entered for row in _rows(act, met, answered, table)])
    if not answered.is_dead:
        _note_for_huddle(act, met, rules.notes(answered.evaluations))
    if crossings and not_escalated.strip():
        spare(
            act=act, team_id=met.team_id, person_id=met.person_id, crossings=crossings, reason=not_escalated,
            source_kind=SOURCE, source_id=met.contact_id,
        )  # fmt: skip
    else:
        open_or_join(
            act=act, team_id=met.team_id, person_id=met.person_id, crossings=crossings, source_kind=SOURCE,
            source_id=met.contact_id, happened_at=met.happened_at,
        )  # fmt: skip


def _note_for_huddle(act: Act, met: Met, sentences: Sequence[str]) -> None:
    """
    Leave what is a note and no more as work of whoever observed it: to look again by the end of the next service day.

    On that day the person stands on the huddle's agenda, and on the board with these sentences; its owner finishes it, then
    or before, with what they saw. A fixed number of statements, none without sentences.
    """
    if not sentences:
        return
    team, there = team_by_id(team_id=met.team_id), members(team_id=met.team_id, at=act.at)
    mine = [one for one in there if one.account_id == act.account_id] or [
        one for one in there if one.role == "team-lead"
    ]
    owner = (mine or there)[0]
    day = add_service_days(local_day(act.at), 1, team.calendar)
    new = NewAction(
        met.team_id, met.person_id, " ".join(map(_, sentences)), owner.id, end_of_service_day(day),
        ActionKind.NOTICED, origin_kind=SOURCE, origin_id=met.contact_id,
    )  # fmt: skip
    make(act=act, rows=[new])


def miss(act: Act, team_id: UUID, missed: Sequence[Met]) -> None:
    """
    Let follow what follows from contacts that were missed, by risk tier and how many were missed one after another.

    Inside the operation that says or finds so. One statement, and those of opening an escalation for each who crosses; none
    for nobody. A note for the huddle needs nothing: the person stands under "Contact missed" on the board and the agenda.
    """
    if not missed:
        return
    tables = rules_for(team_id=team_id, at=act.at).thresholds
    rows = missed_in_a_row(team_id=team_id, person_ids={one.person_id for one in missed}, at=act.at)
    for met in {one.person_id: one for one in missed}.values():
        if met.person_id not in rows:
            continue
        tier, number = rows[met.person_id]
        entered = {rules.MISSED: {"tier": tier, "missed": str(number)}}
        crossings = rules.crossings(
            rules.answers(tables, entered, happened_at=met.happened_at, at=act.at)
        )  # fmt: skip
        open_or_join(
            act=act, team_id=team_id, person_id=met.person_id, crossings=crossings, source_kind=SOURCE,
            source_id=met.contact_id, happened_at=met.happened_at,
        )  # fmt: skip


def _rows(act: Act, met: Met, answered: Answered, name: str) -> list[dict[str, object]]:
    table = rules_for(team_id=met.team_id, at=act.at).thresholds[name]
    observed = [
        Observed(of, answered.entered[name][key], part, rules.is_kept_back(table, key, answered.entered[name][key]))
        for part, (key, of) in enumerate(table.inputs.items(), start=1)
        if key in answered.entered[name]
    ]
    return observation_rows(
        act=act, person_id=met.person_id, source_id=met.contact_id, table=name, observed=observed,
        true_at=met.happened_at, detail={"usual": answered.usual} if answered.usual else {},
    )  # fmt: skip


def _field(found: Trouble) -> str:
    return rules.field_of(found.table, found.input) if found.table in CHECKS else "observations"
