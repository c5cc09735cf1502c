"""
The board at 50 and 500 people against the same rows read by psycopg alone, in turns in one run.

Kith: the whole answer, from the session to the commit, with row-level security, words, page and trail. The limit: a
connection of its own sends the statements that this board sends, with the same context, and takes the rows.
"""

from bench.turns import Line, in_turns, own_database, raw, read, reads_of, signed_in

SIZES = (50, 500)


def main() -> list[Line]:
    """Measure both sizes in a database of its own."""
    with own_database():
        return [_measure(number) for number in SIZES]


def _measure(number: int) -> Line:
    from crowd import a_busy_team
    from kith.act.clock import now

    busy = a_busy_team(number=number, at=now(), name=f"Bench {number}", seed=number)
    client, address = signed_in(busy.account_ids[0]), f"/board/{busy.slug}/"
    reads = reads_of(client, address)
    with raw() as opened:
        kith, limit = in_turns(lambda: client.get(address), lambda: read(opened, reads))
    return Line(f"board, {number} people", kith, "raw rows", limit)
