"""
Asking for things of another team: every route filled with them, as every role, and what a refusal must look like.

A route with a parameter that stands in none of the tables below fails the walk: say there what it means.
"""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import psycopg
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve, reverse

from builders import AT
from kith.act import ids
from world_of_teams import TODAY, Held, TwoTeams

Method = Literal["get", "post"]

OBJECTS: Mapping[str, Callable[[Held], UUID | str]] = {
    "team": lambda held: held.team.slug,
    "person_id": lambda held: held.people[0],
    "other_id": lambda held: held.people[1],
    "action_id": lambda held: held.open_action,
    "offer_id": lambda held: held.offer_id,
    "escalation_id": lambda held: held.escalation_id,
    "spared_id": lambda held: held.spared_id,
    "concern_id": lambda held: held.concern_id,
    "proposal_id": lambda held: held.proposal_id,
    "file_id": lambda held: held.file_id,
    "row_id": lambda held: held.spared_id,
    "release_id": lambda held: held.release_id,
    "export_id": lambda held: held.export_id,
    "contact_id": lambda held: held.planned,
    "carer_id": lambda held: held.carer_id,
    "case_id": lambda held: held.weekly_case,
    "meeting_id": lambda held: held.weekly_meeting,
    "entry_id": lambda held: held.entry_ids[0],
    "intake_id": lambda held: held.intake_id,
    "alike_id": lambda held: held.alike_id,
    "ask_id": lambda held: held.ask_id,
    "member_id": lambda held: held.team.nurse.member_id,
    "absence_id": lambda held: held.absence_id,
    "huddle_id": lambda held: held.open_huddle,
    "remark_id": lambda held: held.remark,
    "item_id": lambda held: held.open_items[0],
    "view_id": lambda held: held.view_id,
    "version_id": lambda held: held.version_id,
    "line_id": lambda held: held.line_id,
    "note_id": lambda held: held.note_id,
    "series_id": lambda held: held.series_id,
    "mdt_id": lambda held: held.mdt_meeting,
    "mdt_case_id": lambda held: held.mdt_case,
    "telling_id": lambda held: held.mdt_telling,
    "request_id": lambda held: held.request_id or UUID(int=0),
    "agency_id": lambda held: held.agency_id,
    "partner_contact_id": lambda held: held.partner_contact_id,
    "involved_id": lambda held: held.involved_id,
    "objection_id": lambda held: held.objection_id,
    "override_id": lambda held: held.override_id,
    "doing_id": lambda held: held.doing_id,
    "contradiction_id": lambda held: held.contradiction_id,
}
"""What a parameter of a route names: a thing that belongs to one team."""

PLAIN: Mapping[str, str] = {
    "token": "no-such-link", "table": "news2", "kind": "condition", "section": "help", "day": TODAY.isoformat(), "line": "cohort",
    "purpose": "coordinate-care",
}  # fmt: skip
"""Parameters that name no thing of a team."""


KINDS: Mapping[str, str] = {
    "mdt_id": "mdt", "mdt_case_id": "mdt case", "telling_id": "mdt telling",
    "series_id": "series", "request_id": "partner request",
    "line_id": "line", "note_id": "note", "offer_id": "offer", "view_id": "view", "version_id": "version",
    "escalation_id": "escalation", "spared_id": "spared", "proposal_id": "proposal",
    "concern_id": "concern",
    "file_id": "file", "release_id": "release", "export_id": "export", "row_id": "row",
    "person_id": "person", "carer_id": "carer", "agency_id": "agency", "doing_id": "doing",
    "contradiction_id": "contradiction",
    "case_id": "case", "meeting_id": "meeting",
    "action_id": "action", "contact_id": "contact", "entry_id": "list entry", "intake_id": "intake",
    "alike_id": "alike", "ask_id": "ask",
    "member_id": "member", "absence_id": "absence", "item_id": "huddle item", "huddle_id": "huddle",
    "remark_id": "remark", "team": "team",
}  # fmt: skip
"""What the trail calls what a parameter names, the most particular first."""


def asked_for(address: str) -> tuple[str, UUID | None]:
    """Return the kind and id that the trail should name for an address; a team named by its address has no id."""
    named = resolve(address).kwargs
    parameter = next(name for name in KINDS if name in named)
    return KINDS[parameter], named[parameter] if parameter != "team" else None


def absent(name: str) -> UUID | str:
    """Return the name of something of this kind that there is not."""
    return "nowhere-at-all" if name == "team" else ids.new()


@dataclass(frozen=True)
class Asker:
    """Somebody of the other team: how the tests call them, and what the session says of them."""

    name: str
    account_id: UUID
    acts_as: str = ""

    @property
    def role(self) -> str:
        """The role of the session."""
        return self.acts_as or self.name


def askers(world: TwoTeams) -> list[Asker]:
    """Return one of each kind of role on North; the nurse who covers South from tonight is not covering now."""
    team = world.north.team
    return [
        Asker("team-lead", team.lead.account_id),
        Asker("nurse", team.nurse.account_id),
        Asker("clinical-supervisor", world.supervisor.account_id),
        Asker("place-manager", world.manager.account_id),
        Asker("cover of tonight", world.cover.account_id, "nurse"),
    ]


@dataclass(frozen=True)
class Ask:
    """One address with things of the other team in it, and the same address with things that there are not."""

    route: str
    foreign: str
    missing: str


def routes() -> list[URLPattern]:
    """Return every address there is."""
    return list(get_resolver().url_patterns)


def parameters(pattern: URLPattern) -> list[str]:
    """Return the names in an address. Fails for one that nobody has explained here."""
    names = list(pattern.pattern.converters)
    unknown = [name for name in names if name not in OBJECTS and name not in PLAIN]
    assert not unknown, f"route {pattern.name} has {unknown}: say in tests/other_teams.py what it names"
    return names


def asks(own: Held, other: Held) -> Iterator[Ask]:
    """Give every address with a thing of the other team in it: alone, and beside things of one's own."""
    for pattern in routes():
        names = parameters(pattern)
        things = [name for name in names if name in OBJECTS]
        for foreign in itertools.chain.from_iterable(
            itertools.combinations(things, n) for n in range(1, len(things) + 1)
        ):
            plain = {name: PLAIN[name] for name in names if name in PLAIN}
            ours = {name: OBJECTS[name](own) for name in things if name not in foreign}
            theirs = {name: OBJECTS[name](other) for name in foreign}
            nothing = {name: absent(name) for name in foreign}
            yield Ask(
                str(pattern.name),
                reverse(str(pattern.name), kwargs=plain | ours | theirs),
                reverse(str(pattern.name), kwargs=plain | ours | nothing),
            )


def address_of(pattern: URLPattern, held: Held) -> str:
    """Return an address with the things of one team."""
    values = {name: PLAIN.get(name) or OBJECTS[name](held) for name in parameters(pattern)}
    return reverse(str(pattern.name), kwargs=values)


BODY: Mapping[str, Any] = {
    "version": "1", "text": "a comment", "reason": "a reason of some length", "outcome": "as planned", "what": "Ring her",
    "by": "tomorrow", "due": "tomorrow", "way": "phone", "state": "made", "note": "well", "day": "9", "month": "6",
    "year": "2026", "hour": "10", "minute": "0", "return_date": "2026-06-12", "because": "moved away",
    "holder": "themselves", "untold_because": "nobody to tell", "risk_tier": "high", "cadence_days": "7", "given": "New",
    "family": "Person", "confirm": "yes", "press": "yes",
}  # fmt: skip
"""Fields that some form or other takes, so that a refusal is for the thing and not for an empty form."""


def signed_in(asker: Asker, at: datetime = AT) -> Client:
    """Return a browser that was active at a moment."""
    session = SessionStore()
    session.update({"account": str(asker.account_id), "role": asker.role, "active": at.timestamp()})
    session.save()
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def asked(client: Client, method: Method, address: str, **body: str) -> Any:
    """Ask for an address, with a fresh form key and a field for every form."""
    return client.get(address) if method == "get" else client.post(address, {**BODY, "key": str(ids.new()), **body})


_CHANGING = re.compile(rb'(name="(?:csrfmiddlewaretoken|key)" value=|nonce=|nonce-)"?[\w-]+"?')


def words(response: HttpResponse, address: str) -> tuple[int, bytes, dict[str, str]]:
    """Return an answer without what differs each time: tokens, keys, nonces, and the address that was asked for."""
    body = _CHANGING.sub(rb"\1", response.content).replace(address.encode(), b"")
    headers = {
        name: re.sub(r"nonce-[\w-]+", "", value).replace(address, "") for name, value in response.headers.items()
    }
    return response.status_code, body, headers


class Ledger:
    """What is written, seen by somebody from whom nothing is hidden."""

    NOT_COUNTED = ("django_session", "trail_entry")

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        names = [
            name
            for (name,) in connection.execute(
                "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
                " and not relispartition or relname = 'trail_look' order by 1"
            )
            if name not in self.NOT_COUNTED
        ]
        assert {"act_history", "act_receipt", "action_action", "trail_look", "message_message"} <= set(names)
        self.counts = " union all ".join(f"select '{name}', count(*) from {name}" for name in names)

    def rows(self) -> dict[str, int]:
        """Return how many rows each table has; a changed row adds one to the history."""
        return dict(self.connection.execute(self.counts).fetchall())

    def entries(self) -> int:
        """Return how many entries the trail has."""
        return int(self.connection.execute("select count(*) from trail_entry").fetchone()[0])  # type: ignore[index]

    def last(self, number: int) -> list[tuple[Any, ...]]:
        """Return account, outcome, whether people are named as concerned, kind and id asked for, of the last entries."""
        found = self.connection.execute(
            "select account_id, outcome, person_ids <> '{}', thing_kind, thing_id from trail_entry"
            " order by recorded_at desc, id limit %s",
            [number],
        ).fetchall()
        return found[::-1]


def walk(tried: Sequence[Ask], asker: Asker, method: Method, client: Client, ledger: Ledger) -> list[str]:
    """
    Return what is wrong with the answers to these asks; nothing when all is well.

    Rows are counted before the first and after the last; where they differ, all are asked again, each between two counts.
    """
    rows = ledger.rows()
    found = [fault for ask in tried for fault in faults(ask, asker, method, client, ledger)]
    if (after := ledger.rows()) == rows:
        return found
    wrote = [said for ask in tried if (said := _written(ask, method, client, ledger))]
    return [*found, f"{method} as {asker.name} wrote {_differing(rows, after)}", *wrote]


def _written(ask: Ask, method: Method, client: Client, ledger: Ledger) -> str:
    """Ask once more; return what was written by it, in words, '' when nothing was."""
    rows = ledger.rows()
    asked(client, method, ask.foreign), asked(client, method, ask.missing)
    after = ledger.rows()
    return "" if after == rows else f"{method} {ask.route} ({ask.foreign}) wrote {_differing(rows, after)}"


def _differing(rows: dict[str, int], after: dict[str, int]) -> list[str]:
    return [table for table in after if after[table] != rows[table]]


def faults(ask: Ask, asker: Asker, method: Method, client: Client, ledger: Ledger) -> list[str]:
    """
    Return what is wrong with the answers to one ask; nothing when all is well.

    Both the hidden and the missing are refused with the same words, and each leaves one refusal.
    """
    name = f"{method} {ask.route} as {asker.name} ({ask.foreign})"
    entries = ledger.entries()
    hidden, missing = asked(client, method, ask.foreign), asked(client, method, ask.missing)
    found = []
    if hidden.status_code not in (403, 404):
        found.append(f"{name}: answered {hidden.status_code} {hidden.headers.get('Location', '')}")
    if words(hidden, ask.foreign) != words(missing, ask.missing):
        found.append(f"{name}: hidden is answered {hidden.status_code}, missing {missing.status_code}, or other words")
    new = ledger.last(ledger.entries() - entries)
    if new != [(asker.account_id, "refused", False, *asked_for(address)) for address in (ask.foreign, ask.missing)]:
        found.append(f"{name}: the trail has {new}")
    return found
