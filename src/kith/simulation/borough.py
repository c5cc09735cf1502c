"""The invented borough: its teams, staff and people, from a seed. Pure: no database, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from kith.person.rules import nhs_number
from kith.simulation.words import (
    FAMILY_NAMES,
    GIVEN_NAMES,
    NEEDS,
    ROLES_OF_A_TEAM,
    TEAM_NAMES,
    WHAT_MATTERS,
)

SEVEN_DAY_TEAM = 2
"""Which of the teams works every day of the week."""


@dataclass(frozen=True, slots=True)
class MadeUpMember:
    """A member of staff, before there is an account."""

    username: str
    name: str
    role: str
    tier: str
    sessions: int


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
    """A team: its members (the first leads it), those on its list at the start, and those who come later."""

    name: str
    slug: str
    works_every_day: bool
    members: tuple[MadeUpMember, ...]
    people: tuple[MadeUpPerson, ...]
    to_come: tuple[MadeUpPerson, ...]


@dataclass(frozen=True, slots=True)
class Borough:
    """A made-up place and its three teams."""

    name: str
    slug: str
    teams: tuple[MadeUpTeam, ...]


def made_up_borough(*, seed: int, number_of_people: int, number_of_days: int, today: date) -> Borough:
    """
    Return the borough that a seed always gives: three teams that share the people evenly.

    Birth dates are reckoned from `today`; each team gets more people to come, one for every second day lived.
    """
    dice = Random(seed)  # noqa: S311  (made-up people, not secrets)
    names = _names(dice)
    used: set[str] = set()
    numbers = made_up_numbers()
    share, rest = divmod(number_of_people, len(TEAM_NAMES))
    teams = []
    for index, team in enumerate(TEAM_NAMES):
        people = [_person(dice, next(names), next(numbers), today) for _ in range(share + (index < rest))]
        to_come = [_person(dice, next(names), next(numbers), today) for _ in range(number_of_days // 2 + 2)]
        members = tuple(_member(dice, names, used, role, tier) for role, tier in ROLES_OF_A_TEAM)
        slug = team.lower().replace(" ", "-")
        teams.append(MadeUpTeam(team, slug, index == SEVEN_DAY_TEAM, members, tuple(people), tuple(to_come)))
    return Borough("Ashmere", "ashmere", tuple(teams))


def made_up_numbers() -> Iterator[str]:
    """Yield the valid test NHS numbers of the 999 range, so that no real person's number is ever made."""
    for start in range(1_000_000):
        yield from (number for digit in range(10) if (number := nhs_number(f"999{start:06d}{digit}")))


def _names(dice: Random) -> Iterator[tuple[str, str, str]]:
    pairs = [(given, sex, family) for given, sex in GIVEN_NAMES for family in FAMILY_NAMES]
    dice.shuffle(pairs)
    return iter(pairs)


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
        cadence_days={"low": 28, "medium": 14, "high": 7}[risk],
    )


def _member(dice: Random, names: Iterator[tuple[str, str, str]], used: set[str], role: str, tier: str) -> MadeUpMember:
    given, _, family = next(names)
    username = given.lower()
    while username in used:
        username += family[0].lower()
    used.add(username)
    return MadeUpMember(username, f"{given} {family}", role, tier, dice.choice((6, 8, 10)))
