"""
The page of one person with five actions, a dozen contacts and 300 facts, against the same rows read by psycopg alone.

Measured as the board is: the whole answer against the statements that this page sends.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from bench.turns import Line, in_turns, own_database, raw, read, reads_of, signed_in

NUMBER_OF_FACTS = 300


def main() -> list[Line]:
    """Measure the page in a database of its own, on a list of 50 people."""
    with own_database():
        from crowd import a_busy_team
        from kith.act.clock import now

        busy = a_busy_team(number=50, at=now(), name="Bench", seed=1)
        _write_facts(busy.account_ids[0], busy.person_ids[0], now())
        client, address = signed_in(busy.account_ids[0]), f"/person/{busy.person_ids[0]}/"
        reads = reads_of(client, address)
        with raw() as opened:
            kith, limit = in_turns(lambda: client.get(address), lambda: read(opened, reads))
    return [Line(f"person page, {NUMBER_OF_FACTS} facts", kith, "raw rows", limit)]


def _write_facts(account_id: UUID, person_id: UUID, at: datetime) -> None:
    from crowd import writing
    from kith.act.context import standing
    from kith.record.models import Fact
    from kith.record.rules import KINDS

    kinds = sorted(KINDS)
    with standing(account_id=account_id, role="nurse", at=at) as act, writing(act) as by:
        Fact.objects.bulk_create(
            Fact(
                person_id=person_id,
                act_id=by,
                kind=kinds[number % len(kinds)],
                label=f"Fact {number % 90}",
                number=number,
                starts_at=at - timedelta(days=number),
                starts_precision="day",
                source_system="GP record",
                source_id=str(uuid4()),
            )
            for number in range(NUMBER_OF_FACTS)
        )
