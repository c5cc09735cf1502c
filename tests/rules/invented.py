"""Invents what can be known of people, teams and days."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from kith.action.rules import ActionFacts, ActionKind, ActionState
from kith.board.section_rules import PersonFacts
from kith.caseload.rules import CameBy, Duty, Leads, ListState
from kith.contact.rules import ContactFacts, ContactState, Way
from kith.team.rules import Calendar

NOW = datetime(2026, 6, 8, 7, 22, tzinfo=UTC)
FIRST, LAST = date(2019, 1, 1), date(2032, 12, 31)

days = st.dates(FIRST, LAST)
moments = st.datetimes(datetime(2019, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
near_moments = st.integers(-20 * 24 * 4, 20 * 24 * 4).map(lambda quarters: NOW + timedelta(minutes=15 * quarters))
near_days = st.integers(-20, 20).map(lambda days: date(2026, 6, 8) + timedelta(days=days))
ids = st.integers(0, 2**128 - 1).map(lambda number: UUID(int=number))
members = st.integers(1, 8).map(lambda number: UUID(int=number))
short = st.sampled_from(["Ring daughter", "Grab rail order", "Ask the housing officer about the damp in the back room"])

calendars = st.builds(
    Calendar,
    working_weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    extra_closed=st.frozensets(days, max_size=6),
    works_bank_holidays=st.booleans(),
)
leads = st.builds(Leads, *[st.none() | members] * 3)
duties = st.builds(Duty, st.frozensets(members), *[st.none() | members] * 3, st.booleans())


@st.composite
def actions(draw, kinds=tuple(ActionKind)):
    is_held = draw(st.booleans())
    return ActionFacts(
        action_id=draw(ids),
        what=draw(short),
        due_at=draw(near_moments),
        kind=draw(st.sampled_from(kinds)),
        state=ActionState.HELD if is_held else ActionState.OPEN,
        owner=draw(st.sampled_from(["", "Ama Owusu"])),
        return_date=draw(near_days) if is_held else None,
        hold_reason=draw(st.sampled_from(["", "waiting for stock"])) if is_held else "",
    )


@st.composite
def contacts(draw):
    from_at = draw(near_moments)
    return ContactFacts(
        contact_id=draw(ids),
        way=draw(st.sampled_from(Way)),
        state=draw(st.sampled_from(ContactState)),
        from_at=from_at,
        to_at=from_at + timedelta(minutes=draw(st.integers(0, 12 * 60))),
        what=draw(st.sampled_from(["", "Insulin"])),
        why=draw(st.sampled_from(["", "no reply"])),
    )


people = st.builds(
    PersonFacts,
    person_id=ids,
    given=st.sampled_from(["Ann", "Bo"]),
    family=st.sampled_from(["Akers", "akers", "Bamford"]),
    came_on=near_days,
    came_by=st.sampled_from(CameBy),
    state=st.sampled_from(ListState),
    is_deceased=st.integers(0, 9).map(lambda number: number == 9),
    last_made_at=st.none() | near_moments,
    cadence_days=st.none() | st.integers(1, 60),
    actions=st.lists(actions(), max_size=4).map(tuple),
    contacts=st.lists(contacts(), max_size=3).map(tuple),
)
