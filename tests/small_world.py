"""A world small enough to see through: two teams, a member of each, one person that only the first team reaches."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from kith.access import operations as access
from kith.access.home import as_kith, with_key
from kith.access.models import Account
from kith.access.queries import kith_account_id
from kith.act import Act, ids, operation
from kith.act.context import standing
from kith.database.templates import Clone
from kith.person.models import Person
from kith.policy.queries import rights, roles
from kith.policy.rules import Right

AT = datetime(2026, 6, 8, 7, 22, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """Who and what there is."""

    ama: UUID
    tom: UUID
    north: UUID
    south: UUID
    doris: UUID

    def as_ama(self, at: datetime = AT) -> AbstractContextManager[Act]:
        """Return a transaction of the member who reaches Doris."""
        return standing(account_id=self.ama, role="nurse", at=at)

    def as_tom(self, at: datetime = AT) -> AbstractContextManager[Act]:
        """Return a transaction of the member of the other team."""
        return standing(account_id=self.tom, role="nurse", at=at)


@operation("test.world")
def make_world(*, act: Act, seats_until: datetime, reach_until: datetime) -> list[UUID]:
    """Make two teams, two seats and one person, seats and reach ending at these moments."""
    ama, tom, north, south, doris = (ids.new() for _ in range(5))
    for account, name in ((ama, "Ama"), (tom, "Tom")):
        Account(id=account, username=name.lower(), name=name, password="!", act_id=act.id).save(force_insert=True)
    for account, team in ((ama, north), (tom, south)):
        access.make_team_key(act=act, team_id=team)
        access.open_seat(act=act, account_id=account, team_id=team, role="nurse", until=seats_until)
        access.open_seat(act=act, account_id=kith_account_id(), team_id=team, role="kith")
    access.make_person_keys(act=act, person_ids=[doris])
    access.open_reach(act=act, person_ids=[doris], team_id=north, why="on the list", until=reach_until)
    Person(id=doris, family="Pettigrew", given="Doris", act_id=act.id).save(force_insert=True)
    return [ama, tom, north, south, doris]


@pytest.fixture
def may() -> Iterator[Callable[[str], None]]:
    """Let every role decide a command that only these tests have."""
    added: list[str] = []

    def allow(command: str) -> None:
        groups = {role.group for role in roles().values()}
        rights()[command] = Right("TEST", command, "Only in tests.", dict.fromkeys(groups, "decide"))
        added.append(command)

    yield allow
    for command in added:
        del rights()[command]


@pytest.fixture
def a_world(fresh_database: Clone, may: Callable[[str], Any]) -> Callable[[int, int], World]:
    """Return a maker of the small world, in a database of its own: hours until its seats and its reach end."""
    may("test.world")

    def make(seat_hours: int, reach_hours: int) -> World:
        with as_kith(at=AT) as act:
            ends = {"seats_until": AT + timedelta(hours=seat_hours), "reach_until": AT + timedelta(hours=reach_hours)}
            return World(*make_world(act=with_key(act), **ends))

    return make


@pytest.fixture
def world(a_world: Callable[[int, int], World]) -> World:
    """Return the small world; seats and reach last the whole day."""
    return a_world(24, 24)
