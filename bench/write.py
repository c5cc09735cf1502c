"""
Writing an action: the whole request against a bare answer of the same server, the operation alone against its rows.

The limit of the operation: the rows that it leaves (action, step, trail entry, receipt) written raw, as `raw_rows` does.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from bench.raw_rows import rows_alone
from bench.turns import Line, in_turns, own_database, raw, signed_in

TABLES = {"action_action": "act_id", "action_step": "act_id", "trail_entry": "id", "act_receipt": "act_id"}
"""Where an action leaves rows, and by which column its act is found."""
TURNS = 40


def main() -> list[Line]:
    """Measure both in a database of its own, on a list of 50 people."""
    with own_database():
        from crowd import Busy, a_busy_team
        from kith.act.clock import now

        busy: Busy = a_busy_team(number=50, at=now(), name="Bench", seed=1)
        with raw("owner") as opened:
            request, answer, alone, limit = in_turns(
                _by_page(busy.account_ids[0], busy.member_ids[0], busy.person_ids[0]),
                _bare(busy.account_ids[0]),
                _by_operation(busy.account_ids[0], busy.team_id, busy.member_ids[0], busy.person_ids[0]),
                rows_alone(opened, busy.account_ids[0], TABLES, "action_action"),
                turns=TURNS,
            )
    return [
        Line("write an action, whole request", request, "bare answer", answer),
        Line("write an action, operation alone", alone, "raw rows", limit),
    ]


def _by_page(account_id: UUID, member_id: UUID, person_id: UUID) -> Callable[[], None]:
    client, address = signed_in(account_id), f"/person/{person_id}/action/add/"

    def write() -> None:
        form = {"key": str(uuid4()), "what": "Ring the pharmacy", "who": str(member_id), "by": "week"}
        answer = client.post(address, form)
        assert answer.status_code == 302, answer.content.decode()

    return write


def _bare(account_id: UUID) -> Callable[[], object]:
    client = signed_in(account_id)
    return lambda: client.get("/healthz")


def _by_operation(account_id: UUID, team_id: UUID, member_id: UUID, person_id: UUID) -> Callable[[], None]:
    from kith.act.clock import now
    from kith.act.context import standing
    from kith.action import operations as actions

    def write() -> None:
        at = now()
        with standing(account_id=account_id, role="nurse", at=at) as act:
            actions.add(
                act=act,
                team_id=team_id,
                person_id=person_id,
                what="Ring the pharmacy",
                owner_id=member_id,
                due_at=at + timedelta(days=3),
            )

    return write
