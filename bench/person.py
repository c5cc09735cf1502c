"""
The pages of one person against the same rows read by psycopg alone: the page of the person with five actions and 300 facts,
and, with 300 contacts and 40 versions of the shared plan, the same page and the plan.

Measured as the board is: the whole answer against the statements that this page sends.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from bench.turns import Line, in_turns, own_database, raw, read, reads_of, signed_in

NUMBER_OF_FACTS = 300
NUMBER_OF_CONTACTS = 300
NUMBER_OF_VERSIONS = 40


def main() -> list[Line]:
    """Measure the page in a database of its own, on a list of 50 people."""
    with own_database():
        from crowd import a_busy_team
        from kith.act.clock import now

        busy = a_busy_team(number=50, at=now(), name="Bench", seed=1)
        _write_facts(busy.account_ids[0], busy.person_ids[0], now())
        client, address = signed_in(busy.account_ids[0]), f"/person/{busy.person_ids[0]}/"
        lines = [_measure(f"person page, {NUMBER_OF_FACTS} facts", client, address)]
        _write_contacts(busy, now())
        _write_plan(busy, now())
        past = f"{NUMBER_OF_CONTACTS} contacts, {NUMBER_OF_VERSIONS} plan versions"
        lines.append(_measure(f"person page, {past}", client, address))
        lines.append(_measure(f"shared plan, {past}", client, f"{address}plan/"))
    return lines


def _measure(what: str, client: Any, address: str) -> Line:
    reads = reads_of(client, address)
    with raw() as opened:
        kith, limit = in_turns(lambda: client.get(address), lambda: read(opened, reads))
    return Line(what, kith, "raw rows", limit)


def _write_contacts(busy: Any, at: datetime) -> None:
    from crowd import writing
    from kith.act.context import standing
    from kith.contact.models import Contact

    with standing(account_id=busy.account_ids[0], role="nurse", at=at) as act, writing(act) as by:
        Contact.objects.bulk_create(
            Contact(
                team_id=busy.team_id,
                person_id=busy.person_ids[0],
                act_id=by,
                member_id=busy.member_ids[number % len(busy.member_ids)],
                way="visit",
                state="made",
                happened_at=at - timedelta(days=number + 1),
                note=f"Visit {number}",
            )
            for number in range(NUMBER_OF_CONTACTS)
        )


def _write_plan(busy: Any, at: datetime) -> None:
    from kith.act.context import standing
    from kith.plan.operations import Change, start, write
    from kith.plan.rules import Content, Section

    texts = [Section.MATTERS, Section.PEOPLE, Section.HELP, Section.STRENGTHS]
    seen: dict[Section, int] = {}
    where = {"team_id": busy.team_id, "person_id": busy.person_ids[0]}

    def act_at(number: int) -> Any:
        moment = at + timedelta(microseconds=number)
        return standing(account_id=busy.account_ids[0], role="nurse", at=moment)

    with act_at(0) as act:
        start(act=act, **where)
    for number in range(NUMBER_OF_VERSIONS):
        section = texts[number % len(texts)]
        with act_at(number + 1) as act:
            change = Change(Content(f"What is said in version {number}."), "She said so", seen.get(section))
            seen[section] = write(act=act, **where, section=section, change=change)


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
