"""The invented borough: its teams, staff and people, from a seed. Pure: no database, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import cycle
from random import Random

from kith.person.rules import nhs_number
from kith.simulation.words import (
    FAMILY_NAMES,
    GIVEN_NAMES,
    NEEDS,
    ROLES_OF_A_TEAM,
    ROLES_TO_JOIN,
    TEAM_NAMES,
    WHAT_MATTERS,
)

LEAD = "safeguarding-lead"
NAME = "Ashmere"
SEVEN_DAY_TEAM = 2
"""Which of the teams works every day of the week."""
TEAM_OF_THE_NEWCOMER = 0
"""Which of the teams has a member who has never signed in, to show what a first sign-in looks like."""
DAYS_A_JOINER = 20
"""One member joins each team in so many days."""


@dataclass(frozen=True, slots=True)
class MadeUpMember:
    """A member of staff, before there is an account."""

    username: str
    name: str
    role: str
    tier: str
    sessions: int
    password: str


@dataclass(frozen=True, slots=True)
class MadeUpPerson:
    """Somebody the team supports, before there is a row."""

    given: str
    family: str
    sex: str
    birth_date: date
    nhs_number: str
    what_matters: str
    needs: str
    risk_tier: str
    cadence_days: int


@dataclass(frozen=True, slots=True)
class MadeUpTeam:
    """
    A team: its members (the first leads it), those on its list at the start, and those who come or join later.

    The newcomer is a member who has not signed in yet, and so does nothing in the days that are lived.
    """

    name: str
    slug: str
    works_every_day: bool
    members: tuple[MadeUpMember, ...]
    to_join: tuple[MadeUpMember, ...]
    newcomer: MadeUpMember | None
    people: tuple[MadeUpPerson, ...]
    to_come: tuple[MadeUpPerson, ...]


OFFICERS = (
    ("governance", "governance lead"),
    ("safety", "clinical safety officer"),
    ("director", "director of care"),
)
"""Username and title of who proposes the made-up place's rule tables, and of the two who approve them."""
TEAM_TO_COME = ("Riverside", "riverside")
"""Name and address of the team that the place manager is setting up: it takes nobody yet, so that they open no record."""


@dataclass(frozen=True, slots=True)
class Borough:
    """
    A made-up place, its three teams, the account that covers it outside service days, and those who stand behind its rules.

    safeguarding: the place's safeguarding lead, aligned with every team.

    manager: the place manager, who sets up the team to come and is on no other.

    officers: who proposes the place's rule tables, and the two who approve them; neither they nor the cover are on a team.
    """

    seed: int
    name: str
    slug: str
    teams: tuple[MadeUpTeam, ...]
    cover: MadeUpMember
    safeguarding: MadeUpMember
    officers: tuple[MadeUpMember, ...]
    manager: MadeUpMember


@lru_cache(maxsize=4)
def made_up_borough(*, seed: int, number_of_people: int, number_of_days: int, today: date) -> Borough:
    """
    Return the borough that a seed always gives: three teams that share the people evenly.

    Birth dates are reckoned from `today`; each team gets more people to come, three for every four days lived.
    """
    dice = Random(seed)  # noqa: S311  (made-up people, not secrets)
    names = _names(dice)
    used: set[str] = set()
    numbers = made_up_numbers()
    share, rest = divmod(number_of_people, len(TEAM_NAMES))
    teams = []
    for index, team in enumerate(TEAM_NAMES):
        people = [_person(dice, next(names), next(numbers), today) for _ in range(share + (index < rest))]
        to_come = [_person(dice, next(names), next(numbers), today) for _ in range(number_of_days * 3 // 4 + 2)]
        members = tuple(_member(dice, names, used, seed, role, tier) for role, tier in ROLES_OF_A_TEAM)
        roles = [ROLES_TO_JOIN[number % len(ROLES_TO_JOIN)] for number in range(number_of_days // DAYS_A_JOINER + 1)]
        to_join = tuple(_member(dice, names, used, seed, role, tier) for role, tier in roles)
        newcomer = _member(dice, names, used, seed, "housing", "tailored") if index == TEAM_OF_THE_NEWCOMER else None
        slug = team.lower().replace(" ", "-")
        works_every_day = index == SEVEN_DAY_TEAM
        teams.append(MadeUpTeam(team, slug, works_every_day, members, to_join, newcomer, tuple(people), tuple(to_come)))
    cover = MadeUpMember("oncall", f"{NAME} on-call cover", "on-call", "aligned", 0, password_of("oncall", seed))
    safeguarding = MadeUpMember(
        "safeguarding", f"{NAME} safeguarding lead", LEAD, "aligned", 2, password_of("safeguarding", seed)
    )
    officers = tuple(
        MadeUpMember(username, f"{NAME} {title}", "place-manager", "aligned", 0, password_of(username, seed))
        for username, title in OFFICERS
    )
    manager = MadeUpMember(
        "manager", f"{NAME} place manager", "place-manager", "aligned", 0, password_of("manager", seed)
    )
    return Borough(seed, NAME, NAME.lower(), tuple(teams), cover, safeguarding, officers, manager)


def password_of(username: str, seed: int) -> str:
    """Return the password of a made-up member: the same for a seed, printed at the end, good for a demo alone."""
    return f"{username}-of-{NAME.lower()}-{seed}"


def made_up_numbers() -> Iterator[str]:
    """Yield the valid test NHS numbers of the 999 range, so that no real person's number is ever made."""
    for start in range(1_000_000):
        yield from (number for digit in range(10) if (number := nhs_number(f"999{start:06d}{digit}")))


def _names(dice: Random) -> Iterator[tuple[str, str, str]]:
    """Yield names in no order; a large borough has some twice, as boroughs do."""
    pairs = [(given, sex, family) for given, sex in GIVEN_NAMES for family in FAMILY_NAMES]
    dice.shuffle(pairs)
    return cycle(pairs)


def _person(dice: Random, name: tuple[str, str, str], number: str, today: date) -> MadeUpPerson:
    given, sex, family = name
    age = int(min(98, max(19, dice.gauss(74, 15))))
    risk = dice.choices(("low", "medium", "high"), (4, 4, 2))[0]
    return MadeUpPerson(
        given=given,
        family=family,
        sex=sex,
        birth_date=today - timedelta(days=age * 365 + dice.randrange(365)),
        nhs_number=number,
        what_matters=dice.choice(WHAT_MATTERS),
        needs=dice.choice(NEEDS) if dice.random() < 0.3 else "",
        risk_tier=risk,
        cadence_days={"low": 56, "medium": 28, "high": 10}[risk],
    )


def _member(
    dice: Random, names: Iterator[tuple[str, str, str]], used: set[str], seed: int, role: str, tier: str
) -> MadeUpMember:
    given, _, family = next(names)
    username = given.lower()
    while username in used:
        username += family[0].lower()
    used.add(username)
    sessions = dice.choice((6, 8, 10))
    return MadeUpMember(username, f"{given} {family}", role, tier, sessions, password_of(username, seed))
