"""
A plain model of lists, actions and contacts: what each command does and when it is refused, in ordinary Python.

Written from the promises and the words of the design, and imports nothing of Kith: where the two differ, one is wrong. Where
several reasons for a refusal hold at once, any of them may be the one that is said.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

REFUSAL, STALE, HIDDEN, FORBIDDEN, KEY_USED = "Refusal", "Stale", "NotVisible", "NotAllowed", "KeyUsed"
UNFINISHED = {"open", "held"}
WAYS = {"visit", "phone", "message", "clinic", "video"}
LEADERS = {"team-lead", "clinical-supervisor"}
NO_DECISIONS = {"place-manager"}

Body = dict[str, Any]


@dataclass(frozen=True)
class Member:
    """Somebody on a team: may be away today, or on shift."""

    id: UUID
    account: UUID
    team: UUID
    role: str
    is_away: bool = False
    is_on_shift: bool = True


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
    """A visit or call."""

    team: UUID
    person: UUID
    member: UUID | None
    way: str
    state: str
    reason: str = ""
    version: int = 1


@dataclass(frozen=True)
class Sent:
    """One command as somebody sends it."""

    account: UUID
    key: str
    command: str
    body: Body


@dataclass
class Plain:
    """The world as it should be."""

    today: date
    members: dict[UUID, Member]
    duty: dict[UUID, UUID]
    reached: dict[UUID, set[UUID]]
    entries: dict[UUID, Entry]
    actions: dict[UUID, Action] = field(default_factory=dict)
    contacts: dict[UUID, Contact] = field(default_factory=dict)
    overrides: dict[tuple[UUID, UUID, date], tuple[UUID, str]] = field(default_factory=dict)
    told: Counter[tuple[UUID, str, UUID]] = field(default_factory=Counter)
    trail: list[tuple[UUID, str, str]] = field(default_factory=list)
    receipts: dict[tuple[UUID, str], tuple[str, Body, UUID]] = field(default_factory=dict)

    def judge(self, sent: Sent, at: datetime) -> set[str] | UUID | None:
        """Return why a command is refused, or the answer that an earlier use of its key had, or None when it is new and good."""
        stored = self.receipts.get((sent.account, sent.key))
        if stored and stored[:2] != (sent.command, sent.body):
            return {KEY_USED}
        if not self._is_seen(sent):
            return {HIDDEN}
        if not self._is_allowed(sent):
            return {FORBIDDEN}
        if stored:
            return stored[2]
        return self._reasons(sent, at) or None

    def record(self, sent: Sent, at: datetime, outcome: UUID | None) -> None:
        """Keep what became of a command: refused when there is no outcome, answered again when its key was used before."""
        if outcome is None:
            self.trail.append((sent.account, sent.command, "refused"))
        elif (sent.account, sent.key) not in self.receipts:
            self.receipts[sent.account, sent.key] = (sent.command, sent.body, outcome)
            self.trail.append((sent.account, sent.command, "done"))
            self._apply[sent.command](self, sent, at, outcome)

    # Who sees, who may

    def _team_of(self, sent: Sent) -> UUID | None:
        """Return the team of the thing that a command is made on, None where there is no such thing."""
        body = sent.body
        if "action_id" in body:
            return action.team if (action := self.actions.get(body["action_id"])) else None
        if "entry_id" in body:
            return entry.team if (entry := self.entries.get(body["entry_id"])) else None
        if "contact_id" in body:
            return contact.team if (contact := self.contacts.get(body["contact_id"])) else None
        team: UUID = body["team_id"]
        return team if body["person_id"] is None or body["person_id"] in self.reached.get(team, ()) else None

    def _is_seen(self, sent: Sent) -> bool:
        team = self._team_of(sent)
        return any(member.account == sent.account and member.team == team for member in self.members.values())

    def _is_allowed(self, sent: Sent) -> bool:
        role = self._own(sent).role
        return role not in NO_DECISIONS and (sent.command != "caseload.end_entry" or role in LEADERS)

    def _own(self, sent: Sent) -> Member:
        return next(member for member in self.members.values() if member.account == sent.account)

    # When it is refused

    def _reasons(self, sent: Sent, at: datetime) -> set[str]:
        found = {REFUSAL} if self._is_wrong[sent.command](self, sent, at) else set()
        return found | ({STALE} if self._is_stale(sent) else set())

    def _is_stale(self, sent: Sent) -> bool:
        if "version" not in sent.body:
            return False
        things: dict[UUID, Any] = {**self.actions, **self.entries, **self.contacts}
        thing = things[next(sent.body[name] for name in ("action_id", "entry_id", "contact_id") if name in sent.body)]
        return bool(thing.version != sent.body["version"])

    def _may_own(self, sent: Sent, team: UUID, owner: UUID) -> bool:
        """P3: outside a meeting, work is given to oneself or to the duty lead."""
        member = self.members.get(owner)
        return bool(member and member.team == team) and (
            self.members[owner].account == sent.account or self.duty[team] == owner
        )

    def _wrong_add(self, sent: Sent, at: datetime) -> bool:
        body = sent.body
        return (
            not body["what"].strip()
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
        return owner.account == sent.account or owner.is_away or action.owner == self.duty[action.team]

    def _changes(self, sent: Sent) -> Body:
        action, body = self.actions[sent.body["action_id"]], sent.body
        wanted = {"what": body.get("what"), "due_at": body.get("due_at"), "owner": body.get("owner_id")}
        return {name: value for name, value in wanted.items() if value is not None and value != getattr(action, name)}

    def _wrong_take(self, sent: Sent, at: datetime) -> bool:
        action = self.actions[sent.body["action_id"]]
        owner = self.members[action.owner]
        may_be_taken = owner.is_away or action.owner == self.duty[action.team]
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
        strangers = [one for one in (lead, deputy) if one and self.members[one].team != entry.team]
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
        on_shift = member.team == body["team_id"] and member.is_on_shift and self._has_rota(day)
        return not (on_list and in_time and on_shift and body["reason"].strip())

    def _has_rota(self, day: date) -> bool:
        return day < self.today + timedelta(days=14)

    def _wrong_end(self, sent: Sent, at: datetime) -> bool:
        """P4: nothing is left behind."""
        entry = self.entries[sent.body["entry_id"]]
        here = entry.team, entry.person
        work = any((a.team, a.person) == here and a.state in UNFINISHED for a in self.actions.values())
        visits = any((c.team, c.person) == here and c.state == "planned" for c in self.contacts.values())
        return entry.state == "ended" or not sent.body["because"].strip() or work or visits

    def _wrong_plan(self, sent: Sent, at: datetime) -> bool:
        body = sent.body
        start, end = body["window_from"], body["window_to"]
        window = start <= end and end > at and end - start <= timedelta(days=14) and start <= at + timedelta(days=366)
        return not window or self._wrong_maker(sent)

    def _wrong_maker(self, sent: Sent) -> bool:
        body = sent.body
        return body["way"] not in WAYS or self.members[body["member_id"]].team != body["team_id"]

    def _wrong_record(self, sent: Sent, at: datetime) -> bool:
        body = sent.body
        known = body["state"] in ("made", "missed") and (body["state"] == "made" or bool(body["reason"].strip()))
        past = at - timedelta(days=366) <= body["happened_at"] <= at
        return not known or not past or self._wrong_maker(sent)

    def _wrong_settle(self, sent: Sent, at: datetime) -> bool:
        contact, state = self.contacts[sent.body["contact_id"]], sent.body["state"]
        known = state == "made" or (state in ("missed", "cancelled") and bool(sent.body["reason"].strip()))
        return contact.state != "planned" or not known

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
        "caseload.end_entry": _wrong_end,
        "contact.plan": _wrong_plan,
        "contact.record": _wrong_record,
        "contact.settle": _wrong_settle,
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
        version = before.version + (step != "comment")
        self.actions[key] = replace(before, version=version, steps=(*before.steps, (step, text)), **values)
        self._tell(sent, self.members[before.owner].account, kind, key)

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
            self._tell(sent, self.members[changes["owner"]].account, "action given", key)

    def _take(self, sent: Sent, at: datetime, key: UUID) -> None:
        self._step(sent, "take", "", "action taken", owner=self._own(sent).id)

    def _hold(self, sent: Sent, at: datetime, key: UUID) -> None:
        reason, day = sent.body["reason"], sent.body["return_date"]
        self._step(sent, "hold", reason, "action changed", state="held", hold_reason=reason, return_date=day)

    def _resume(self, sent: Sent, at: datetime, key: UUID) -> None:
        self._step(sent, "resume", "", "action changed", state="open", hold_reason="", return_date=None)

    def _close(self, sent: Sent, step: str, state: str, text: str, kind: str) -> None:
        self._step(sent, step, text, kind, state=state, outcome=text, hold_reason="", return_date=None)

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

    def _end(self, sent: Sent, at: datetime, key: UUID) -> None:
        before = self.entries[key]
        self.entries[key] = replace(before, state="ended", because=sent.body["because"], version=before.version + 1)

    def _meet(self, sent: Sent, at: datetime, key: UUID) -> None:
        body = sent.body
        state = body.get("state", "planned")
        reason = body.get("reason", "") if state == "missed" else ""
        self.contacts[key] = Contact(body["team_id"], body["person_id"], body["member_id"], body["way"], state, reason)
        self._tell(sent, self.members[body["member_id"]].account, f"contact {state}", key)

    def _settle(self, sent: Sent, at: datetime, key: UUID) -> None:
        before, state = self.contacts[key], sent.body["state"]
        reason = "" if state == "made" else sent.body["reason"]
        self.contacts[key] = replace(before, state=state, reason=reason, version=before.version + 1)
        if before.member:
            self._tell(sent, self.members[before.member].account, f"contact {state}", key)

    _apply: ClassVar[dict[str, Callable[["Plain", Sent, datetime, UUID], None]]] = {
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
        "caseload.end_entry": _end,
        "contact.plan": _meet,
        "contact.record": _meet,
        "contact.settle": _settle,
    }


def _is_ahead(due_at: datetime, at: datetime) -> bool:
    return at - timedelta(days=90) <= due_at <= at + timedelta(days=366 * 2)
