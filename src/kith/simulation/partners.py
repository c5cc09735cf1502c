"""The agencies of the made-up borough: who they are, whom one reaches there, and what the place manager agreed with each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kith.agency import operations as agencies
from kith.agency.operations import Agreed, Known, Reached
from kith.place.rules import local_day
from kith.simulation.borough import Borough
from kith.simulation.scene import Acting

HOLDS = timedelta(days=2 * 365)
_CARE = (
    "name", "address", "telephone", "communication-needs", "how-to-get-in", "day-lead-and-how-to-reach", "actions-of-agency",
    "items-of-agency", "contradictions", "goals", "preferences", "warning-signs", "what-to-do", "medicine-support",
    "risks-to-visitors",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MadeUpAgency:
    """An agency as it is made up: whom one reaches there (name, what they do), and by purpose what it may be told."""

    name: str
    service: str
    hours: str
    contacts: tuple[tuple[str, str], ...]
    agreed: tuple[tuple[str, tuple[str, ...]], ...]


AGENCIES = (
    MadeUpAgency(
        "Wexcombe Homes", "housing", "Weekdays 8:30 to 5, repairs line day and night",
        (("Jo Bell", "housing officer"), ("Denise Marsh", "repairs")),
        (
            ("repairs", ("name", "address", "how-to-get-in", "day-lead-and-how-to-reach", "actions-of-agency")),
            ("coordinate-care", ("name", "day-lead-and-how-to-reach", "actions-of-agency", "actions-of-all", "goals")),
        ),
    ),
    MadeUpAgency(
        "Lark Home Care", "home-care", "Every day 7am to 10pm", (("Sandra Pike", "care manager"), ("Tomasz Wolny", "team leader")),
        (("coordinate-care", _CARE), ("safe-visiting", ("name", "address", "risks-to-visitors", "day-lead-and-how-to-reach"))),
    ),
    MadeUpAgency(
        "Ashmere District Council", "social-care", "Weekdays 9 to 5", (("Ravi Menon", "emergency planning officer"),),
        (("emergency-planning", ("name", "address", "telephone", "equipment", "day-lead-and-how-to-reach")),),
    ),
    MadeUpAgency(
        "Kettle and Chat", "voluntary", "Weekdays 10 to 4", (("Bridie Flynn", "volunteer coordinator"),),
        (("everyday-support", ("name", "communication-needs", "actions-of-agency", "goals", "preferences")),),
    ),
    MadeUpAgency(
        "Ashmere General discharge team", "hospital", "Every day 8am to 8pm", (("Femi Adeola", "discharge coordinator"),),
        (("going-home", (*_CARE, "equipment", "contingency")),),
    ),
)  # fmt: skip


def agree_with_agencies(acting: Acting, borough: Borough, *, manager: UUID, team_id: UUID, at: datetime) -> None:
    """Let the place manager write down every agency of the borough, whom one reaches there, and what each may be told."""
    number = 0
    for made_up in AGENCIES:
        known = Known(made_up.name, made_up.service, made_up.hours)
        act = acting.act(manager, borough.manager.role, at)
        agency_id = agencies.add_agency(act=act, team_id=team_id, known=known)
        for name, does in made_up.contacts:
            number += 1
            email = f"{name.split()[0].lower()}@{made_up.name.split()[0].lower()}.example"
            reached = Reached(name, does, email, f"01632 960 {number:03}")
            act = acting.act(manager, borough.manager.role, at)
            agencies.add_contact(act=act, team_id=team_id, agency_id=agency_id, reached=reached)
        for purpose, fields in made_up.agreed:
            first = local_day(at)
            agreed = Agreed(purpose, fields, first, first + HOLDS, "Council house, folder 12", borough.manager.name)
            act = acting.act(manager, borough.manager.role, at)
            agencies.agree(act=act, team_id=team_id, agency_id=agency_id, agreed=agreed)
