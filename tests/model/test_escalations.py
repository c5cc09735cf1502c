"""
Escalations, questions to see a record and following against a plain model of their own: commands in any order, time passing.

What is compared after each: where each escalation stands, that each that is not closed has exactly one piece of work, and
whose it is; what became of each question, and its work; who follows whom.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from builders import AT, ATeam, Someone, a_home, a_person, a_team, an_act
from cloning import using
from doctor_world import connected_as_superuser, drop_as_superuser
from kith.access.home import as_kith
from kith.act import Refusal
from kith.act.context import standing
from kith.board.following import follow, unfollow
from kith.database.templates import clone
from kith.escalation import moving, operations
from kith.escalation.queries import one
from kith.handover.asking import answer_ask, ask_to_see, withdraw_ask
from kith.team.queries import members
from machine import become, rows

COMMIT = settings(
    max_examples=6, stateful_step_count=25, deadline=None, derandomize=True, print_blob=True, database=None
)
NIGHTLY = settings(max_examples=200, stateful_step_count=60, deadline=None, print_blob=True)
UNTIL_CAUGHT = settings(COMMIT, max_examples=50, phases=[Phase.generate], report_multiple_bugs=False)
NUMBER, BORN = "9434765919", date(1942, 3, 12)
LAST = AT + timedelta(hours=6)
"""Until when time passes: the duty lead is there."""
URGENT, EMERGENCY = "urgent", "emergency"
ROUTES = {URGENT: (2, "urgent-review", {3: 15, 4: 15}), EMERGENCY: (4, "emergency", {1: 5, 3: 5})}
"""Level, route, and the steps that somebody is there for, with the minutes that each has; the last repeats."""
STEPS = {route: steps for _level, route, steps in ROUTES.values()}


@dataclass(frozen=True)
class Place:
    """Two teams of one place, and the on-call cover of the first."""

    north: ATeam
    south: ATeam
    cover: Someone


@pytest.fixture(scope="module")
def place(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[Place]:
    """Return the place, and a connection from which nothing is hidden."""
    with django_db_blocker.unblock():
        copy = clone(template)
        with using(copy):
            a_home(AT - timedelta(days=14))
            north = a_team("North")
            south = a_team("South", place_id=north.place_id)
            with an_act(north.lead):
                [cover] = [member for member in members(team_id=north.id, at=AT) if member.role == "on-call"]
            on_call = Someone(cover.id, cover.account_id, north.id, cover.name, "", cover.role)
            with connected_as_superuser():
                yield Place(north, south, on_call)
        drop_as_superuser(copy)


@dataclass
class Worry:
    """An escalation as the model has it; `owner` has its one piece of work, None once it is closed."""

    level: int
    route: str
    step: int
    until: datetime
    owner: UUID | None
    state: str = "open"
    told: bool = False
    asked: set[UUID] = field(default_factory=set)


class Rounds(RuleBasedStateMachine):
    """Members who worry, answer, tell and close, ask to see and answer, follow and stop; a clock that goes on."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place, self.at, self.keys = place, AT, 0
        self.worries: dict[UUID, Worry] = {}
        self.asks: dict[UUID, str] = {}
        self.follows: set[tuple[UUID, UUID]] = set()
        self.around = transaction.atomic()
        self.around.__enter__()

    def teardown(self) -> None:
        """Undo everything."""
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        """Put three people on the list of North, one with a number and a birth date."""
        become("kith_app")
        north = self.place.north
        numbered = {"nhs_number": NUMBER, "no_nhs_number_because": "", "birth_date": BORN}
        self.people = [a_person(north), a_person(north, "Brian Ashworth"), a_person(north, "Dora Hill", **numbered)]

    # Sending

    def _who(self, index: int) -> Someone:
        north = self.place.north
        return [north.lead, north.nurse, north.social_worker, self.place.cover][index]

    def _do(self, sender: Someone, expected: str, command: Any, /, **body: Any) -> Any:
        """Send a command that is refused as expected ('' for done); return what it answered."""
        self.at += timedelta(seconds=7)
        self.keys += 1
        note(f"{self.at:%H:%M:%S} {sender.name} {command.__name__} {body}: expected {expected or 'done'}")
        refused, answer = "", None
        try:
            with standing(account_id=sender.account_id, role=sender.role, at=self.at, key=f"key {self.keys}") as act:
                answer = command(act=act, **body)
        except Refusal as refusal:
            refused = type(refusal).__name__
        assert refused == expected, f"refused as {refused or 'nothing'}, expected {expected or 'done'}"
        return answer

    def _open_of(self, person: UUID) -> UUID | None:
        with an_act(self.place.north.lead, self.at):
            found = [key for key, worry in self.worries.items() if worry.state != "closed"]
            return next((key for key in found if one(escalation_id=key).person_id == person), None)

    def _version(self, key: UUID) -> int:
        with an_act(self.place.north.lead, self.at):
            return one(escalation_id=key).version

    def _ask(self, worry: Worry, step: int) -> None:
        worry.step, worry.until = step, self.at + timedelta(minutes=STEPS[worry.route][step])
        is_last = step == max(STEPS[worry.route])
        worry.owner = self.place.cover.member_id if is_last else self.place.north.lead.member_id
        worry.asked.add(worry.owner)

    # The commands

    @rule(who=st.sampled_from([1, 2]), person=st.integers(0, 1), wanted=st.sampled_from([URGENT, URGENT, EMERGENCY]))
    def worry(self, who: int, person: int, wanted: str) -> None:
        """Raise a worry: it opens an escalation, or joins the one there is, asking anew when it is worse or answered."""
        level, route, steps = ROUTES[wanted]
        there = self._open_of(self.people[person])
        body = {"team_id": self.place.north.id, "person_id": self.people[person], "worry": "Grey", "wanted": wanted}
        key = self._do(self._who(who), "", operations.raise_, **body)
        assert there in (None, key), "one not closed at a time"
        now = self.worries.setdefault(key, Worry(0, route, 0, self.at, None))
        if level > now.level or (now.state == "answered" and level >= now.level):
            now.level, now.route, now.state = max(level, now.level), route, "open"
            self._ask(now, min(steps))
        self.compare()

    @rule(who=st.integers(0, 3), which=st.integers(0, 5), decision=st.sampled_from(["I go", "I go", " "]))
    def respond(self, who: int, which: int, decision: str) -> None:
        """Answer an escalation: whoever was asked, takes the duty or may close it; the work is theirs from then on."""
        if not self.worries:
            return
        key, sender = [*self.worries][which % len(self.worries)], self._who(who)
        now = self.worries[key]
        may = sender.member_id in now.asked or sender in (self.place.north.lead, self.place.cover)
        expected = "Refusal" if now.state != "open" or not decision.strip() else "" if may else "NotAllowed"
        body = {"escalation_id": key, "version": self._version(key), "decision": decision}
        self._do(sender, expected, operations.respond, **body)
        if not expected:
            now.state, now.owner = "answered", sender.member_id
        self.compare()

    @rule(which=st.integers(0, 5), who=st.integers(0, 3))
    def tell(self, which: int, who: int) -> None:
        """Write down who was told."""
        if self.worries:
            key = [*self.worries][which % len(self.worries)]
            self._do(self._who(who), "", operations.tell, escalation_id=key, who="Her son", how="phone")
            self.worries[key].told = True
            self.compare()

    @rule(
        which=st.integers(0, 5),
        who=st.sampled_from([3, 3, 3, 0, 1]),
        outcome=st.sampled_from(["Better", "Better", " "]),
    )
    def close(self, which: int, who: int, outcome: str) -> None:
        """Close an escalation: only the cover may here, and only when it is answered, told of and has an outcome."""
        if not self.worries:
            return
        key, sender = [*self.worries][which % len(self.worries)], self._who(who)
        now = self.worries[key]
        is_ready = now.state == "answered" and now.told and bool(outcome.strip())
        expected = "OnlyProposed" if sender != self.place.cover else "" if is_ready else "Refusal"
        body = {"escalation_id": key, "version": self._version(key), "outcome": outcome}
        self._do(sender, expected, operations.close, **body)
        if not expected:
            now.state, now.owner = "closed", None
        self.compare()

    @rule(minutes=st.sampled_from([1, 6, 16]))
    def wait(self, minutes: int) -> None:
        """Let time pass: what is past its time goes on to the next step; the last asks again."""
        if self.at > LAST:
            return
        self.at += timedelta(minutes=minutes, seconds=7)
        with as_kith(at=self.at, channel="job") as act:
            moving.move_on(act=act, team_id=self.place.north.id)
        for now in self.worries.values():
            if now.state == "open" and now.until < self.at:
                later = [step for step in STEPS[now.route] if step > now.step]
                self._ask(now, min(later, default=now.step))
        self.compare()

    @rule()
    def ask(self) -> None:
        """Ask to see the record of somebody of the other team, unless one sees it already."""
        if "yes" in self.asks.values():
            return
        said = {"stated_role": "nurse", "because": "her leg"}
        key = self._do(self.place.south.nurse, "", ask_to_see, nhs_number=NUMBER, born=BORN, **said)
        assert ("waiting" in self.asks.values()) == (self.asks.get(key) == "waiting"), "one that waits at a time"
        self.asks[key] = "waiting"
        self.compare()

    @rule(which=st.integers(0, 3), yes=st.booleans())
    def let_in(self, which: int, yes: bool) -> None:
        """Say yes or no to a question."""
        if self.asks:
            key = [*self.asks][-1 - which % len(self.asks)]
            expected = "" if self.asks[key] == "waiting" else "Refusal"
            self._do(self.place.north.lead, expected, answer_ask, ask_id=key, yes=yes, because="we see to it")
            self.asks[key] = self.asks[key] if expected else "yes" if yes else "no"
            self.compare()

    @rule(which=st.integers(0, 3), own=st.integers(0, 4))
    def take_back(self, which: int, own: int) -> None:
        """Withdraw a question: mostly one's own."""
        if self.asks:
            key = [*self.asks][-1 - which % len(self.asks)]
            expected = "NotVisible" if not own else "" if self.asks[key] == "waiting" else "Refusal"
            sender = self.place.south.nurse if own else self.place.south.lead
            self._do(sender, expected, withdraw_ask, ask_id=key)
            self.asks[key] = self.asks[key] if expected else "withdrawn"
            self.compare()

    @rule(who=st.integers(0, 2), person=st.integers(0, 2), stops=st.booleans())
    def follow(self, who: int, person: int, stops: bool) -> None:
        """Follow somebody, or stop."""
        sender, pair = self._who(who), (self._who(who).account_id, self.people[person])
        expected = "Refusal" if stops and pair not in self.follows else ""
        self._do(sender, expected, unfollow if stops else follow, person_id=self.people[person])
        self.follows = self.follows - {pair} if stops else self.follows | {pair}
        self.compare()

    def compare(self) -> None:
        """Compare everything that both hold."""
        become("none")
        held = {
            key: (level, route, step, until, state)
            for key, level, route, step, until, state in rows(
                "select id, level, route, step, respond_by, state from escalation_escalation where team_id = %s",
                self.place.north.id,
            )
        }
        plain = {key: (one.level, one.route, one.step, one.until, one.state) for key, one in self.worries.items()}
        assert held == plain, f"escalations differ: {held}, {plain}"
        work = rows("select origin_id, owner_id from action_action where origin_kind = 'escalation' and state = 'open'")
        wanted = [(key, one.owner) for key, one in self.worries.items() if one.owner]
        assert sorted(work) == sorted(wanted), f"the work of escalations differs: {work}, {wanted}"
        asks = dict(rows("select id, state from handover_ask"))
        assert asks == self.asks, f"questions differ: {asks}, {self.asks}"
        waits = rows("select origin_id from action_action where origin_kind = 'ask' and state = 'open'")
        assert [key for (key,) in waits] == [key for key, state in asks.items() if state == "waiting"]
        opened = rows("select count(*) from access_reach where account_id = %s", self.place.south.nurse.account_id)
        assert opened == [(sum(state == "yes" for state in asks.values()),)], "only a yes opens the record"
        assert set(rows("select account_id, person_id from board_follow where upper_inf(during)")) == self.follows
        become("kith_app")


def test_escalations_questions_and_follows_do_what_the_plain_model_says(place: Place) -> None:
    run_state_machine_as_test(lambda: Rounds(place), settings=COMMIT)


@pytest.mark.nightly  # two minutes of commands
def test_many_escalations_questions_and_follows_do_what_the_plain_model_says(place: Place) -> None:
    run_state_machine_as_test(lambda: Rounds(place), settings=NIGHTLY)


def cancel_nothing(**_: Any) -> list[Any]:
    """Leave the work of a step that is over."""
    return []


def test_an_escalation_left_without_work_is_caught(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answerer's work is not made: whoever was asked has finished, and nobody sees it through; the database refuses."""
    monkeypatch.setattr(operations, "_see_through", lambda act, row, own, team: row.ask_id)
    with pytest.raises(AssertionError, match="refused as Refusal, expected done|work of escalations differs"):
        run_state_machine_as_test(lambda: Rounds(place), settings=UNTIL_CAUGHT)


def test_a_step_that_is_over_and_keeps_its_work_is_caught(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "cancel_because", cancel_nothing)
    with pytest.raises(AssertionError, match="the work of escalations differs"):
        run_state_machine_as_test(lambda: Rounds(place), settings=UNTIL_CAUGHT)
