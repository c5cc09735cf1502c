"""
A crowd: many people on one list with work and contacts, written by a few statements in one act.

For counting statements and measuring, where walking each person through the operations would take minutes. Everything else
is built through the operations (tests/builders.py).
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from builders import OFFICERS, an_opening_by_others
from kith.access import operations as access
from kith.access.home import as_kith, with_key
from kith.act import Act, ids
from kith.act.context import begin_act, standing
from kith.place import operations as place
from kith.place.rules import local_day
from kith.policy.publishing import publish_tables
from kith.team import operations as team
from kith.team.queries import team_by_id
from kith.team.rules import DayPlan
from kith.trail.writing import write_entry

OPENED_BEFORE = timedelta(days=16)
FAMILY = [
    "Pettigrew",
    "Marsh",
    "Iqbal",
    "Ashworth",
    "Ndlovu",
    "Finch",
    "Nowak",
    "Clarke",
    "Holt",
    "Bains",
    "Oduya",
    "Tully",
]
GIVEN = [
    "Doris",
    "Kelvin",
    "Mohammed",
    "Brian",
    "Precious",
    "Walter",
    "Agnieszka",
    "Desmond",
    "Tracey",
    "Irene",
    "Maureen",
]
WORK = [
    "Ring the pharmacy",
    "Order the grab rail",
    "Blood result",
    "Benefit form",
    "Medicines question for the practice",
    "Wound dressing",
]


@contextmanager
def writing(act: Act) -> Iterator[UUID]:
    """Write rows by hand inside one act, as an operation would: gives the id that they carry."""
    act_id = ids.new()
    begin_act(act_id)
    yield act_id
    write_entry(
        entry_id=act_id, happened_at=act.at, account_id=act.account_id, role=act.role, purpose="care", channel="test",
        command="crowd",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


def insert(table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows by one statement."""
    if not rows:
        return
    holes = "(" + ", ".join(["%s"] * len(rows[0])) + ")"
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table} ({columns}) values {', '.join([holes] * len(rows))}",
            [value for row in rows for value in row],
        )


@dataclass(frozen=True)
class Busy:
    """A team with a crowd on its list: its members, the first of whom has the duty, and the people."""

    team_id: UUID
    slug: str
    account_ids: list[UUID]
    member_ids: list[UUID]
    person_ids: list[UUID]


def a_busy_team(*, number: int, at: datetime, name: str = "North", actions: int = 5, seed: int = 1) -> Busy:
    """
    Make a place and a team of five with today's rota, through the operations, and put a crowd on its list.

    It was opened by others, who have left.
    """
    names = ["Ama Owusu", "Tom Brennan", "Joy Adeyemi", "Peter Lindqvist", "Rukhsana Mir"]
    slug = name.casefold().replace(" ", "-")
    made_at = at - OPENED_BEFORE
    with as_kith(at=made_at) as act:
        place_id = place.create(act=with_key(act), name=f"Borough of {name}")
        publish_tables(act=with_key(act), place_id=place_id, by=OFFICERS[0], approvers=OFFICERS[1:])
        team_id = team.create(
            act=with_key(act), place_id=place_id, name=name, slug=slug, working_weekdays=[0, 1, 2, 3, 4, 5, 6]
        )
        info = team_by_id(team_id=team_id)
    an_opening_by_others(info, made_at)
    with as_kith(at=at) as act:
        accounts = [
            access.create_account(
                act=with_key(act), username=f"{one.split()[0]}.{slug}", name=one, password="a password of length"
            )
            for one in names
        ]
        members = [
            team.add_member(
                act=with_key(act), team_id=team_id, account_id=one, role="nurse", tier="resident", sessions=10
            )
            for one in accounts
        ]
        day = local_day(at)
        plan = DayPlan(day, members[0], members[1], tuple(members[2:4]))
        team.set_rota(act=with_key(act), team_id=team_id, days=[plan], publish=True)
    for account in accounts:
        with standing(account_id=account, role="nurse", at=at) as act:
            access.agree(act=with_key(act))
    with as_kith(at=at) as act:
        people = a_crowd(act, team_id=team_id, member_ids=members, number=number, actions=actions, seed=seed)
    return Busy(team_id, slug, accounts, members, people)


def a_crowd(
    act: Act,
    *,
    team_id: UUID,
    member_ids: Sequence[UUID],
    number: int,
    actions: int = 5,
    contacts: int = 4,
    seed: int = 1,
) -> list[UUID]:
    """Put people on a team's list, each with open actions and contacts around the moment of the act; return their ids."""
    dice, at = random.Random(seed), act.at
    people = [UUID(int=dice.getrandbits(128), version=4) for _ in range(number)]
    with writing(act) as by:
        insert("access_personkey", "id, act_id, recorded_at", [(one, by, at) for one in people])
        insert(
            "access_reach",
            "id, person_id, team_id, during, why, act_id, recorded_at",
            [(ids.new(), one, team_id, f"[{at.isoformat()},)", "on the list", by, at) for one in people],
        )
        _persons(people, dice, by, at)
        _entries(people, team_id, member_ids, dice, by, at)
        _actions(people, team_id, member_ids, actions, dice, by, at)
        _contacts(people, team_id, member_ids, contacts, dice, by, at)
    return people


def _persons(people: list[UUID], dice: random.Random, by: UUID, at: datetime) -> None:
    columns = (
        "id, act_id, recorded_at, family, given, known_as, sex, birth_date, birth_precision, no_nhs_number_because, is_dead,"
        " is_protected, practice_code, small_area, pcn_code, what_matters, needs, corrected_fields"
    )
    insert(
        "person_person",
        columns,
        [
            (one, by, at, dice.choice(FAMILY), dice.choice(GIVEN), "", "", date(1930, 1, 1) + timedelta(dice.randrange(20000)),
             "day", "made for a test", False, False, "", "", "", "", "", [])
            for one in people
        ],
    )  # fmt: skip


def _entries(
    people: list[UUID], team_id: UUID, members: Sequence[UUID], dice: random.Random, by: UUID, at: datetime
) -> None:
    columns = (
        "id, act_id, recorded_at, team_id, person_id, state, came_at, came_by, ended_because, risk_tier, named_lead_id,"
        " cadence_days, version"
    )
    insert(
        "caseload_listentry",
        columns,
        [
            (ids.new(), by, at, team_id, one, "active", at - timedelta(dice.randrange(2, 60)), "added", "", "medium",
             dice.choice([*members, None]), dice.choice([None, 7, 14, 28]), 1)
            for one in people
        ],
    )  # fmt: skip


def _actions(
    people: list[UUID], team_id: UUID, members: Sequence[UUID], each: int, dice: random.Random, by: UUID, at: datetime
) -> None:
    columns = (
        "id, act_id, recorded_at, team_id, person_id, what, kind, owner_id, doer_kind, doer, due_at, first_due_at, state,"
        " hold_reason, outcome, origin_kind, version"
    )
    rows = []
    for one in people:
        for _ in range(each):
            due_at = at + timedelta(hours=dice.randrange(-60, 400))
            rows.append(
                (ids.new(), by, at, team_id, one, dice.choice(WORK), "urgent" if dice.random() < 0.001 else "plain",
                 dice.choice(members), "member", "", due_at, due_at, "open", "", "", "", 1)
            )  # fmt: skip
    insert("action_action", columns, rows)


def _contacts(
    people: list[UUID], team_id: UUID, members: Sequence[UUID], each: int, dice: random.Random, by: UUID, at: datetime
) -> None:
    columns = (
        "id, act_id, recorded_at, team_id, person_id, member_id, by_other, way, state, window_from, window_to, happened_at,"
        " reason, note, version"
    )
    rows = []
    for one in people:
        for _ in range(each):
            then = at - timedelta(days=dice.randrange(1, 40))
            state = "missed" if dice.random() < 0.1 else "made"
            rows.append(
                (ids.new(), by, at, team_id, one, dice.choice(members), "", "visit", state, None, None, then,
                 "nobody in" if state == "missed" else "", "", 1)
            )  # fmt: skip
        if dice.random() < 0.8:
            then = at + timedelta(hours=dice.randrange(0, 200))
            rows.append(
                (ids.new(), by, at, team_id, one, dice.choice(members), "", "visit", "planned", then,
                 then + timedelta(hours=1), None, "", "", 1)
            )  # fmt: skip
    insert("contact_contact", columns, rows)
