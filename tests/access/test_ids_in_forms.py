"""
Ids inside forms: each form on a thing of one's own is sent with a member, person or team of another team in it.

Answered like an id that names nothing, nothing is written; the same form with an id of one's own is accepted, which is the
control that the form is whole.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from kith.act import ids
from other_teams import Asker, Ledger, signed_in, words
from world_of_teams import Held, TwoTeams

Named = Callable[[Held], UUID]


def nurse(held: Held) -> UUID:
    """A member."""
    return held.team.nurse.member_id


def lead(held: Held) -> UUID:
    """The duty lead."""
    return held.team.lead.member_id


def social_worker(held: Held) -> UUID:
    """Another member."""
    return held.team.social_worker.member_id


@dataclass(frozen=True)
class Form:
    """A form: its address, the rest of it, the field with an id in it (of its name or value), and what a good id would be."""

    route: str
    address: Callable[[Held], dict[str, object]]
    body: dict[str, str]
    field: str
    good: Named
    foreign: Named
    answers_nobody: bool = False

    def filled(self, value: UUID) -> dict[str, str]:
        """Return the form with an id in its field."""
        chosen = {self.field.replace("*", str(value)): "away"} if "*" in self.field else {self.field: str(value)}
        return {**self.body, **chosen}


def _person(held: Held) -> dict[str, object]:
    return {"person_id": held.people[3]}


def _team(held: Held) -> dict[str, object]:
    return {"team": held.team.slug}


WORK = {"what": "Ring her", "by": "next", "doer_kind": "member"}
MEETING = {"way": "phone", "day": "2026-06-09", "from": "10:00", "to": "11:00"}
FORMS = [
    Form("action-add", _person, WORK, "who", lead, nurse),
    Form("action-edit", lambda held: {"action_id": held.open_action}, {**WORK, "version": "1"}, "who", nurse, nurse),
    Form("contact-plan", _person, MEETING, "who", nurse, nurse),
    Form("contact-record", _person, {"way": "phone", "state": "made"}, "who", nurse, nurse),
    Form(
        "contact-made",
        lambda held: {"contact_id": held.planned},
        {"way": "phone", "state": "made", "version": "1"},
        "who",
        lead,
        nurse,
    ),
    Form(
        "list-entry",
        lambda held: {"entry_id": held.entry_ids[2]},
        {"version": "2", "deputy": ""},
        "named_lead",
        lead,
        nurse,
    ),
    Form("list-entry", lambda held: {"entry_id": held.entry_ids[3]}, {"version": "2"}, "deputy", lead, nurse),
    Form("day-lead", lambda held: {"entry_id": held.entry_ids[1]}, {"reason": "knows her"}, "member", nurse, nurse),
    Form(
        "look-through",
        lambda held: {"team": held.team.slug, "intake_id": held.intake_id},
        {},
        "person",
        lambda held: held.brought_in[0],
        lambda held: held.brought_in[0],
        answers_nobody=True,
    ),
    Form(
        "absence-add",
        _team,
        {"first_day": "2026-07-06", "last_day": "2026-07-07", "reason": "leave"},
        "member",
        nurse,
        nurse,
    ),
    Form("huddle-add", _team, {}, "person", lambda held: held.brought_in[1], lambda held: held.people[0]),
    Form("huddle-attendance", _team, {}, "how-*", social_worker, nurse),
    Form(
        "huddle-item",
        lambda held: {"team": held.team.slug, "item_id": held.open_items[0]},
        {"outcome": "action", "what": "Ring her", "by": "next", "version": "1"},
        "who",
        nurse,
        nurse,
    ),
    Form(
        "huddle-item",
        lambda held: {"team": held.team.slug, "item_id": held.open_items[1]},
        {"doing": "raise", "press": "raise", "raise_what": "fell again", "outcome": "escalation", "version": "1"},
        "raise_to",
        lead,
        lead,
    ),
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.route} {form.field}")
def test_id_of_another_team_in_a_form_is_answered_like_one_that_names_nothing(
    form: Form, world: TwoTeams, ledger: Ledger
) -> None:
    client = signed_in(Asker("team-lead", world.north.team.lead.account_id))
    address = reverse(form.route, kwargs=form.address(world.north))
    answers = [_sent(client, ledger, form, address, value) for value in (form.foreign(world.south), ids.new())]
    (foreign, written), (missing, _written) = answers
    assert words_without(foreign, address, form.foreign(world.south)) == words_without(missing, address, missing.named)
    assert foreign.status_code in ((302,) if form.answers_nobody else (403, 404, 409, 422)), foreign.headers
    assert written <= {"trail_look", *(["act_receipt"] if form.answers_nobody else [])}, "something was written"
    good, wrote = _sent(client, ledger, form, address, form.good(world.north))
    assert good.status_code == 302 and wrote - {"trail_look", "act_receipt"}, (good.status_code, wrote)


def _sent(client: Client, ledger: Ledger, form: Form, address: str, value: UUID) -> tuple[object, set[str]]:
    """Send a form with an id in its field; return the answer and the tables that have more rows for it."""
    rows = ledger.rows()
    response = client.post(address, {"key": str(ids.new()), **form.filled(value)})
    response.named = value
    after = ledger.rows()
    return response, {table for table in after if after[table] != rows[table]}


def words_without(response: object, address: str, named: UUID) -> tuple[int, bytes, dict[str, str]]:
    """Return an answer without what differs each time, and without the id that was sent."""
    status, body, headers = words(response, address)
    return status, body.replace(str(named).encode(), b""), headers
