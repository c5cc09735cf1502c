"""Every hour from 10am to 5pm, what was planned and is over by now is made, missed, or cancelled by the person."""

from datetime import time

from kith.contact import operations as contacts
from kith.contact.check_rules import Check
from kith.contact.observing_rules import answers, crossings
from kith.simulation import words
from kith.simulation.checking import checked
from kith.simulation.living import LivingMember
from kith.simulation.observing import SPARED, Observations, observed
from kith.simulation.reading import PlannedContact, planned_until
from kith.simulation.scene import Scene
from kith.team.queries import DayOnTeam, rules_for

TIMES = tuple(time(hour) for hour in range(10, 18))
MADE, MISSED = 0.79, 0.16
"""Shares of contacts that are made and missed; the rest are cancelled by the person."""
COVERED = 0.7
"""Share of the contacts of those who are away that somebody else on shift takes over; the others are missed."""


def happen(scene: Scene) -> None:
    """Say of each planned contact whose window is over what became of it."""
    scene.act()
    if over := planned_until(team_id=scene.team.id, until=scene.at):
        today = scene.today()
        for contact in over:
            _settle(scene, contact, today)


def _settle(scene: Scene, contact: PlannedContact, today: DayOnTeam) -> None:
    planned = scene.team.member(contact.member_id)
    if planned.member_id not in today.away:
        _end(scene, contact, planned, scene.dice.random())
    elif scene.dice.random() < COVERED:
        there = scene.who_can_open(contact.person_id, scene.there(today)) or [scene.team.lead]
        _end(scene, contact, scene.dice.choice(there), scene.dice.random())
    else:
        _write(scene, contact, scene.answering(today), "missed", reason=words.NOBODY_FREE)


def _end(scene: Scene, contact: PlannedContact, by: LivingMember, chance: float) -> None:
    if chance < MADE:
        _make(scene, contact, by)
    elif chance < MADE + MISSED:
        _write(scene, contact, by, "missed", reason=scene.dice.choice(words.MISSED_REASONS))
    else:
        _write(scene, contact, by, "cancelled", reason=scene.dice.choice(words.CANCELLED_REASONS))


def _make(scene: Scene, contact: PlannedContact, by: LivingMember) -> None:
    """Write what a visit was like; what crosses is escalated, but for some of which is said why not."""
    note, seen = scene.dice.choice(words.CONTACT_NOTES), observed(scene.dice)
    spares = scene.dice.random() < SPARED
    why = (
        scene.dice.choice(words.NOT_ESCALATED)
        if spares and by is not scene.team.lead and _may_spare(seen, contact, scene)
        else ""
    )
    scene.act(by)  # the signs are read as they see them
    check = checked(scene.dice, contact.person_id, may_leave=by is not scene.team.lead)
    _write(scene, contact, by, "made", note=note, seen=seen, not_escalated=why, check=check)


def _may_spare(seen: Observations, contact: PlannedContact, scene: Scene) -> bool:
    """Say whether something crosses that is no emergency: that is never spared."""
    tables = rules_for(team_id=scene.team.id, at=scene.at).thresholds
    levels = [one.level for one in crossings(answers(tables, seen, happened_at=contact.window_to, at=scene.at))]
    return bool(levels) and 4 not in levels


def _write(
    scene: Scene,
    contact: PlannedContact,
    by: LivingMember,
    state: str,
    note: str = "",
    reason: str = "",
    seen: Observations | None = None,
    not_escalated: str = "",
    check: Check | None = None,
) -> None:
    contacts.settle(
        act=scene.act(by),
        contact_id=contact.id,
        version=contact.version,
        state=state,
        happened_at=contact.window_to,
        note=note,
        reason=reason,
        member_id=by.member_id,
        observations=seen or None,
        not_escalated=not_escalated,
        check=check,
    )
