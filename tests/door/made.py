"""Links as the tests of doors make them: for a matter of their own, to one contact at an agency."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from builders import AT, ATeam, Someone, an_act
from kith.act import Act, ids, operation
from kith.act.context import keeping_refusals, write_refusals
from kith.door import links
from kith.door.entering import act_by_link
from kith.door.links import Wanted
from kith.message import outward
from kith.message.outward import Outward

MATTER = "test matter"
ISSUE, SETTLED, SEND, USE = "test.issue_link", "test.end_link", "test.send_outward", "test.use_link"
JO = UUID(int=77)
"""The contact: Jo Bell, Wexcombe Homes."""
UNTIL = AT + timedelta(days=4)


@dataclass
class Told:
    """What the package behind a link was told, and what it says when it is asked."""

    holds: bool = True
    ended: list[tuple[UUID, str]] = field(default_factory=list)


@operation(ISSUE)
def issue(*, act: Act, wanted: Wanted) -> UUID:
    return links.issue(act, wanted).link_id


@operation(SETTLED)
def end(*, act: Act, for_id: UUID, because: str) -> int:
    return links.end(act, for_what=MATTER, for_id=for_id, because=because)


@operation(USE)
def use(*, act: Act, link_id: UUID) -> int:
    links.use(act, link_id)
    return 0


@operation(SEND)
def send(*, act: Act, wanted: Outward) -> UUID:
    return outward.send(act, wanted)


def a_link(
    team: ATeam, person_id: UUID, *, until: datetime = UNTIL, code: bool = False, for_id: UUID | None = None,
    contact_id: UUID = JO, name: str = "Jo Bell, Wexcombe Homes", at: datetime = AT,
    by: Someone | None = None,
) -> UUID:  # fmt: skip
    """Return a new link, made by the nurse unless told otherwise."""
    wanted = Wanted(person_id, team.id, MATTER, for_id or ids.new(), contact_id, name, until, code=code)
    with an_act(by or team.nurse, at) as act:
        return issue(act=act, wanted=wanted)


@contextmanager
def by_link(link_id: UUID, at: datetime = AT) -> Iterator[Act]:
    """Give a transaction of whoever holds a link, and the act to write with."""
    with keeping_refusals() as waiting:
        try:
            with transaction.atomic():
                yield act_by_link(link_id, at)
        finally:
            write_refusals(waiting)
