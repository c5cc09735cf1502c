"""What ends for partners with a death, or when two records become one: nobody is asked any more, and no link opens anything."""

from uuid import UUID

from kith.act import Act
from kith.alignment import queries
from kith.alignment.rules import State
from kith.alignment.sending import end


def withdraw_all(act: Act, *, person_id: UUID, team_id: UUID, because: str) -> list[UUID]:
    """
    Take back every request of a team about somebody that is waited for; return them. Inside an operation.

    One statement where there is none.
    """
    waiting = [
        one
        for one in queries.requests_of(person_ids=[person_id])
        if one.team_id == team_id and (one.kept is State.SENT or one.owner_id is not None)
    ]
    for one in waiting:
        end(act, one, because, as_state=State.WITHDRAWN)
    return [one.id for one in waiting]
