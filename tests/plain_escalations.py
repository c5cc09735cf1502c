"""
Escalations in the plain model, among everything else: what crosses, whose the step is, the clock, the answer, the close.

As `plain_model`, it is written from the promises and the words of the design and imports nothing of Kith.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any, ClassVar
from uuid import UUID

from plain_hands import Goes, World
from plain_model import FORBIDDEN, LONDON, UNFINISHED, Action, Contact, Plain, Sent, five, service_day

DUTY, COVER, NOBODY = "duty", "cover", ""
ROUTES: dict[str, tuple[tuple[str, int, str], ...]] = {
    "clinical-review": ((NOBODY, 60, "service"), (DUTY, 60, "service"), (NOBODY, 60, "service"), (COVER, 30, "clock")),
    "urgent-review": ((NOBODY, 15, "clock"), (NOBODY, 15, "clock"), (DUTY, 15, "clock"), (COVER, 15, "clock")),
    "emergency": ((DUTY, 5, "clock"), (NOBODY, 5, "clock"), (COVER, 5, "clock")),
}
"""Whom each step asks on these teams, which have no supervisor and no GP, how many minutes it has, and which clock runs."""
WORRIES = {
    "review": (2, "clinical-review"), "urgent": (2, "urgent-review"), "emergency": (4, "emergency"),
}  # fmt: skip
"""What a worried colleague asks for: level and route. Harm and neglect are a concern, which is not in this model."""
FOUND = {
    "passed out": (2, "urgent-review", "A fall with loss of consciousness: an urgent clinical review."),
    "broke a hip": (4, "emergency", "A fall with a serious injury: call 999."),
}
"""What somebody finds at a contact that crosses, by what they saw."""
MISSED_TWICE = (
    2, "clinical-review", "Medium risk or not assessed, two contacts missed in a row: a clinical review the same day.",
)  # fmt: skip
MISSED_COUNTS, FALL_COUNTS = timedelta(hours=24), timedelta(hours=168)
"""How old a missed contact, or a fall, may be when it is written down for anything to follow."""
UNSAID = timedelta(hours=2)
"""How long after its window a planned contact of which nobody said anything counts as missed."""
THROUGH = "See the escalation through and close it"
ALWAYS = {"escalation.raise", "escalation.tell"}
"""What is never withheld, from nobody."""
OF_ESCALATIONS = {"urgent", "see-through"}
OF_PLAN = "plan-review"
"""Work that is finished by looking through a plan, which nobody here does."""
EMERGENCY = 4


@dataclass(frozen=True)
class Worry:
    """
    An escalation. `ask` is the work of the step that asks now, `through` of whoever answered, `waits_for` whom the step asked.

    `asked` are all whom it has asked so far, `reasons` level and sentence of what it is about, first to last.
    """

    team: UUID
    person: UUID
    level: int
    route: str
    step: int
    until: datetime
    ask: UUID
    opened_by: UUID
    waits_for: UUID | None
    state: str = "open"
    through: UUID | None = None
    told: bool = False
    asked: frozenset[UUID] = frozenset()
    reasons: tuple[tuple[int, str], ...] = ()
    version: int = 1

    @property
    def track(self) -> str:
        """Which of two it is: a safeguarding escalation stands beside a clinical one."""
        return "safeguarding" if self.level == 3 else "clinical"

    @property
    def work(self) -> UUID:
        """The work that it has now, while it is not closed."""
        return self.through or self.ask


@dataclass
class Borough(World):
    """The plain model with escalations."""

    worries: dict[UUID, Worry] = field(default_factory=dict)
    new_worries: dict[str, UUID] = field(default_factory=dict)
    new_work: dict[UUID, UUID] = field(default_factory=dict)
    new_reviews: dict[UUID, Action] = field(default_factory=dict)

    def now_has(self, worries: dict[str, UUID], work: dict[UUID, UUID], reviews: dict[UUID, Action]) -> None:
        """
        Learn the ids that the next thing to happen has made: escalations by track, work by escalation; and the work of looking
        through a plan, which is taken over as it is and checked (_crisis), because who is asked follows from much else.
        """
        self.new_worries, self.new_work, self.new_reviews = worries, work, reviews

    def _made_for(self, key: UUID) -> UUID:
        assert key in self.new_work, f"nobody was asked for escalation {key}"
        return self.new_work[key]

    # Who sees, who may

    def _place_of(self, sent: Sent) -> tuple[UUID, UUID | None] | None:
        if "escalation_id" in sent.body:
            worry = self.worries.get(sent.body["escalation_id"])
            return (worry.team, worry.person) if worry else None
        return super()._place_of(sent)

    def _is_allowed(self, sent: Sent) -> bool:
        """P11: to raise a worry and to write down who was told is withheld from nobody; here only the cover may close."""
        if sent.command in ALWAYS:
            return True
        if sent.command == "escalation.close":
            return self._own(sent).role == "on-call"
        return super()._is_allowed(sent)

    def _is_stale(self, sent: Sent, at: datetime) -> bool:
        if "escalation_id" in sent.body:
            worry = self.worries[sent.body["escalation_id"]]
            return bool(sent.body.get("version", worry.version) != worry.version)
        return super()._is_stale(sent, at)

    def _reasons(self, sent: Sent, at: datetime) -> set[str]:
        """Only who is asked, has the duty or may close it answers: said where everything else is right too."""
        found = super()._reasons(sent, at)
        if sent.command == "escalation.respond" and not self._may_answer(sent, at):
            return found | {FORBIDDEN}
        return found

    def _may_answer(self, sent: Sent, at: datetime) -> bool:
        worry, own = self.worries[sent.body["escalation_id"]], self._own(sent)
        has_duty = self.duty[worry.team] == own.id and self._is_in_service(at)
        return own.id in worry.asked or has_duty or own.role == "on-call"

    # Work that has a clock of its own

    def _is_needed(self, sent: Sent) -> bool:
        """P6: say whether an escalation rests on this work, which ends with its answer or its close, and in no other way."""
        key = sent.body["action_id"]
        return any(one.work == key for one in self.worries.values() if one.state != "closed")

    def _has_clock(self, sent: Sent) -> bool:
        """Say whether time and owner of this work go by a route: it is not held, put off, taken, offered or handed over."""
        return self.actions[sent.body["action_id"]].kind == "urgent"

    def _wrong_change(self, sent: Sent, at: datetime) -> bool:
        return self._has_clock(sent) or super()._wrong_change(sent, at)

    def _wrong_take(self, sent: Sent, at: datetime) -> bool:
        return self._has_clock(sent) or super()._wrong_take(sent, at)

    def _wrong_hold(self, sent: Sent, at: datetime) -> bool:
        return self._has_clock(sent) or super()._wrong_hold(sent, at)

    def _wrong_offer(self, sent: Sent, at: datetime) -> bool:
        """Help with it may be asked for."""
        has_clock = sent.command == "action.offer" and self._has_clock(sent)
        return has_clock or super()._wrong_offer(sent, at)

    def _wrong_line(self, sent: Sent, goes: Goes, at: datetime) -> bool:
        is_urgent = goes.kind == "action" and self.actions[goes.thing].kind == "urgent"
        return (is_urgent and not goes.to_duty) or super()._wrong_line(sent, goes, at)

    def _wrong_complete(self, sent: Sent, at: datetime) -> bool:
        return self.actions[sent.body["action_id"]].kind in OF_ESCALATIONS | {OF_PLAN} or super()._wrong_complete(
            sent, at
        )

    def _wrong_cancel(self, sent: Sent, at: datetime) -> bool:
        return self._is_needed(sent) or super()._wrong_cancel(sent, at)

    def _wrong_in_error(self, sent: Sent, at: datetime) -> bool:
        return self._is_needed(sent) or super()._wrong_in_error(sent, at)

    # Who is there, and until when a step has

    def _is_in_service(self, at: datetime) -> bool:
        local = at.astimezone(LONDON)
        return local.weekday() < 5 and time(8) <= local.time() < time(17)

    def _until(self, route: str, step: int, at: datetime) -> datetime:
        """P6: so many minutes from now; service time ends with the service day rather than wait overnight."""
        _who, minutes, clock = ROUTES[route][step - 1]
        until = at + timedelta(minutes=minutes)
        if clock == "service" and self._is_in_service(at):
            return min(until, five(at.astimezone(LONDON).date()))
        return until

    def _next(self, worry: Worry, after: int, reporter: UUID, at: datetime) -> tuple[int, UUID]:
        """P6: the first step after this one that somebody is there for, never who raised it; the cover always is."""
        steps = ROUTES[worry.route]
        for number in range(min(after, len(steps) - 1), len(steps)):
            there = self._there(steps[number][0], worry.team, at)
            if there and (steps[number][0] == COVER or self.members[there].account != reporter):
                return number + 1, there
        raise AssertionError("the cover is there")

    def _there(self, who: str, team: UUID, at: datetime) -> UUID | None:
        ours = [one for one in self.members.values() if one.team == team and one.is_there]
        if who == COVER:
            return next(one.id for one in ours if one.role == "on-call")
        if not self._is_in_service(at):
            return None
        if who == DUTY:
            return self.duty[team]
        return next((one.id for one in ours if who and one.role == who and one.works(self.today)), None)

    # What happens to one

    def _cross(self, sent: Sent, at: datetime, team: UUID, person: UUID, level: int, route: str, sentence: str) -> None:
        """P6: an escalation opens, or the one that is not closed is joined; what is worse, or after an answer, asks anew."""
        track = "safeguarding" if level == 3 else "clinical"
        here = (team, person, track)
        key, now = next(
            ((key, one) for key, one in self.worries.items()
             if (one.team, one.person, one.track) == here and one.state != "closed"),
            (None, None),
        )  # fmt: skip
        if key is None or now is None:
            assert track in self.new_worries, f"what crosses opened no {track} escalation"
            key = self.new_worries[track]
            blank = Worry(team, person, level, route, 0, at, key, sent.account, None)
            self._stand(sent, key, blank, 0, sent.account, at, sentence)
        elif level > now.level or (now.state == "answered" and level >= now.level):
            self._cancel_work(sent, now.work, "It is worse now: asked anew")
            again = replace(
                now, level=max(level, now.level), route=route, state="open", through=None, version=now.version + 1
            )
            self._stand(sent, key, again, 0, sent.account, at, sentence)
        else:
            self._tell(sent, self.members[self.actions[now.work].owner].account, "escalation joined", key)
        before = self.worries[key].reasons
        self.worries[key] = replace(self.worries[key], reasons=(*before, (level, sentence)))
        if level == EMERGENCY:
            self._crisis(sent, team, person, is_first=all(one < EMERGENCY for one, _sentence in before))

    def _crisis(self, sent: Sent, team: UUID, person: UUID, *, is_first: bool) -> None:
        """P8: a crisis asks somebody who is there to look through the plan of whoever is on the list, once."""
        for key, made in self.new_reviews.items():
            before, owner = self.actions.get(key), self.members[made.owner]
            assert (made.person, made.kind, owner.team, owner.is_there) == (person, OF_PLAN, made.team, True)
            if before:
                said = (before.state, before.owner, before.version + 1)
                assert (made.state, made.owner, made.version) == said and made.due_at < before.due_at
            else:
                self._tell(sent, owner.account, "action given", key)
            self.actions[key] = made
        listed = {(one.team, one.person) for one in self.entries.values() if one.state != "ended"}
        asked = [
            one.team for one in self.actions.values()
            if one.person == person and one.kind == OF_PLAN and one.state in UNFINISHED
        ]  # fmt: skip
        assert len(asked) == len(set(asked)), "one team is asked once"
        assert asked or not is_first or (team, person) not in listed or person in self.deaths, (
            "nobody looks through the plan"
        )

    def _stand(
        self, sent: Sent, key: UUID, worry: Worry, after: int, reporter: UUID, at: datetime, sentence: str
    ) -> None:
        """Ask at the next step: it is work of whoever is asked, urgent, and they are told."""
        step, member = self._next(worry, after, reporter, at)
        until, work = self._until(worry.route, step, at), self._made_for(key)
        what = sentence if worry.track == "clinical" else "Safeguarding: open it, and answer"
        steps = (("add", what),)
        self.actions[work] = Action(worry.team, worry.person, what, member, until, steps=steps, kind="urgent")
        self._tell(sent, self.members[member].account, "escalation asked", key)
        asked = worry.asked | {member}
        self.worries[key] = replace(worry, step=step, until=until, ask=work, waits_for=member, asked=asked)

    def _cancel_work(self, sent: Sent, work: UUID, reason: str) -> None:
        self._end_work(sent, work, "cancel", "cancelled", reason)

    def _end_work(self, sent: Sent, work: UUID, step: str, state: str, text: str) -> None:
        of_work = replace(sent, body={"action_id": work})
        self._step(of_work, step, text, "", state=state, outcome=text, hold_reason="", return_date=None)
        self._end_offers(sent, work, helps_too=True)

    def _worst(self, worry: Worry) -> str:
        worst = max(level for level, _sentence in worry.reasons)
        return next(sentence for level, sentence in worry.reasons if level == worst)

    def move_on(self, kith: UUID, team: UUID, at: datetime) -> None:
        """P6: what nobody answered in time goes on; the last step asks again and stays; whoever raised it is told too."""
        sent = Sent(kith, "", "escalation.move_on", {})
        there = {one.account for one in self.members.values() if one.team == team and one.is_there}
        for key, now in self.worries.items():
            if now.team != team or now.state != "open" or now.until > at:
                continue
            if now.step == len(ROUTES[now.route]):
                until = at + timedelta(minutes=ROUTES[now.route][-1][1])
                cover = self._there(COVER, team, at)
                assert cover is not None
                self._tell(sent, self.members[cover].account, "escalation asked", key)
                self.worries[key] = replace(now, until=until, waits_for=cover, version=now.version + 1)
            else:
                self._cancel_work(sent, now.ask, "Not answered in time: it went on")
                later = replace(now, version=now.version + 1)
                self._stand(sent, key, later, now.step, now.opened_by, at, self._worst(now))
            if now.opened_by in there:
                self._tell(sent, now.opened_by, "escalation went on", key)
        self.trail.append((kith, "escalation.move_on", "done"))

    # The commands

    def _wrong_raise(self, sent: Sent, at: datetime) -> bool:
        return not sent.body["worry"].strip() or sent.body["wanted"] not in WORRIES

    def _raise(self, sent: Sent, at: datetime, key: UUID) -> None:
        body = sent.body
        level, route = WORRIES[body["wanted"]]
        self._cross(sent, at, body["team_id"], body["person_id"], level, route, body["worry"])

    def _wrong_response(self, sent: Sent, at: datetime) -> bool:
        return self.worries[sent.body["escalation_id"]].state != "open" or not sent.body["decision"].strip()

    def _respond(self, sent: Sent, at: datetime, key: UUID) -> None:
        """P6: the step is done, and seeing it through is the answerer's own work by the next service day."""
        now, own, decision = self.worries[key], self._own(sent), sent.body["decision"]
        self._end_work(sent, now.ask, "complete", "done", decision)
        through, due_at = self._made_for(key), five(service_day(self.today, 1))
        steps = (("add", THROUGH),)
        self.actions[through] = Action(now.team, now.person, THROUGH, own.id, due_at, steps=steps, kind="see-through")
        told = [now.opened_by, *([self.members[now.waits_for].account] if now.waits_for else [])]
        for account in told:
            self._tell(sent, account, "escalation answered", key)
        self.worries[key] = replace(now, state="answered", through=through, waits_for=None, version=now.version + 1)

    def _wrong_handing_on(self, sent: Sent, at: datetime) -> bool:
        worry = self.worries[sent.body["escalation_id"]]
        return worry.state != "open" or not sent.body["why"].strip() or worry.step == len(ROUTES[worry.route])

    def _hand_on(self, sent: Sent, at: datetime, key: UUID) -> None:
        """P6: the next step is asked at once; that, and why, stands in the log of who was told."""
        now = self.worries[key]
        self._cancel_work(sent, now.ask, sent.body["why"])
        later = replace(now, told=True, version=now.version + 1)
        self._stand(sent, key, later, now.step, now.opened_by, at, self._worst(now))

    def _wrong_telling(self, sent: Sent, at: datetime) -> bool:
        return not sent.body["who"].strip()

    def _told(self, sent: Sent, at: datetime, key: UUID) -> None:
        self.worries[key] = replace(self.worries[key], told=True)

    def _wrong_closing(self, sent: Sent, at: datetime) -> bool:
        """P6: answered, somebody was told, and there is an outcome."""
        worry = self.worries[sent.body["escalation_id"]]
        return worry.state != "answered" or not worry.told or not sent.body["outcome"].strip()

    def _close_worry(self, sent: Sent, at: datetime, key: UUID) -> None:
        now = self.worries[key]
        assert now.through is not None
        self._end_work(sent, now.through, "complete", "done", sent.body["outcome"])
        self._tell(sent, now.opened_by, "escalation closed", key)
        self.worries[key] = replace(now, state="closed", version=now.version + 1)

    # Contacts: what was found, and what was missed

    def _wrong_record(self, sent: Sent, at: datetime) -> bool:
        return bool(sent.body.get("saw") and sent.body["state"] != "made") or super()._wrong_record(sent, at)

    def _met(self, sent: Sent, at: datetime, key: UUID) -> None:
        Plain._apply[sent.command](self, sent, at, key)
        body, contact = sent.body, self.contacts[key]
        if body["state"] == "missed":
            self._missed(sent, at, contact, body.get("happened_at", at))
        is_fresh = body.get("happened_at", at) >= at - FALL_COUNTS
        if body.get("saw") and is_fresh and contact.person not in self.deaths:
            self._cross(sent, at, contact.team, contact.person, *FOUND[body["saw"]])

    def _missed(self, sent: Sent, at: datetime, contact: Contact, happened_at: datetime) -> None:
        """P6: two missed one after another since the last that was made, of somebody alive and on the list."""
        listed = [one for one in self.entries.values() if one.state != "ended"]
        is_listed = (contact.team, contact.person) in {(one.team, one.person) for one in listed}
        if not is_listed or contact.person in self.deaths or happened_at < at - MISSED_COUNTS:
            return
        ours = [one for one in self.contacts.values() if one.person == contact.person]
        made = max((one.happened_at for one in ours if one.state == "made" and one.happened_at), default=None)
        since = [
            one for one in ours if one.team == contact.team and _counts(one, at) and (not made or _when(one) > made)
        ]
        if len(since) >= 2:
            self._cross(sent, at, contact.team, contact.person, *MISSED_TWICE)

    # What must hold whatever happened

    def broken(self) -> list[str]:
        """P6: every escalation that is not closed has one piece of work, of somebody who is there, and a time or a next step."""
        found = []
        for key, one in self.worries.items():
            if one.state == "closed":
                continue
            work = self.actions.get(one.work)
            if work is None or work.state not in UNFINISHED:
                found.append(f"{key} is {one.state} and has no work")
            elif not self.members[self.owner(one.work)].is_there:
                found.append(f"{key} is {one.state} with somebody who is not there")
            if one.state == "open" and work and work.state != "open":
                found.append(f"the clock of {key} was stopped")
        return found

    _is_wrong: ClassVar[dict[str, Callable[[Any, Sent, datetime], bool]]] = World._is_wrong | {
        "action.change": _wrong_change,
        "action.take": _wrong_take,
        "action.hold": _wrong_hold,
        "action.offer": _wrong_offer,
        "action.ask_help": _wrong_offer,
        "action.complete": _wrong_complete,
        "action.cancel": _wrong_cancel,
        "action.mark_in_error": _wrong_in_error,
        "contact.record": _wrong_record,
        "escalation.raise": _wrong_raise,
        "escalation.respond": _wrong_response,
        "escalation.hand_on": _wrong_handing_on,
        "escalation.tell": _wrong_telling,
        "escalation.close": _wrong_closing,
    }
    _apply: ClassVar[dict[str, Callable[[Any, Sent, datetime, Any], None]]] = World._apply | {
        "contact.record": _met,
        "contact.settle": _met,
        "escalation.raise": _raise,
        "escalation.respond": _respond,
        "escalation.hand_on": _hand_on,
        "escalation.tell": _told,
        "escalation.close": _close_worry,
    }


def _when(contact: Contact) -> datetime:
    when = contact.from_at or contact.happened_at
    assert when is not None
    return when


def _counts(contact: Contact, at: datetime) -> bool:
    """Say whether a contact counts as missed: said so, or planned, over for two hours, and nobody said anything."""
    unsaid = contact.state == "planned" and contact.to_at is not None and contact.to_at < at - UNSAID
    return contact.state == "missed" or unsaid
