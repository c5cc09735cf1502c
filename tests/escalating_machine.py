"""The machine with escalations: they open, are joined, go on, are answered and closed while everything else goes on."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from builders import Someone, an_act, with_key
from kith.access.home import as_kith
from kith.act import Act, Refusal
from kith.contact import operations as contact
from kith.escalation import moving, operations
from kith.handover.merging import merge, unmerge
from kith.huddle import operations as huddles
from kith.huddle.outcome_rules import Outcome
from kith.huddle.queries import huddle, whole
from kith.huddle.types import Decision
from machine import INDEX, KITH, OFF_BY, OPERATIONS, TEXT, WAY, Machine, become, mostly, rows, same
from plain_escalations import FOUND, WORRIES, Borough, Worry
from plain_model import UNFINISHED, Action, Sent

SEEN = {"passed out": {"lost_consciousness": "yes"}, "broke a hip": {"injury": "serious"}}
"""What is entered for what somebody saw."""


def _record(*, act: Act, saw: str = "", **body: Any) -> UUID:
    observations = {"observations": {"falls": SEEN[saw]}} if saw else {}
    return contact.record(act=act, **body, **observations)


OPERATIONS |= {
    "contact.record": _record,
    "escalation.raise": operations.raise_,
    "escalation.respond": operations.respond,
    "escalation.hand_on": operations.hand_on,
    "escalation.tell": operations.tell,
    "escalation.close": operations.close,
}
MAKES_WORK = {"contact.record", "contact.settle", "escalation.raise", "escalation.respond", "escalation.hand_on"}


class EscalatingMachine(Machine):
    """Everything that the machine does, with escalations among it."""

    model = Borough
    plain: Borough

    @initialize()
    def begin(self) -> None:
        """Begin as the machine does, with one escalation that is open."""
        super().begin()
        self._send(self.stage.north.nurse, "escalation.raise", **self._place(0), worry="Grey", wanted="urgent")

    def _version(self, thing: UUID, off_by: int) -> int:
        worry = self.plain.worries.get(thing)
        return worry.version + off_by if worry else super()._version(thing, off_by)

    def _made(self, sent: Sent) -> tuple[Any, ...]:
        if sent.command in MAKES_WORK:
            self._learn_what_was_made()
        return super()._made(sent)

    def _learn_what_was_made(self) -> None:
        worries = dict(self._rows_of("select track, id from escalation_escalation where opened_at = %s"))
        made = (  # a row that was changed has its moment from then on
            "select origin_id, id from action_action"
            " where origin_kind = 'escalation' and version = 1 and recorded_at = %s"
        )
        self.plain.now_has(worries, dict(self._rows_of(made)), self._reviews())

    def _reviews(self) -> dict[UUID, Action]:
        """Return the work of looking through a plan that was made or changed at this moment."""
        steps: dict[UUID, list[tuple[str, str]]] = {}
        for key, kind, text in self._rows_of(
            "select s.action_id, s.kind, s.text from action_step s join action_action a on a.id = s.action_id"
            " where a.kind = 'plan-review' and a.recorded_at = %s order by s.recorded_at, s.kind <> 'pass', s.id"
        ):
            steps.setdefault(key, []).append((kind, text))
        made = self._rows_of(
            "select id, team_id, person_id, what, owner_id, due_at, state, hold_reason, return_date, outcome, version"
            " from action_action where kind = 'plan-review' and recorded_at = %s"
        )
        return {key: Action(*values, steps=tuple(steps.get(key, ())), kind="plan-review") for key, *values in made}

    def _compare_rows(self) -> None:
        super()._compare_rows()
        same("escalations", self._worries(), {key: _seen(one) for key, one in self.plain.worries.items()})
        assert not self.plain.broken(), self.plain.broken()

    def _worries(self) -> dict[UUID, tuple[Any, ...]]:
        """Return what Kith holds of each escalation, as one from whom nothing is hidden."""
        return {
            key: tuple(values)
            for key, *values in rows(
                "select e.id, e.team_id, e.person_id, e.level, e.route, e.step, e.respond_by, e.state, s.member_id,"
                " case when e.state <> 'closed' then coalesce(e.through_id, e.ask_id) end, e.version"
                " from escalation_escalation e left join escalation_routestep s on s.escalation_id = e.id and s.\"end\" = ''"
                " where e.team_id = any(%s)",
                [team.id for team in self.teams],
            )
        }

    # The commands

    @rule(
        who=INDEX, person=INDEX, worry=mostly("Grey", "Not himself", seldom=[" "]), wanted=st.sampled_from([*WORRIES])
    )
    def worry(self, who: int, person: int, worry: str, wanted: str) -> None:
        """Raise a worry."""
        self._send(self._who(who), "escalation.raise", **self._place(person), worry=worry, wanted=wanted)

    @rule(
        who=INDEX, person=INDEX, member=INDEX, way=WAY, hours=mostly(-1, -30, seldom=[-24 * 8]), saw=st.sampled_from([*FOUND]),
        state=mostly("made", seldom=["missed"]),
    )  # fmt: skip
    def find(self, who: int, person: int, member: int, way: str, hours: int, saw: str, state: str) -> None:
        """Record a contact at which something was found that crosses a threshold, now and then too long ago."""
        at = self.at + timedelta(hours=hours)
        self._meet(who, person, member, way, "contact.record", state=state, happened_at=at, reason="later", saw=saw)

    @precondition(lambda self: self.plain.worries)
    @rule(who=INDEX, which=INDEX, off_by=OFF_BY, decision=TEXT)
    def respond(self, who: int, which: int, off_by: int, decision: str) -> None:
        """Answer an escalation: mostly as whoever is asked."""
        key = self._latest_worry(which)
        worry = self.plain.worries.get(key)
        sender = self._asked(who, worry)
        self._on_worry(sender, "respond", key, version=self._version(key, off_by), decision=decision)

    @precondition(lambda self: self.plain.worries)
    @rule(who=INDEX, which=INDEX, off_by=OFF_BY, why=TEXT)
    def hand_on(self, who: int, which: int, off_by: int, why: str) -> None:
        """Hand an escalation on to the next step."""
        key = self._latest_worry(which)
        self._on_worry(self._who(who), "hand_on", key, version=self._version(key, off_by), why=why)

    @precondition(lambda self: self.plain.worries)
    @rule(who=INDEX, which=INDEX, told=mostly("her son", seldom=[""]))
    def tell_somebody(self, who: int, which: int, told: str) -> None:
        """Write down who was told."""
        self._on_worry(self._who(who), "tell", self._latest_worry(which), who=told, how="phone")

    @precondition(lambda self: self.plain.worries)
    @rule(who=INDEX, which=INDEX, off_by=OFF_BY, outcome=TEXT)
    def close_worry(self, who: int, which: int, off_by: int, outcome: str) -> None:
        """Close an escalation: mostly as the cover, who may here; mostly one that is answered."""
        answered = [key for key, one in self.plain.worries.items() if one.state == "answered"]
        key = self._one(which, answered or self.plain.worries)
        sender = self.stage.covers[0] if who < 6 else self._who(who)
        self._on_worry(sender, "close", key, version=self._version(key, off_by), outcome=outcome)

    def _on_worry(self, sender: Someone, command: str, key: UUID, **body: Any) -> None:
        self._send(sender, f"escalation.{command}", escalation_id=key, **body)

    def _latest_worry(self, index: int) -> UUID:
        """Return an escalation: mostly one that nobody has answered."""
        waiting = [key for key, one in self.plain.worries.items() if one.state == "open"]
        return self._one(index, waiting if waiting and index < 6 else self.plain.worries)

    def _asked(self, index: int, worry: Worry | None) -> Someone:
        everybody = (*self.someones, *self.stage.covers)
        asked = [one for one in everybody if worry and one.member_id == worry.waits_for]
        return asked[0] if asked and index < 5 else self._who(index)

    @precondition(lambda self: self.plain.worries)
    @rule(
        which=INDEX,
        how=st.sampled_from(["press", "hold", "offer", "cancel", "mark_in_error", "change"]),
        who=st.integers(0, 4),
    )
    def meddle(self, which: int, how: str, who: int) -> None:
        """Try to end, stop or move the work of an escalation by itself, mostly as whoever answers for it."""
        worry = self.plain.worries[self._latest_worry(which)]
        key = worry.work
        sender = self._holder(who, self.plain.actions[key].owner)
        named: dict[str, Any] = {"action_id": key}
        body: dict[str, dict[str, Any]] = {
            "press": {},
            "hold": {"reason": "later", "return_date": self.plain.today + timedelta(days=2)},
            "offer": {**self._to("", which), "note": "", "answer_by": self.at + timedelta(minutes=2)},
            "cancel": {"reason": "not needed"},
            "mark_in_error": {"reason": "not needed"},
            "change": {"due_at": self.at + timedelta(days=9)},
        }
        version = {} if how == "offer" else {"version": self._version(key, 0)}
        self._send(sender, f"action.{'take' if how == 'press' else how}", **named, **version, **body[how])

    @rule(minutes=st.sampled_from([1, 16, 61]))
    def clock(self, minutes: int) -> None:
        """Let time pass, into the night too, and let go on what nobody answered."""
        if (self.at + timedelta(minutes=minutes)).hour < 22:
            self.at += timedelta(minutes=minutes)
            self._let_go_on()
            self.compare()

    def _let_go_on(self) -> None:
        for team in self.teams:
            self.at += timedelta(seconds=1)
            with as_kith(at=self.at, channel="job") as act:
                moving.move_on(act=act, team_id=team.id)
            self._learn_what_was_made()
            self.plain.move_on(KITH, team.id, self.at)

    # What else meets an open escalation: done aside, and taken back

    @contextmanager
    def _aside(self) -> Iterator[Borough]:
        """Do something that the plain model knows nothing of but what it must leave alone; take it back afterwards."""
        at, around = self.at, transaction.atomic()
        around.__enter__()
        try:
            yield copy.deepcopy(self.plain)
        finally:
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
            self.at = at
            become("kith_app")

    def _still(self, plain: Borough, people: dict[UUID, UUID] | None = None) -> None:
        """Compare escalations and who has their work; `people` says under whose record each stands now."""
        become("none")
        held = {key: values[:-1] for key, values in self._worries().items()}
        wanted = {key: _seen(one)[:-1] for key, one in plain.worries.items()}
        for key, person in (people or {}).items():
            wanted[key] = (wanted[key][0], person, *wanted[key][2:])
        same("escalations", held, wanted)
        working = [one.work for one in plain.worries.values() if one.state != "closed"]
        found = rows("select id, owner_id, person_id, state from action_action where id = any(%s)", working)
        by_work = {one.work: key for key, one in plain.worries.items()}
        expected = {
            work: (plain.actions[work].owner, wanted[by_work[work]][1], plain.actions[work].state) for work in working
        }
        same("the work of escalations", {key: tuple(values) for key, *values in found}, expected)
        assert not plain.broken(), plain.broken()
        become("kith_app")

    def _is_on_list(self, person: UUID) -> bool:
        listed = any(one.person == person and one.state != "ended" for one in self.plain.entries.values())
        return listed and person not in self.plain.deaths

    @precondition(lambda self: any(one.state != "closed" for one in self.plain.worries.values()))
    @rule(turned=st.booleans(), minutes=st.sampled_from([0, 16, 61]))
    def merge_aside(self, turned: bool, minutes: int) -> None:
        """Two records turn out to be one person's: open escalations go with the record, and the clock runs on; and back."""
        other, kept = reversed(self.people[:2]) if turned else self.people[:2]
        if not (self._is_on_list(kept) and self._is_on_list(other)):
            return
        note(f"{other} merged into {kept}, {minutes} minutes, and back")
        with self._aside() as plain:
            self.at += timedelta(minutes=1)
            with an_act(self.stage.north.lead, self.at) as act:
                merge(act=act, kept_id=kept, other_id=other, because="her daughter says so")
            moved = {key: kept for key, one in plain.worries.items() if one.person == other and one.state != "closed"}
            self._still(plain, moved)
            before, plain_before = dict(plain.worries), self.plain
            self.plain, self.at = plain, self.at + timedelta(minutes=minutes)
            try:
                self._let_go_on()
            finally:
                self.plain = plain_before
            self._still(plain, moved)
            with an_act(self.stage.north.lead, self.at + timedelta(minutes=1)) as act:
                unmerge(act=act, person_id=other, because="they are sisters")
            changed = {key: kept for key in moved if plain.worries[key].version != before[key].version}
            self._still(plain, changed)

    @precondition(lambda self: any(one.state != "closed" for one in self.plain.worries.values()))
    @rule(outcome=st.sampled_from([Outcome.NO_CHANGE, Outcome.WEEKLY_MEETING, Outcome.AS_PLANNED]))
    def huddle_aside(self, outcome: Outcome) -> None:
        """A huddle speaks of everybody who has an escalation open, decides something, and closes: none of it drops one."""
        note(f"a huddle with {outcome}")
        lead = self.stage.north.lead
        if not self.plain.members[lead.member_id].works(self.plain.today):
            return
        with self._aside() as plain:
            self.at += timedelta(minutes=1)
            with an_act(lead, self.at) as act:
                key = huddles.start(act=act, team_id=self.stage.north.id)
                there = {one.person_id for one in whole(huddle=huddle(huddle_id=key)).items}
                for person in self.people[:2]:
                    if person not in there and self._is_on_list(person):
                        huddles.add_person(act=with_key(act), huddle_id=key, person_id=person)
                for item in whole(huddle=huddle(huddle_id=key)).items:
                    self._decide(act, item.id, item.version, item.person_id, outcome, plain)
                huddles.close(act=with_key(act), huddle_id=key)
            self._still(plain)

    def _decide(self, act: Act, item: UUID, version: int, person: UUID, outcome: Outcome, plain: Borough) -> None:
        """Try to hand an escalation over; then decide as wanted, else what a huddle may decide."""
        waits = [one.ask for one in plain.worries.values() if one.person == person and one.state == "open"]
        for work in waits:
            assert plain.actions[work].state in UNFINISHED
            assert not self._settled(act, item, version, Decision(Outcome.HAND_OVER, work_id=work))
        meeting, gone = Decision(Outcome.WEEKLY_MEETING), Decision(Outcome.OFF_LIST)
        for decision in (Decision(outcome, reason="seen and well"), meeting, gone):
            if self._settled(act, item, version, decision):
                return
        raise AssertionError("a huddle can always decide something")

    def _settled(self, act: Act, item: UUID, version: int, decision: Decision) -> bool:
        try:
            huddles.settle(act=with_key(act), item_id=item, version=version, decision=decision)
        except Refusal:
            return False
        return True


def _seen(one: Worry) -> tuple[Any, ...]:
    """Return what is compared of an escalation."""
    work = None if one.state == "closed" else one.work
    return (
        one.team,
        one.person,
        one.level,
        one.route,
        one.step,
        one.until,
        one.state,
        one.waits_for,
        work,
        one.version,
    )
