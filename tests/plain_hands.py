"""
The rest of the plain model: leaves line by line, sudden absence, several actions at once, nights, and lists that close.

As `plain_model`, it is written from the promises and the words of the design and imports nothing of Kith.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from plain_model import LEADERS, LONDON, UNFINISHED, Body, Offer, Plain, Sent, five, latest_answer, service_day

TO_SETTLE = {"named lead", "deputy", "action", "contact"}
"""What moves only by acceptance or with the duty lead's name."""
OWN_OR_LEADERS = {
    "handover.plan_leave", "handover.settle_lines", "handover.withdraw_leave", "handover.confirm_leave",
}  # fmt: skip
ONE_BY_ONE = {
    "take": "action.take", "to duty": "action.change", "offer": "action.offer", "move": "action.change",
    "hold": "action.hold", "done": "action.complete", "cancel": "action.cancel",
}  # fmt: skip
"""What a command on several actions does to each."""


@dataclass(frozen=True)
class Leave:
    """A leave, for good without a last day: prepared, confirmed, begun or withdrawn; what has the duty lead's name on it."""

    member: UUID
    first_day: date
    last_day: date | None
    reason: str
    state: str = "planned"
    version: int = 1
    to_duty: frozenset[tuple[str, UUID]] = frozenset()


@dataclass(frozen=True)
class Goes:
    """Where one line of a leave is to go."""

    kind: str
    thing: UUID
    to: UUID | None = None
    role: str = ""
    whole_team: bool = False
    to_duty: bool = False


@dataclass
class World(Plain):
    """The plain model as a whole."""

    leaves: dict[UUID, Leave] = field(default_factory=dict)
    lines_done: list[bool] = field(default_factory=list)

    # Who sees, who may

    def _place_of(self, sent: Sent) -> tuple[UUID, UUID | None] | None:
        if "leave_id" in sent.body:
            leave = self.leaves.get(sent.body["leave_id"])
            return (self.members[leave.member].team, None) if leave else None
        if sent.command == "action.bulk":
            return sent.body["team_id"], None
        return super()._place_of(sent)

    def _is_allowed(self, sent: Sent) -> bool:
        """P4: everybody prepares their own leave; for others a lead or a supervisor does."""
        own = self._own(sent)
        if sent.command in OWN_OR_LEADERS and own.role not in LEADERS:
            member = sent.body.get("member_id") or self.leaves[sent.body["leave_id"]].member
            if self.members[member].account != sent.account:
                return False
        return super()._is_allowed(sent)

    def _is_stale(self, sent: Sent, at: datetime) -> bool:
        if "leave_id" in sent.body:
            return bool(sent.body.get("version", self._leave(sent).version) != self._leave(sent).version)
        return super()._is_stale(sent, at)

    def _leave(self, sent: Sent) -> Leave:
        return self.leaves[sent.body["leave_id"]]

    # Leave

    def _wrong_leave(self, sent: Sent, at: datetime) -> bool:
        body = sent.body
        first, last = body["first_day"], body["last_day"]
        prepared = any(
            one.member == body["member_id"] and one.state in ("planned", "confirmed") for one in self.leaves.values()
        )
        in_time = self.today <= first <= self.today + timedelta(days=366)
        in_order = last is None or first <= last <= first + timedelta(days=366)
        is_there = self.members[body["member_id"]].is_there
        return prepared or not in_time or not in_order or not body["reason"].strip() or not is_there

    def _plan_leave(self, sent: Sent, at: datetime, key: UUID) -> None:
        body = sent.body
        self.leaves[key] = Leave(body["member_id"], body["first_day"], body["last_day"], body["reason"])

    def _wrong_lines(self, sent: Sent, at: datetime) -> bool:
        return self._leave(sent).state != "planned"

    def _settle_lines(self, sent: Sent, at: datetime, outcome: Any) -> None:
        """P4, P14: each line stands alone; it is offered, or has the duty lead's name on it."""
        leave = self._leave(sent)
        held = set(self._in_hand(leave.member))
        self.lines_done = []
        for goes, offer in zip(sent.body["lines"], self.made, strict=True):
            done = (goes.kind, goes.thing) in held and goes.kind in TO_SETTLE and not self._wrong_line(sent, goes, at)
            self.lines_done.append(done)
            if done and goes.to_duty:
                now = self._leave(sent)
                named = replace(now, to_duty=now.to_duty | {(goes.kind, goes.thing)})
                self.leaves[sent.body["leave_id"]] = named
            elif done:
                self._offer_line(sent, goes, at, offer)

    def _wrong_line(self, sent: Sent, goes: Goes, at: datetime) -> bool:
        """P3: offered once, to somebody who is there and does not hold it already."""
        if goes.to_duty:
            return False
        body = {"to": goes.to, "role": goes.role, "team": goes.whole_team}
        one_way = sum((goes.to is not None, bool(goes.role), goes.whole_team)) == 1
        team, things = self.members[self._leave(sent).member].team, {"action", "named lead"}
        waits = any(goes.thing in (one.action, one.entry) and one.purpose == "own" for one in self._waiting().values())
        return (
            goes.kind not in things
            or not one_way
            or waits
            or self._wrong_receiver(body, team, self._leave(sent).member)
        )

    def _offer_line(self, sent: Sent, goes: Goes, at: datetime, key: UUID) -> None:
        """Offer a line for whoever holds it, to be answered by the end of this service day or the next."""
        leave = self._leave(sent)
        member = self.members[leave.member]
        pool: Body = {"to": goes.to, "role": goes.role, "whole_team": goes.whole_team}
        if goes.kind == "action":
            by = usual_answer(at, self.actions[goes.thing].deadline)
            self.offers[key] = Offer(goes.thing, None, member.id, purpose="own", answer_by=by, **pool)
            going = "is on leave" if leave.last_day else "is leaving the team"
            self._said(self.offers[key], "offer", f"{member.name} {going}")
        else:
            by = usual_answer(at, at + timedelta(days=14))
            self.offers[key] = Offer(None, goes.thing, member.id, purpose="own", answer_by=by, **pool)
        self._ask(sent, key, member.team, "offer")

    def _in_hand(self, member: UUID) -> Iterable[tuple[str, UUID]]:
        """Yield what somebody holds that moves only by acceptance or with the duty lead's name."""
        for key, action in self.actions.items():
            if action.owner == member and action.state in UNFINISHED:
                yield "action", key
        for key, contact in self.contacts.items():
            if contact.member == member and contact.state == "planned":
                yield "contact", key
        for key, entry in self.entries.items():
            if entry.state != "ended" and member in (entry.lead, entry.deputy):
                yield ("named lead" if entry.lead == member else "deputy"), key

    def _must_move(self, leave: Leave) -> list[tuple[str, UUID]]:
        """P4: for good, all of it; for a time what is due before they are back, and contacts on one of the days."""
        return [line for line in self._in_hand(leave.member) if leave.last_day is None or self._comes_due(leave, *line)]

    def _comes_due(self, leave: Leave, kind: str, key: UUID) -> bool:
        assert leave.last_day is not None
        if kind == "action":
            action = self.actions[key]
            return max(_london(action.due_at), action.return_date or date.min) <= leave.last_day
        day = self.contacts[key].day if kind == "contact" else None
        return day is not None and leave.first_day <= day <= leave.last_day

    def _wrong_confirm(self, sent: Sent, at: datetime) -> bool:
        """P4: nothing open may be left on it."""
        leave = self._leave(sent)
        return leave.state != "planned" or bool(set(self._must_move(leave)) - leave.to_duty)

    def _confirm(self, sent: Sent, at: datetime, key: UUID) -> None:
        leave = self._leave(sent)
        member = self.members[leave.member]
        self.leaves[key] = replace(leave, state="confirmed", version=leave.version + 1)
        if leave.last_day:
            self.members[member.id] = replace(member, away=(*member.away, (leave.first_day, leave.last_day)))
        else:
            self.members[member.id] = replace(member, gone_on=leave.first_day)
            passed = self.empty(member, f"{member.name} has left the team")
            self._end_own_offers(sent, passed)
            if leave.first_day <= self.today:
                self._go(member.id)
        if leave.first_day <= self.today:
            self._begin(sent, key)

    def _begin(self, sent: Sent, key: UUID) -> None:
        """Pass on what comes due while they are away, and the days on which they were to lead; for good, everything."""
        leave = self.leaves[key]
        member = self.members[leave.member]
        self.leaves[key] = replace(leave, state="begun", version=leave.version + 1)
        if leave.last_day is None:
            passed = self.empty(member, f"{member.name} has left the team")
        else:
            why, lines = f"{member.name} is on leave", self._must_move(leave)
            passed = [thing for kind, thing in lines if kind == "action"]
            self.pass_work(passed, member, why)
            for kind, thing in lines:
                if kind == "contact":
                    before = self.contacts[thing]
                    duty = self.duty[member.team]
                    self.contacts[thing] = replace(before, member=duty, version=before.version + 1)
            self.pass_days(member, why, leave.last_day)
        self._end_own_offers(sent, passed)

    def _end_own_offers(self, sent: Sent, actions: Iterable[UUID]) -> None:
        for key in actions:
            self._end_offers(sent, key, helps_too=False)

    def _go(self, member: UUID) -> None:
        self.members[member] = replace(self.members[member], is_there=False)

    def _wrong_withdrawal(self, sent: Sent, at: datetime) -> bool:
        """Given up before it begins; who has left for good is put on the team again, not this."""
        leave = self._leave(sent)
        return leave.state not in ("planned", "confirmed") or (leave.state == "confirmed" and leave.last_day is None)

    def _give_up(self, sent: Sent, at: datetime, key: UUID) -> None:
        """What was accepted stays where it is; the days are days like others again."""
        leave = self._leave(sent)
        member = self.members[leave.member]
        if leave.state == "confirmed":
            away = list(member.away)
            away.remove((leave.first_day, leave.last_day))  # type: ignore[arg-type]  # for good it is refused
            self.members[member.id] = replace(member, away=tuple(away))
        self.leaves[key] = replace(leave, state="withdrawn", version=leave.version + 1)

    # Absence without notice, and access that ends

    def _wrong_absence(self, sent: Sent, at: datetime) -> bool:
        """P4: never refused for what they hold."""
        last, reason = sent.body["last_day"], sent.body["reason"]
        is_there = self.members[sent.body["member_id"]].is_there
        return not self.today <= last <= self.today + timedelta(days=366) or not reason.strip() or not is_there

    def _absent(self, sent: Sent, at: datetime, outcome: Any) -> None:
        """P4: the duty lead has at once what they hold; if it was theirs, the second in line."""
        member, last = self.members[sent.body["member_id"]], sent.body["last_day"]
        self.members[member.id] = replace(member, away=(*member.away, (self.today, last)))
        self._end_own_offers(sent, self.empty(member, f"{member.name} is away without notice", until=last))

    def _remove(self, sent: Sent, at: datetime, outcome: Any) -> None:
        super()._remove(sent, at, outcome)
        for key, leave in self.leaves.items():
            if leave.member == sent.body["member_id"] and leave.state in ("planned", "confirmed"):
                self.leaves[key] = replace(leave, state="withdrawn", version=leave.version + 1)

    # Several actions at once

    def _wrong_bulk(self, sent: Sent, at: datetime) -> bool:
        body = sent.body
        keys = [action for action, _version in body["lines"]]
        missing = {
            "offer": not (body["to"] or body["role"] or body["team"]),
            "hold": not body["text"].strip(),
            "cancel": not body["text"].strip(),
        }
        return not keys or len(set(keys)) != len(keys) or missing.get(body["doing"], False)

    def _bulk(self, sent: Sent, at: datetime, outcome: Any) -> None:
        """P14: each line is a command of its own, with its own refusal and its own entry on the trail."""
        self.lines_done = []
        own = self.trail.pop()
        before = len(self.trail)
        lines_made = self.made
        for (action, version), made in zip(sent.body["lines"], lines_made, strict=True):
            line = self._line(sent, action, version, at)
            refused = self.judge(line, at)
            self.lines_done.append(refused is None)
            self.record(line, at, None if refused else made or action)
        lines = self.trail[before:]
        refused_lines = [line for line in lines if line[2] == "refused"]  # written when all is over
        self.trail[before:] = [*(line for line in lines if line[2] == "done"), own, *refused_lines]

    def _line(self, sent: Sent, action: UUID, version: int, at: datetime) -> Sent:
        body, team = sent.body, sent.body["team_id"]
        more: dict[str, Body] = {
            "to duty": {"owner_id": self.duty[team]},
            "move": {"due_at": body["due_at"]},
            "offer": {
                "to": body["to"], "role": body["role"], "team": body["team"], "note": body["text"],
                "answer_by": usual_answer(at, self.actions[action].deadline) if action in self.actions else at,
            },
            "hold": {"reason": body["text"], "return_date": body["return_date"]},
            "done": {"outcome": body["text"]},
            "cancel": {"reason": body["text"]},
        }  # fmt: skip
        doing = body["doing"]
        named = {"action_id": action} | ({} if doing == "offer" else {"version": version})
        return Sent(sent.account, f"{sent.key} {action}", ONE_BY_ONE[doing], named | more.get(doing, {}))

    # Nights

    def night(self, kith: UUID, day: date, at: datetime) -> None:
        """Let another day come: who left by then is gone, and leaves that begin have begun."""
        self.today, self.at = day, at
        for member in [one.id for one in self.members.values() if one.is_there and one.gone_on and one.gone_on <= day]:
            self._go(member)
        sent = Sent(kith, "", "handover.begin_leaves", {})
        beginning = [key for key, one in self.leaves.items() if one.state == "confirmed" and one.first_day <= day]
        for key in sorted(beginning, key=lambda key: self.leaves[key].first_day):
            self._begin(sent, key)
        self.trail.append((kith, "handover.begin_leaves", "done"))

    def close_after_deaths(self, kith: UUID, at: datetime) -> None:
        """P4: 30 days after a death, with nothing open, the entry ends and with it the team's access."""
        for person, death in self.deaths.items():
            [(key, entry)] = [one for one in self.entries.items() if one[1].person == person]
            if (
                entry.state == "closing"
                and at >= death.at + timedelta(days=30)
                and not self._is_anything_open(entry.person)
            ):
                self.entries[key] = replace(entry, state="ended", because="Has died", version=entry.version + 1)
                self.reached[entry.team][person] = at
        self.trail.append((kith, "handover.close_after_deaths", "done"))

    def _is_anything_open(self, person: UUID) -> bool:
        work = any(one.person == person and one.state in UNFINISHED for one in self.actions.values())
        return work or any(one.person == person and one.state == "planned" for one in self.contacts.values())

    _is_wrong: ClassVar[dict[str, Callable[[Any, Sent, datetime], bool]]] = Plain._is_wrong | {
        "handover.plan_leave": _wrong_leave,
        "handover.settle_lines": _wrong_lines,
        "handover.confirm_leave": _wrong_confirm,
        "handover.withdraw_leave": _wrong_withdrawal,
        "handover.absent_now": _wrong_absence,
        "action.bulk": _wrong_bulk,
    }
    _apply: ClassVar[dict[str, Callable[[Any, Sent, datetime, Any], None]]] = Plain._apply | {
        "handover.plan_leave": _plan_leave,
        "handover.settle_lines": _settle_lines,
        "handover.confirm_leave": _confirm,
        "handover.withdraw_leave": _give_up,
        "handover.absent_now": _absent,
        "handover.remove_access": _remove,
        "action.bulk": _bulk,
    }


def usual_answer(at: datetime, deadline: datetime) -> datetime:
    """Return by when an offer that names nothing is to be answered: 5pm of this service day, past that of the next."""
    today = _london(at)
    ends = five(today) if today.weekday() < 5 and five(today) > at else five(service_day(today, 1))
    return min(ends, latest_answer(at, deadline))


def _london(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()
