"""
A plain model of lists, actions, offers, contacts and deaths: what each command does and when it is refused, in ordinary Python.

Written from the promises and the words of the design, and imports nothing of Kith: where the two differ, one is wrong. Where
several reasons for a refusal hold at once, any of them may be the one that is said.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

REFUSAL, STALE, HIDDEN, FORBIDDEN, KEY_USED = "Refusal", "Stale", "NotVisible", "NotAllowed", "KeyUsed"
LONDON = ZoneInfo("Europe/London")
UNFINISHED = {"open", "held"}
WAYS = {"visit", "phone", "message", "clinic", "video"}
LEADERS = {"team-lead", "clinical-supervisor"}
BY_LEADERS = {"handover.close_person", "handover.remove_access"}
NO_DECISIONS = {"place-manager"}
OPENS_NOBODY = {"place-manager"}
"""Roles that see how a team works, and no person of it."""
SAID = {"comment", "offer", "ask help", "decline", "withdraw", "lapse", "help", "remind"}
"""Steps that say something about work and leave it as it is."""
ROUTINE = {"plain", "plan-review"}

Body = dict[str, Any]


@dataclass(frozen=True)
class Member:
    """
    Somebody on a team: on its rota or not, away on some days (first and last of each time, both included).

    `is_there` until their access is removed or, with `gone_on`, until that day begins.
    """

    id: UUID
    account: UUID
    team: UUID
    role: str
    is_on_rota: bool = True
    name: str = ""
    is_there: bool = True
    away: tuple[tuple[date, date], ...] = ()
    gone_on: date | None = None

    def is_away(self, day: date) -> bool:
        """Say whether they are away on a day."""
        return any(first <= day <= last for first, last in self.away)

    def works(self, day: date) -> bool:
        """Say whether they are on shift on a service day."""
        return (
            self.is_there and self.is_on_rota and not self.is_away(day) and not (self.gone_on and self.gone_on <= day)
        )


@dataclass(frozen=True)
class Action:
    """One piece of work."""

    team: UUID
    person: UUID | None
    what: str
    owner: UUID
    due_at: datetime
    state: str = "open"
    hold_reason: str = ""
    return_date: date | None = None
    outcome: str = ""
    version: int = 1
    steps: tuple[tuple[str, str], ...] = ()
    kind: str = "plain"

    @property
    def deadline(self) -> datetime:
        """The moment it is due, for held work not before 5pm of the day on which it returns."""
        return max(self.due_at, five(self.return_date)) if self.return_date else self.due_at


@dataclass(frozen=True)
class Offer:
    """
    Work offered to somebody, to those of a role, or to the whole team: the work itself (an action, or to lead a person), or
    a share in it.
    """

    action: UUID | None
    entry: UUID | None
    giver: UUID
    to: UUID | None
    role: str
    purpose: str
    answer_by: datetime
    state: str = "waiting"
    taken_by: UUID | None = None
    reason: str = ""
    whole_team: bool = False

    def has(self, role: str) -> bool:
        """Say whether those of a role are in its pool."""
        return self.whole_team or self.role == role


@dataclass(frozen=True)
class Entry:
    """Somebody on a list."""

    team: UUID
    person: UUID
    state: str = "active"
    lead: UUID | None = None
    deputy: UUID | None = None
    because: str = ""
    version: int = 1


@dataclass(frozen=True)
class Contact:
    """A visit or call; the day and the moments of its window, and when it happened, are not compared."""

    team: UUID
    person: UUID
    member: UUID | None
    way: str
    state: str
    reason: str = ""
    version: int = 1
    day: date | None = field(default=None, compare=False)
    from_at: datetime | None = field(default=None, compare=False)
    to_at: datetime | None = field(default=None, compare=False)
    happened_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Sent:
    """One command as somebody sends it."""

    account: UUID
    key: str
    command: str
    body: Body


AFTER_DEATH = {
    "Tell the partners and cancel what is booked with them": 1,
    "Speak to the carer or family: bereavement support": 2,
    "Have equipment, keys and medicines returned": 5,
    "Review with the team what went well and what to learn": 20,
}
"""What every death asks for, and by 5pm of which service day from then."""


@dataclass(frozen=True)
class Death:
    """A death as a team lives with it: what it stopped (as it was, and the version it left), what it asked for."""

    entry_state: str
    stopped: dict[UUID, tuple[Any, int]]
    asked: tuple[UUID, ...]
    at: datetime


@dataclass
class Plain:
    """The world as it should be."""

    today: date
    at: datetime
    members: dict[UUID, Member]
    rota: dict[UUID, tuple[UUID, UUID]]
    rota_until: date
    reached: dict[UUID, dict[UUID, datetime | None]]
    entries: dict[UUID, Entry]
    actions: dict[UUID, Action] = field(default_factory=dict)
    contacts: dict[UUID, Contact] = field(default_factory=dict)
    offers: dict[UUID, Offer] = field(default_factory=dict)
    deaths: dict[UUID, Death] = field(default_factory=dict)
    reminded: dict[tuple[UUID, UUID], datetime] = field(default_factory=dict)
    made: tuple[Any, ...] = ()
    overrides: dict[tuple[UUID, UUID, date], tuple[UUID, str]] = field(default_factory=dict)
    told: Counter[tuple[UUID, str, UUID]] = field(default_factory=Counter)
    trail: list[tuple[UUID, str, str]] = field(default_factory=list)
    receipts: dict[tuple[UUID, str], tuple[str, Body, Any]] = field(default_factory=dict)

    def judge(self, sent: Sent, at: datetime) -> set[str] | Any:
        """Return why a command is refused, or the answer that an earlier use of its key had, or None when it is new and good."""
        self.at = at
        stored = self.receipts.get((sent.account, sent.key))
        if stored and stored[:2] != (sent.command, sent.body):
            return {KEY_USED}
        if not self._is_seen(sent):
            return (
                {HIDDEN, FORBIDDEN} if self._own(sent).gone_on else {HIDDEN}
            )  # a former named lead reaches for a while
        if not self._is_allowed(sent):
            return {FORBIDDEN}
        if stored:
            return stored[2]
        return self._reasons(sent, at) or None

    def record(self, sent: Sent, at: datetime, outcome: Any, made: tuple[Any, ...] = ()) -> None:
        """
        Keep what became of a command: refused when there is no outcome, answered again when its key was used before.

        `made` are the actions that a death made, in the order of `AFTER_DEATH`, or the offer that each line of several made.
        """
        self.made = made
        if outcome is None:
            self.trail.append((sent.account, sent.command, "refused"))
        elif (sent.account, sent.key) not in self.receipts:
            self.receipts[sent.account, sent.key] = (sent.command, sent.body, outcome)
            self.trail.append((sent.account, sent.command, "done"))
            self._apply[sent.command](self, sent, at, outcome)

    # Who sees, who may

    def _place_of(self, sent: Sent) -> tuple[UUID, UUID | None] | None:
        """Return the team, and the person if any, of the thing that a command is made on; None without such a thing."""
        body = sent.body
        kinds: tuple[tuple[str, dict[UUID, Any]], ...] = (
            ("action_id", self.actions), ("entry_id", self.entries), ("contact_id", self.contacts),
        )  # fmt: skip
        for name, things in kinds:
            if name in body:
                return (thing.team, thing.person) if (thing := things.get(body[name])) else None
        if "offer_id" in body:
            return self._place_of_offer(body["offer_id"])
        if sent.command.startswith("handover.") and "member_id" in body:
            return self.members[body["member_id"]].team, None
        if "team_id" not in body:
            return next(
                ((team, body["person_id"]) for team in self.reached if self._reaches(team, body["person_id"])), None
            )
        return body["team_id"], body["person_id"]

    def _place_of_offer(self, key: UUID) -> tuple[UUID, UUID | None] | None:
        offer = self.offers.get(key)
        if offer is None:
            return None
        thing = self.actions[offer.action] if offer.action else self.entries[offer.entry]  # type: ignore[index]
        return thing.team, thing.person

    def _team_of_offer(self, key: UUID) -> UUID:
        place = self._place_of_offer(key)
        assert place is not None
        return place[0]

    def _reaches(self, team: UUID, person: UUID | None) -> bool:
        """Say whether a team may open a record now; whoever left its list it reaches for a while."""
        if person is None:
            return True
        people = self.reached.get(team, {})
        until = people.get(person)
        return person in people and (until is None or self.at < until)

    def _is_seen(self, sent: Sent) -> bool:
        place = self._place_of(sent)
        if place is None or not self._reaches(*place):
            return False
        return any(
            one.account == sent.account
            and one.team == place[0]
            and one.is_there
            and (place[1] is None or one.role not in OPENS_NOBODY)
            for one in self.members.values()
        )

    def _is_allowed(self, sent: Sent) -> bool:
        role = self._own(sent).role
        return role not in NO_DECISIONS and (sent.command not in BY_LEADERS or role in LEADERS)

    def _own(self, sent: Sent) -> Member:
        return next(member for member in self.members.values() if member.account == sent.account)

    # Whose it is at this moment

    @property
    def duty(self) -> dict[UUID, UUID]:
        """P1: who takes the duty of each team today: the duty lead of the rota, while away the second in line."""
        return {
            team: lead if self.members[lead].works(self.today) else second for team, (lead, second) in self.rota.items()
        }

    def owner(self, key: UUID) -> UUID:
        """P1, P3: the named owner while they are there; else, and of work that waits in a pool, the duty lead."""
        action = self.actions[key]
        in_pool = any(one.action == key and one.purpose == "own" and not one.to for one in self._waiting().values())
        answers = self.members[action.owner].is_there and self._reaches(action.team, action.person)
        return action.owner if answers and not in_pool else self.duty[action.team]

    def day_lead(self, entry: Entry) -> UUID:
        """P2: the first who is on shift of override, named lead and deputy; else the duty lead."""
        other = self.overrides.get((entry.team, entry.person, self.today), (None, ""))[0]
        line = [one for one in (other, entry.lead, entry.deputy) if one and self.members[one].works(self.today)]
        return line[0] if line else self.duty[entry.team]

    def _waiting(self) -> dict[UUID, Offer]:
        return {key: one for key, one in self.offers.items() if one.state == "waiting"}

    def is_over(self, offer: Offer, at: datetime) -> bool:
        """P3: an offer lapses after its answer-by, and when what is offered cannot change hands any more."""
        gone = (
            self.actions[offer.action].state not in UNFINISHED
            if offer.action
            else self.entries[offer.entry].state == "ended"  # type: ignore[index]
        )
        return gone or at > offer.answer_by or bool(offer.to and not self.members[offer.to].is_there)

    # When it is refused

    def _reasons(self, sent: Sent, at: datetime) -> set[str]:
        found = {REFUSAL} if self._is_wrong[sent.command](self, sent, at) else set()
        return found | ({STALE} if self._is_stale(sent, at) else set())

    def _is_stale(self, sent: Sent, at: datetime) -> bool:
        if "offer_id" in sent.body:
            offer = self.offers[sent.body["offer_id"]]
            return offer.state != "waiting" or self.is_over(offer, at)
        if "version" not in sent.body:
            return False
        things: dict[UUID, Any] = {**self.actions, **self.entries, **self.contacts}
        thing = things[next(sent.body[name] for name in ("action_id", "entry_id", "contact_id") if name in sent.body)]
        return bool(thing.version != sent.body["version"])

    def _may_own(self, sent: Sent, team: UUID, owner: UUID) -> bool:
        """P3: outside a meeting, work is given to oneself or to the duty lead."""
        member = self.members.get(owner)
        return bool(member and member.team == team and member.is_there) and (
            self.members[owner].account == sent.account or self.duty[team] == owner
        )

    def _wrong_add(self, sent: Sent, at: datetime) -> bool:
        body = sent.body
        return (
            not body["what"].strip()
            or body["person_id"] in self.deaths
            or not _is_ahead(body["due_at"], at)
            or not self._may_own(sent, body["team_id"], body["owner_id"])
        )

    def _wrong_change(self, sent: Sent, at: datetime) -> bool:
        body, action = sent.body, self.actions[sent.body["action_id"]]
        changes = self._changes(sent)
        return (
            action.state not in UNFINISHED
            or ("what" in body and not body["what"].strip())
            or ("due_at" in changes and not _is_ahead(changes["due_at"], at))
            or ("owner" in changes and not self._may_own(sent, action.team, changes["owner"]))
            or ("owner" in changes and not self._may_leave(sent, action))
            or not changes
        )

    def _may_leave(self, sent: Sent, action: "Action") -> bool:
        """P3: work leaves its owner by their own hand; from the duty lead, or somebody away, by anybody's."""
        owner = self.members[action.owner]
        return owner.account == sent.account or owner.is_away(self.today) or action.owner == self.duty[action.team]

    def _changes(self, sent: Sent) -> Body:
        action, body = self.actions[sent.body["action_id"]], sent.body
        wanted = {"what": body.get("what"), "due_at": body.get("due_at"), "owner": body.get("owner_id")}
        return {name: value for name, value in wanted.items() if value is not None and value != getattr(action, name)}

    def _wrong_take(self, sent: Sent, at: datetime) -> bool:
        action = self.actions[sent.body["action_id"]]
        owner = self.members[action.owner]
        may_be_taken = owner.is_away(self.today) or not owner.is_there or action.owner == self.duty[action.team]
        return action.state not in UNFINISHED or owner.account == sent.account or not may_be_taken

    def _wrong_hold(self, sent: Sent, at: datetime) -> bool:
        body = sent.body
        day_is_wrong = not self.today < body["return_date"] <= self.today + timedelta(days=365)
        return self._is_finished(sent) or not body["reason"].strip() or day_is_wrong

    def _wrong_resume(self, sent: Sent, at: datetime) -> bool:
        return self.actions[sent.body["action_id"]].state != "held"

    def _is_finished(self, sent: Sent) -> bool:
        return self.actions[sent.body["action_id"]].state not in UNFINISHED

    def _wrong_complete(self, sent: Sent, at: datetime) -> bool:
        return self._is_finished(sent)

    def _wrong_cancel(self, sent: Sent, at: datetime) -> bool:
        return self._is_finished(sent) or not sent.body["reason"].strip()

    def _wrong_in_error(self, sent: Sent, at: datetime) -> bool:
        return self.actions[sent.body["action_id"]].state == "in error" or not sent.body["reason"].strip()

    def _wrong_comment(self, sent: Sent, at: datetime) -> bool:
        return not sent.body["text"].strip()

    def _wrong_leads(self, sent: Sent, at: datetime) -> bool:
        entry, lead, deputy = (
            self.entries[sent.body["entry_id"]],
            sent.body["named_lead_id"],
            sent.body["deputy_id"],
        )
        strangers = [one for one in (lead, deputy) if one and not self._is_there(one, entry.team)]
        named_by_another = lead not in (None, entry.lead) and self.members[lead].account != sent.account  # P3
        return entry.state == "ended" or bool(strangers) or (lead is not None and lead == deputy) or named_by_another

    def _wrong_override(self, sent: Sent, at: datetime) -> bool:
        """P2: somebody on shift, on a service day (Monday to Friday here) from today to a month ahead, with a reason."""
        body = sent.body
        member, day = self.members[body["member_id"]], body["day"]
        on_list = any(
            entry.person == body["person_id"] and entry.team == body["team_id"] and entry.state != "ended"
            for entry in self.entries.values()
        )
        in_time = self.today <= day <= self.today + timedelta(days=31) and day.weekday() < 5
        on_shift = member.team == body["team_id"] and member.works(day) and day < self.rota_until
        return not (on_list and in_time and on_shift and body["reason"].strip())

    def _wrong_end(self, sent: Sent, at: datetime) -> bool:
        """P4: nothing is left behind."""
        entry = self.entries[sent.body["entry_id"]]
        here = entry.team, entry.person
        work = any((a.team, a.person) == here and a.state in UNFINISHED for a in self.actions.values())
        visits = any((c.team, c.person) == here and c.state == "planned" for c in self.contacts.values())
        offered = any(one.entry == sent.body["entry_id"] for one in self._waiting().values())
        is_dead = entry.person in self.deaths
        return entry.state == "ended" or not sent.body["held_by"].strip() or work or visits or offered or is_dead

    def _wrong_plan(self, sent: Sent, at: datetime) -> bool:
        body = sent.body
        start, end = body["window_from"], body["window_to"]
        window = start <= end and end > at and end - start <= timedelta(days=14) and start <= at + timedelta(days=366)
        return not window or self._wrong_maker(sent) or body["person_id"] in self.deaths

    def _wrong_maker(self, sent: Sent) -> bool:
        body = sent.body
        return body["way"] not in WAYS or not self._is_there(body["member_id"], body["team_id"])

    def _is_there(self, member: UUID, team: UUID) -> bool:
        return self.members[member].team == team and self.members[member].is_there

    def _wrong_record(self, sent: Sent, at: datetime) -> bool:
        body = sent.body
        known = body["state"] in ("made", "missed") and (body["state"] == "made" or bool(body["reason"].strip()))
        past = at - timedelta(days=366) <= body["happened_at"] <= at
        return not known or not past or self._wrong_maker(sent)

    def _wrong_settle(self, sent: Sent, at: datetime) -> bool:
        contact, state = self.contacts[sent.body["contact_id"]], sent.body["state"]
        known = state == "made" or (state in ("missed", "cancelled") and bool(sent.body["reason"].strip()))
        return contact.state != "planned" or not known

    def _wrong_offer(self, sent: Sent, at: datetime) -> bool:
        """P3: who answers for it offers it, or the duty lead; once; to somebody else; with an answer-by before it is due."""
        body, action = sent.body, self.actions[sent.body["action_id"]]
        purpose = "help" if sent.command == "action.ask_help" else "own"
        other = [
            one
            for one in self._waiting().values()
            if one.action == body["action_id"]
            and one.purpose == purpose
            and (purpose == "own" or (one.to and one.to == body["to"]))
        ]
        giver = self.owner(body["action_id"])
        return (
            action.state not in UNFINISHED
            or bool(other)
            or self._wrong_receiver(body, action.team, action.owner)
            or sent.account not in (self.members[giver].account, self.members[self.duty[action.team]].account)
            or not at < body["answer_by"] <= latest_answer(at, action.deadline)
        )

    def _wrong_receiver(self, body: Body, team: UUID, holder: UUID | None) -> bool:
        if body["role"] or body["team"]:
            return False
        member = self.members.get(body["to"])
        return member is None or not self._is_there(member.id, team) or member.id == holder

    def _wrong_offer_person(self, sent: Sent, at: datetime) -> bool:
        body, entry = sent.body, self.entries[sent.body["entry_id"]]
        givers = {entry.lead or self.duty[entry.team], self.duty[entry.team]}
        return (
            entry.state == "ended"
            or any(one.entry == body["entry_id"] for one in self._waiting().values())
            or self._wrong_receiver(body, entry.team, entry.lead)
            or sent.account not in {self.members[one].account for one in givers}
            or not at < body["answer_by"] <= at + timedelta(days=14)
        )

    def _is_for(self, sent: Sent, offer: Offer) -> bool:
        if offer.to:
            return self.members[offer.to].account == sent.account
        return offer.has(self._own(sent).role) and self._own(sent).id != offer.giver

    def _wrong_removal(self, sent: Sent, at: datetime) -> bool:
        """P4: never refused for what they hold."""
        member = self.members[sent.body["member_id"]]
        return not member.is_there or member.account == sent.account or not sent.body["reason"].strip()

    def _wrong_accept(self, sent: Sent, at: datetime) -> bool:
        return not self._is_for(sent, self.offers[sent.body["offer_id"]])

    def _wrong_decline(self, sent: Sent, at: datetime) -> bool:
        offer = self.offers[sent.body["offer_id"]]
        return not self._is_for(sent, offer) or not sent.body["reason"].strip() or not offer.to

    def _wrong_withdraw(self, sent: Sent, at: datetime) -> bool:
        key = sent.body["offer_id"]
        offer = self.offers[key]
        givers = [offer.giver, self._holder(offer), self.duty[self._team_of_offer(key)]]
        return sent.account not in {self.members[one].account for one in givers if one}

    def _holder(self, offer: Offer) -> UUID | None:
        return self.actions[offer.action].owner if offer.action else self.entries[offer.entry].lead  # type: ignore[index]

    def _reminded(self, sent: Sent) -> UUID:
        """Whom a reminder goes to: by the owner, to the member whom they offer it to; else to whoever answers for it."""
        key = sent.body["action_id"]
        asked = [one.to for one in self._waiting().values() if one.action == key and one.purpose == "own" and one.to]
        if asked and self.members[self.actions[key].owner].account == sent.account:
            return self.members[asked[0]].account  # type: ignore[index]
        return self.members[self.owner(key)].account

    def _wrong_remind(self, sent: Sent, at: datetime) -> bool:
        since = self.reminded.get((sent.account, sent.body["action_id"]))
        too_soon = since is not None and at - since < timedelta(hours=1)
        return self._is_finished(sent) or too_soon or self._reminded(sent) == sent.account

    def _wrong_death(self, sent: Sent, at: datetime) -> bool:
        return sent.body["person_id"] in self.deaths or not sent.body["how_known"].strip()

    def _wrong_undo(self, sent: Sent, at: datetime) -> bool:
        return sent.body["person_id"] not in self.deaths or not sent.body["because"].strip()

    _is_wrong: ClassVar[dict[str, Callable[["Plain", Sent, datetime], bool]]] = {
        "action.add": _wrong_add,
        "action.change": _wrong_change,
        "action.take": _wrong_take,
        "action.hold": _wrong_hold,
        "action.resume": _wrong_resume,
        "action.complete": _wrong_complete,
        "action.cancel": _wrong_cancel,
        "action.mark_in_error": _wrong_in_error,
        "action.comment": _wrong_comment,
        "caseload.set_leads": _wrong_leads,
        "caseload.override_day_lead": _wrong_override,
        "handover.close_person": _wrong_end,
        "contact.plan": _wrong_plan,
        "contact.record": _wrong_record,
        "contact.settle": _wrong_settle,
        "action.offer": _wrong_offer,
        "action.ask_help": _wrong_offer,
        "action.offer_person": _wrong_offer_person,
        "action.accept": _wrong_accept,
        "action.decline": _wrong_decline,
        "action.withdraw": _wrong_withdraw,
        "action.remind": _wrong_remind,
        "handover.record_death": _wrong_death,
        "handover.undo_death": _wrong_undo,
        "handover.remove_access": _wrong_removal,
    }

    # What it does

    def _tell(self, sent: Sent, account: UUID, kind: str, thing: UUID) -> None:
        """Nobody is told of their own act."""
        if account != sent.account:
            self.told[account, kind, thing] += 1

    def _step(self, sent: Sent, step: str, text: str, kind: str, **values: Any) -> None:
        """Change an action, write the step, and tell whoever owned it."""
        key = sent.body["action_id"]
        before = self.actions[key]
        version = before.version + (step not in SAID)
        self.actions[key] = replace(before, version=version, steps=(*before.steps, (step, text)), **values)
        if kind and self.members[before.owner].is_there:
            self._tell(sent, self.members[before.owner].account, kind, key)

    def _end_offers(self, sent: Sent, action: UUID, *, helps_too: bool) -> None:
        """Work that is finished or changes hands is on offer no more: whoever gave it and whoever was asked is told."""
        for key, offer in self._waiting().items():
            if offer.action == action and (helps_too or offer.purpose == "own"):
                self.offers[key] = replace(offer, state="lapsed")
                for member in (offer.giver, offer.to):
                    if member:
                        self._tell(sent, self.members[member].account, "offer lapsed", key)

    def _add(self, sent: Sent, at: datetime, key: UUID) -> None:
        body = sent.body
        self.actions[key] = Action(
            body["team_id"],
            body["person_id"],
            body["what"],
            body["owner_id"],
            body["due_at"],
            steps=(("add", body["what"]),),
        )
        self._tell(sent, self.members[body["owner_id"]].account, "action given", key)

    def _change(self, sent: Sent, at: datetime, key: UUID) -> None:
        changes = self._changes(sent)
        self._step(sent, "change", "", "action changed", **changes)
        if "owner" in changes:
            self._end_offers(sent, key, helps_too=False)
            self._tell(sent, self.members[changes["owner"]].account, "action given", key)

    def _take(self, sent: Sent, at: datetime, key: UUID) -> None:
        self._step(sent, "take", "", "action taken", owner=self._own(sent).id)
        self._end_offers(sent, key, helps_too=False)

    def _hold(self, sent: Sent, at: datetime, key: UUID) -> None:
        reason, day = sent.body["reason"], sent.body["return_date"]
        self._step(sent, "hold", reason, "action changed", state="held", hold_reason=reason, return_date=day)

    def _resume(self, sent: Sent, at: datetime, key: UUID) -> None:
        self._step(sent, "resume", "", "action changed", state="open", hold_reason="", return_date=None)

    def _close(self, sent: Sent, step: str, state: str, text: str, kind: str) -> None:
        self._step(sent, step, text, kind, state=state, outcome=text, hold_reason="", return_date=None)
        self._end_offers(sent, sent.body["action_id"], helps_too=True)

    def _complete(self, sent: Sent, at: datetime, key: UUID) -> None:
        self._close(sent, "complete", "done", sent.body["outcome"], "action done")

    def _cancel(self, sent: Sent, at: datetime, key: UUID) -> None:
        self._close(sent, "cancel", "cancelled", sent.body["reason"], "action cancelled")

    def _in_error(self, sent: Sent, at: datetime, key: UUID) -> None:
        self._close(sent, "correct", "in error", sent.body["reason"], "action in error")

    def _comment(self, sent: Sent, at: datetime, key: UUID) -> None:
        self._step(sent, "comment", sent.body["text"], "action comment")

    def _leads(self, sent: Sent, at: datetime, key: UUID) -> None:
        before, body = self.entries[key], sent.body
        for kind, old, new in (
            ("named lead", before.lead, body["named_lead_id"]),
            ("deputy", before.deputy, body["deputy_id"]),
        ):
            if new and new != old:
                self._tell(sent, self.members[new].account, kind, key)
        self.entries[key] = replace(
            before, lead=body["named_lead_id"], deputy=body["deputy_id"], version=before.version + 1
        )

    def _override(self, sent: Sent, at: datetime, key: UUID) -> None:
        body = sent.body
        self.overrides[body["team_id"], body["person_id"], body["day"]] = (body["member_id"], body["reason"])
        self._tell(sent, self.members[body["member_id"]].account, "day lead", key)

    def _end(self, sent: Sent, at: datetime, person: UUID) -> None:
        key = sent.body["entry_id"]
        before = self.entries[key]
        self.entries[key] = replace(before, state="ended", because="moved away", version=before.version + 1)
        for member in {before.lead, before.deputy} - {None}:
            self._tell(sent, self.members[member].account, "person closed", key)
        self.reached[before.team][before.person] = at + timedelta(days=30)

    def _meet(self, sent: Sent, at: datetime, key: UUID) -> None:
        body = sent.body
        state = body.get("state", "planned")
        reason = body.get("reason", "") if state == "missed" else ""
        day = body["window_from"].astimezone(LONDON).date() if state == "planned" else None
        self.contacts[key] = Contact(
            body["team_id"], body["person_id"], body["member_id"], body["way"], state, reason, day=day,
            from_at=body.get("window_from"), to_at=body.get("window_to"), happened_at=body.get("happened_at"),
        )  # fmt: skip
        self._tell(sent, self.members[body["member_id"]].account, f"contact {state}", key)

    def _settle(self, sent: Sent, at: datetime, key: UUID) -> None:
        before, state = self.contacts[key], sent.body["state"]
        reason = "" if state == "made" else sent.body["reason"]
        version = before.version + 1
        self.contacts[key] = replace(before, state=state, reason=reason, happened_at=at, version=version)
        if before.member:
            self._tell(sent, self.members[before.member].account, f"contact {state}", key)

    def _offer(self, sent: Sent, at: datetime, key: UUID) -> None:
        body = sent.body
        action, purpose = self.actions[body["action_id"]], "help" if sent.command == "action.ask_help" else "own"
        owner = self.owner(body["action_id"])
        giver = owner if self.members[owner].account == sent.account else self.duty[action.team]
        self._step(sent, "ask help" if purpose == "help" else "offer", body["note"], "")
        self.offers[key] = Offer(
            body["action_id"],
            None,
            giver,
            body["to"],
            body["role"],
            purpose,
            body["answer_by"],
            whole_team=body["team"],
        )
        self._ask(sent, key, action.team, "help asked" if purpose == "help" else "offer")

    def _offer_person(self, sent: Sent, at: datetime, key: UUID) -> None:
        body, entry = sent.body, self.entries[sent.body["entry_id"]]
        is_lead = entry.lead is not None and self.members[entry.lead].account == sent.account
        giver = entry.lead if is_lead and entry.lead else self.duty[entry.team]
        self.offers[key] = Offer(
            None, body["entry_id"], giver, body["to"], body["role"], "own", body["answer_by"], whole_team=body["team"]
        )
        self._ask(sent, key, entry.team, "offer")

    def _ask(self, sent: Sent, key: UUID, team: UUID, kind: str) -> None:
        """Tell the receiver; of a pool everybody in it and the duty lead, whose it is meanwhile."""
        offer = self.offers[key]
        there = [one for one in self.members.values() if self._is_there(one.id, team)]
        pool = {one.account for one in there if offer.has(one.role)}
        asked = {self.members[offer.to].account} if offer.to else pool | {self.members[self.duty[team]].account}
        for account in asked:
            self._tell(sent, account, kind, key)

    def _answer(self, sent: Sent, key: UUID, kind: str, state: str, holder: UUID | None, **values: Any) -> None:
        """P3: whoever asked, and whoever answers for it, always get the answer."""
        offer = self.offers[key]
        self.offers[key] = replace(offer, state=state, **values)
        for account in self._askers(key, holder):
            self._tell(sent, account, kind, key)

    def _askers(self, key: UUID, holder: UUID | None) -> set[UUID]:
        """Return whoever gave an offer or holds what is offered, if they are there; else the duty lead."""
        there = {one for one in (self.offers[key].giver, holder) if one and self.members[one].is_there}
        return {self.members[one].account for one in there or {self.duty[self._team_of_offer(key)]}}

    def _accept(self, sent: Sent, at: datetime, outcome: UUID) -> None:
        key = sent.body["offer_id"]
        offer = self.offers[key]
        taker, holder = offer.to or self._own(sent).id, self._holder(offer)
        self._answer(sent, key, "offer accepted", "accepted", holder, taken_by=taker)
        if offer.entry:
            entry = self.entries[offer.entry]
            deputy = None if entry.deputy == taker else entry.deputy
            self.entries[offer.entry] = replace(entry, lead=taker, deputy=deputy, version=entry.version + 1)
        elif offer.purpose == "help":
            self._said(offer, "help", "")
        else:
            self._said(offer, "accept", "", owner=taker)

    def _said(self, offer: Offer, step: str, text: str, **values: Any) -> None:
        """Write a step of the offered action; a person has none."""
        if offer.action:
            action = self.actions[offer.action]
            version = action.version + (step not in SAID)
            self.actions[offer.action] = replace(action, version=version, steps=(*action.steps, (step, text)), **values)

    def _decline(self, sent: Sent, at: datetime, key: UUID) -> None:
        offer, reason = self.offers[key], sent.body["reason"]
        self._answer(sent, key, "offer declined", "declined", self._holder(offer), reason=reason)
        self._said(offer, "decline", reason)

    def _withdraw(self, sent: Sent, at: datetime, key: UUID) -> None:
        offer, reason = self.offers[key], sent.body["reason"]
        self.offers[key] = replace(offer, state="withdrawn", reason=reason)
        self._said(offer, "withdraw", reason)
        if offer.to:
            self._tell(sent, self.members[offer.to].account, "offer withdrawn", key)

    def lapse(self, kith: UUID, team: UUID, at: datetime) -> None:
        """Let every offer of a team lapse that is over; the work stays, and everybody whom it concerns is told once."""
        self._lapse(Sent(kith, "", "action.lapse", {}), team, at)
        self.trail.append((kith, "action.lapse", "done"))

    def _lapse(self, sent: Sent, team: UUID, at: datetime) -> None:
        for key, offer in self._waiting().items():
            if self._team_of_offer(key) == team and self.is_over(offer, at):
                told = self._askers(key, self._holder(offer)) | (
                    {self.members[offer.to].account} if offer.to else set()
                )
                self.offers[key] = replace(offer, state="lapsed")
                self._said(offer, "lapse", "")
                for account in told:
                    self._tell(sent, account, "offer lapsed", key)

    def _remove(self, sent: Sent, at: datetime, outcome: Any) -> None:
        """P4: all they hold is the duty lead's at once, holds with it; nobody is led by them; what is offered to them is over."""
        gone = self.members[sent.body["member_id"]]
        self.members[gone.id] = replace(gone, is_there=False, gone_on=None)
        passed = self.empty(gone, f"{gone.name} has left the team")
        self._lapse(sent, gone.team, at)
        for key in passed:
            self._end_offers(sent, key, helps_too=False)

    def empty(self, gone: Member, why: str, until: date | None = None) -> list[UUID]:
        """
        Pass what a member holds to the duty lead, and let them lead nobody; return the work that passed.

        With a last day: what is planned up to it and the days they were to lead for; leading people stays with them.
        """
        duty = self.duty[gone.team]
        passed = [key for key, one in self.actions.items() if one.owner == gone.id and one.state in UNFINISHED]
        self.pass_work(passed, gone, why)
        for key, contact in self.contacts.items():
            if contact.member == gone.id and contact.state == "planned" and _is_by(contact.day, until):
                self.contacts[key] = replace(contact, member=duty, version=contact.version + 1)
        for key, entry in self.entries.items():
            if gone.id in (entry.lead, entry.deputy) and entry.state != "ended" and not until:
                lead, deputy = (None if one == gone.id else one for one in (entry.lead, entry.deputy))
                self.entries[key] = replace(entry, lead=lead, deputy=deputy, version=entry.version + 1)
        self.pass_days(gone, why, until)
        return passed

    def pass_work(self, actions: list[UUID], gone: Member, why: str) -> None:
        """Make the duty lead the owner, with a step that says why."""
        for key in actions:
            action = self.actions[key]
            steps = (*action.steps, ("pass", why))
            duty = self.duty[gone.team]
            self.actions[key] = replace(action, owner=duty, version=action.version + 1, steps=steps)

    def pass_days(self, gone: Member, why: str, until: date | None) -> None:
        """Let the duty lead lead on the days on which a member was to lead for a day."""
        for place, (member, _reason) in self.overrides.items():
            if member == gone.id and place[2] >= self.today and _is_by(place[2], until):
                self.overrides[place] = (self.duty[gone.team], why)

    def _remind(self, sent: Sent, at: datetime, key: UUID) -> None:
        self._tell(sent, self._reminded(sent), "reminder", key)
        self._step(sent, "remind", sent.body["note"], "")
        self.reminded[sent.account, key] = at

    def _die(self, sent: Sent, at: datetime, person: UUID) -> None:
        """P4: what is routine is cancelled with the reason, what a death asks for has an owner, the entry is closing."""
        [(entry_key, entry)] = [one for one in self.entries.items() if one[1].person == person]
        if entry.state == "ended":
            self.deaths[person] = Death("ended", {}, (), at)
            return
        reason, stopped = "Cancelled: this person has died", dict[UUID, tuple[Any, int]]()
        for key, action in self.actions.items():
            if action.person == person and action.state in UNFINISHED and action.kind in ROUTINE:
                stopped[key] = (action, action.version + 1)
                self._stop(sent, key, reason, "action cancelled")
        for key, contact in self.contacts.items():
            if contact.person == person and contact.state == "planned":
                stopped[key] = (contact, contact.version + 1)
                self.contacts[key] = replace(contact, state="cancelled", reason=reason, version=contact.version + 1)
                if contact.member:
                    self._tell(sent, self.members[contact.member].account, "contact called off", key)
        duty = self.duty[entry.team]
        owner = entry.lead if entry.lead and not self.members[entry.lead].is_away(self.today) else duty
        for key, (what, days) in zip(self.made, AFTER_DEATH.items(), strict=True):
            due_at = five(service_day(self.today, days))
            steps = (("add", what),)
            self.actions[key] = Action(entry.team, person, what, owner, due_at, steps=steps, kind="after-death")
        for account in {self.members[one].account for one in (owner, entry.lead, duty) if one}:
            self._tell(sent, account, "death recorded", person)
        self.deaths[person] = Death(entry.state, stopped, self.made, at)
        self.entries[entry_key] = replace(entry, state="closing", version=entry.version + 1)

    def _or_duty(self, member: UUID, team: UUID) -> UUID:
        return member if self.members[member].is_there else self.duty[team]

    def _stop(self, sent: Sent, key: UUID, reason: str, kind: str) -> None:
        done = replace(sent, body={"action_id": key})
        self._step(done, "cancel", reason, kind, state="cancelled", outcome=reason, hold_reason="", return_date=None)
        self._end_offers(sent, key, helps_too=True)

    def _undo(self, sent: Sent, at: datetime, outcome: Any) -> None:
        """P4: each thing is as it was, but what somebody has changed since; what the death asked for is cancelled."""
        person, because = sent.body["person_id"], sent.body["because"]
        death = self.deaths.pop(person)
        for key, (before, version) in death.stopped.items():
            if key in self.contacts and self.contacts[key].version == version:
                member = self._or_duty(before.member, before.team)
                self.contacts[key] = replace(before, member=member, version=version + 1)
            elif key in self.actions and self.actions[key].version == version:
                steps = (*self.actions[key].steps, ("reopen", because))
                owner = self._or_duty(before.owner, before.team)
                self.actions[key] = replace(before, owner=owner, version=version + 1, steps=steps)
        for key in death.asked:
            if self.actions[key].state in UNFINISHED:
                self._stop(sent, key, "Cancelled: the death was recorded in error", "")
        [(entry_key, entry)] = [one for one in self.entries.items() if one[1].person == person]
        if entry.state != "ended":
            self.entries[entry_key] = replace(entry, state=death.entry_state, version=entry.version + 1)

    _apply: ClassVar[dict[str, Callable[["Plain", Sent, datetime, Any], None]]] = {
        "action.add": _add,
        "action.change": _change,
        "action.take": _take,
        "action.hold": _hold,
        "action.resume": _resume,
        "action.complete": _complete,
        "action.cancel": _cancel,
        "action.mark_in_error": _in_error,
        "action.comment": _comment,
        "caseload.set_leads": _leads,
        "caseload.override_day_lead": _override,
        "handover.close_person": _end,
        "contact.plan": _meet,
        "contact.record": _meet,
        "contact.settle": _settle,
        "action.offer": _offer,
        "action.ask_help": _offer,
        "action.offer_person": _offer_person,
        "action.accept": _accept,
        "action.decline": _decline,
        "action.withdraw": _withdraw,
        "action.remind": _remind,
        "handover.record_death": _die,
        "handover.undo_death": _undo,
        "handover.remove_access": _remove,
    }


def service_day(day: date, number: int) -> date:
    """Return the day that many service days later: Monday to Friday here."""
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return day


def five(day: date) -> datetime:
    """Return 5pm of a day in London."""
    return datetime.combine(day, time(17), LONDON)


def latest_answer(at: datetime, deadline: datetime) -> datetime:
    """Return by when an answer may be asked: before work is due, within a fortnight; of late work by the next service day."""
    return min(deadline, at + timedelta(days=14)) if deadline > at else five(service_day(at.date(), 1))


def _is_ahead(due_at: datetime, at: datetime) -> bool:
    return at - timedelta(days=90) <= due_at <= at + timedelta(days=366 * 2)


def _is_by(day: date | None, until: date | None) -> bool:
    return until is None or day is None or day <= until
