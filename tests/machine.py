"""
The machine that sends the same commands to Kith and to the plain model, and compares what both say after each.

One connection does and reads everything: commands as the application's role, questions as one from whom nothing is hidden.
Each example is one transaction on the same two teams, rolled back when it is over.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection, transaction
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from builders import AT, ATeam, Someone, an_act
from kith.access.home import KITH_ACCOUNT, as_kith
from kith.act import Act, NotAllowed, Refusal, ids
from kith.act.context import set_context, standing
from kith.action import offering
from kith.action import operations as action
from kith.action.bulk import BulkLine, Doing, Wanted, bulk
from kith.action.queries import by_ids
from kith.caseload import operations as caseload
from kith.caseload.queries import day_leads, entry_of
from kith.contact import operations as contact
from kith.handover import deaths
from kith.handover import operations as leaving
from kith.handover.closing import Why, close_person
from kith.person.operations import Details
from kith.place.rules import local_day
from kith.team.queries import day_on_team
from plain_hands import ONE_BY_ONE, Goes, Leave, World
from plain_model import AFTER_DEATH, Action, Contact, Entry, Member, Offer, Sent, five, service_day


def _close(*, act: Act, entry_id: UUID, version: int, held_by: str) -> UUID:
    """Close somebody who moved away, whom nobody holds any more for a reason: the one field that a wrong input empties."""
    why = Why("moved away", "nobody", held_by, untold_because="nobody to tell")
    return close_person(act=act, entry_id=entry_id, version=version, why=why)


OPERATIONS: dict[str, Any] = {
    "action.add": action.add,
    "action.change": action.change,
    "action.take": action.take,
    "action.hold": action.hold,
    "action.resume": action.resume,
    "action.complete": action.complete,
    "action.cancel": action.cancel,
    "action.mark_in_error": action.mark_in_error,
    "action.comment": action.comment,
    "caseload.set_leads": caseload.set_leads,
    "caseload.override_day_lead": caseload.override_day_lead,
    "handover.close_person": _close,
    "contact.plan": contact.plan,
    "contact.record": contact.record,
    "contact.settle": contact.settle,
    "action.offer": offering.offer,
    "action.ask_help": offering.ask_help,
    "action.offer_person": offering.offer_person,
    "action.accept": offering.accept,
    "action.decline": offering.decline,
    "action.withdraw": offering.withdraw,
    "action.remind": offering.remind,
    "handover.record_death": deaths.record_death,
    "handover.undo_death": deaths.undo_death,
    "handover.remove_access": leaving.remove_access,
    "handover.absent_now": leaving.absent_now,
    "handover.plan_leave": leaving.plan_leave,
    "handover.settle_lines": leaving.settle_lines,
    "handover.confirm_leave": leaving.confirm_leave,
    "handover.withdraw_leave": leaving.withdraw_leave,
    "action.bulk": bulk,
}
NAMES = {"to": "to_member_id", "role": "to_role", "team": "to_team"}
"""What the model calls otherwise."""
KITH = UUID(KITH_ACCOUNT)


@dataclass(frozen=True)
class Stage:
    """
    Two teams, somebody of North who is away today, a manager, and who covers each place; Django's connection is a superuser's.

    The rota is published until a day, which is not in it any more.
    """

    north: ATeam
    south: ATeam
    away: Someone
    manager: Someone
    covers: tuple[Someone, Someone]
    rota_until: date


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return what a question answers to somebody from whom nothing is hidden."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def answers(*questions: tuple[str, Any]) -> list[list[tuple[Any, ...]]]:
    """Return what several questions answer, asked in one go: most of the time of an example is spent on the way."""
    assert connection.connection is not None
    with connection.connection.pipeline():
        asked = [psycopg.Cursor(connection.connection).execute(question, [value]) for question, value in questions]
        return [one.fetchall() for one in asked]


def become(role: str) -> None:
    """Go on as the application's role, from which row-level security hides, or as one from whom nothing is hidden."""
    with connection.cursor() as cursor:
        cursor.execute(f"set local role {role}")


def mostly(*usual: Any, seldom: list[Any]) -> st.SearchStrategy[Any]:
    """Choose something usual five times out of six, so that enough commands are done, else something that is refused."""
    return st.integers(0, 5).flatmap(lambda dice: st.sampled_from(seldom if dice == 5 else usual))


WORDS = mostly("Ring her", "Bring the walking frame", "Ask the practice", seldom=[" "])
TEXT = mostly("as agreed", "not today", seldom=[""])
DUE = mostly(timedelta(hours=2), timedelta(days=3), seldom=[timedelta(days=-1), timedelta(days=800)])
DAYS = mostly(1, 2, 9, seldom=[0, -1, 5, 13, 40, 400])
PAST = mostly(-1, -30, seldom=[1, -24 * 400])
AHEAD = mostly(1, 26, seldom=[-30, 24 * 400])
LENGTH = mostly(0, 1, seldom=[24 * 15, -1, -24 * 4])
OFF_BY = mostly(0, seldom=[-1, 1])
WAY = mostly("visit", "phone", "clinic", seldom=["pigeon"])
INDEX = st.integers(0, 7)
TEAM = "the whole team"
OVERRIDES = timedelta(days=31)
"""How far ahead somebody can be named to lead for a day."""
POOL = st.sampled_from(["", "", "", "nurse", TEAM])
BY = mostly(timedelta(minutes=30), timedelta(minutes=90), seldom=[timedelta(0), timedelta(days=15)])


def same(what: str, held: Any, expected: Any) -> None:
    """Fail with both when Kith and the model hold different things; of many things only with those."""
    if held != expected and isinstance(held, dict):
        kept = held, expected
        held, expected = ({key: one[key] for key in one if kept[0].get(key) != kept[1].get(key)} for one in kept)
    assert held == expected, f"{what} differ: Kith holds {held}, the model {expected}"


def _body(sent: Sent) -> dict[str, Any]:
    """Return what a command is called with."""
    body = sent.body
    if sent.command == "action.bulk":
        lines = [BulkLine(key, version) for key, version in body["lines"]]
        wanted = Wanted(
            Doing(body["doing"]),
            body["to"],
            body["role"],
            body["team"],
            body["due_at"],
            body["return_date"],
            body["text"],
        )
        return {"team_id": body["team_id"], "lines": lines, "wanted": wanted}
    if sent.command == "handover.settle_lines":
        lines_of_leave = [
            leaving.Goes(one.kind, one.thing, one.to, one.role, one.whole_team, one.to_duty) for one in body["lines"]
        ]
        return {"leave_id": body["leave_id"], "lines": lines_of_leave}
    return {NAMES.get(name, name): value for name, value in body.items()}


def _is_done(line: Any) -> bool:
    """Say whether a line of a command on several things was done."""
    return bool(line.is_done) if hasattr(line, "is_done") else not line.refusal


class Machine(RuleBasedStateMachine):
    """Commands by members of two teams, some of them repeated, stale, or on things that are not theirs."""

    model: type[World] = World
    """The plain model that it is held against."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage
        self.keys = 0
        self.sent: list[Sent] = []
        self.at = AT
        self.around = transaction.atomic()
        self.around.__enter__()

    def teardown(self) -> None:
        """Undo everything."""
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        """Put two people on the list of North and one on that of South; North has some work and a visit to make."""
        north, south = self.stage.north, self.stage.south
        become("kith_app")
        self.people, entries = [], {}
        for number, team in enumerate((north, north, south)):
            details = Details(given=f"P{number}", family="Hill", no_nhs_number_because="made for a test")
            with an_act(team.lead) as act:
                person = caseload.add_person(act=act, team_id=team.id, details=details)
                entry = entry_of(team_id=team.id, person_id=person)
                assert entry is not None
            self.people.append(person)
            entries[entry.id] = Entry(team.id, person)
        stage, today = self.stage, local_day(AT)
        self.someones = [*north.members, stage.away, stage.manager, *south.members[:2]]
        off = {stage.away, stage.manager, *stage.covers}
        members = {
            one.member_id: Member(
                one.member_id, one.account_id, one.team_id, one.role, is_on_rota=one not in off, name=one.name,
                away=((today, today),) if one == stage.away else (),
            )
            for one in (*self.someones, south.social_worker, *stage.covers)
        }  # fmt: skip
        self.teams = (north, south)
        self.plain = self.model(
            today=today,
            at=self.at,
            members=members,
            rota={team.id: (team.lead.member_id, team.nurse.member_id) for team in self.teams},
            rota_until=stage.rota_until,
            reached={north.id: dict.fromkeys(self.people[:2]), south.id: dict.fromkeys(self.people[2:])},
            entries=entries,
        )
        become("none")
        [(self.entries_before,)] = rows("select count(*) from trail_entry")
        become("kith_app")
        self.nothing = ids.new()
        for number, who in enumerate((north.lead, north.nurse, self.stage.away)):
            about = {"team_id": north.id, "person_id": self.people[number % 2]}
            mine = about | {"owner_id": who.member_id, "what": f"Work {number}", "due_at": self.at + timedelta(days=1)}
            self._send(who, "action.add", **mine)
        visit = {"member_id": north.social_worker.member_id, "way": "visit", "window_to": self.at + timedelta(hours=3)}
        about = {"team_id": north.id, "person_id": self.people[0], "window_from": self.at}
        self._send(north.lead, "contact.plan", **about, **visit)
        self._send(north.lead, "contact.plan", **about | {"person_id": self.people[1]}, **visit)
        theirs = list(self.plain.actions)[1]
        entry = list(self.plain.entries)[1]
        mine = {"named_lead_id": north.social_worker.member_id, "deputy_id": None}
        self._send(north.social_worker, "caseload.set_leads", entry_id=entry, version=1, **mine)
        on_offer = {"role": "", "team": False, "note": "", "answer_by": self.at + timedelta(hours=2)}
        self._send(north.nurse, "action.offer", action_id=theirs, to=north.social_worker.member_id, **on_offer)
        held = {"version": 1, "reason": "the practice is shut", "return_date": local_day(AT) + timedelta(days=2)}
        self._send(north.nurse, "action.hold", action_id=theirs, **held)

    # What can be named: things there are, and now and then one that is not

    def _one(self, index: int, things: Any) -> Any:
        """Return one of these things, by number; something that there is not when there are none."""
        kept = list(things)
        return kept[index % len(kept)] if kept else self.nothing

    def _version(self, thing: UUID, off_by: int) -> int:
        plain = self.plain
        things: dict[UUID, Any] = {**plain.actions, **plain.entries, **plain.contacts, **plain.leaves}
        return (things[thing].version if thing in things else 1) + off_by

    def _answerer(self, index: int, key: UUID) -> Someone:
        """Return who answers an offer: mostly whom it is to."""
        offer = self.plain.offers.get(key)
        fits = [
            one
            for one in self.someones
            if offer and (one.member_id == offer.to or (not offer.to and offer.has(one.role)))
        ]
        return fits[index % len(fits)] if fits and index < 6 else self._who(index)

    def _who(self, index: int) -> Someone:
        """Return who sends: mostly somebody of North who may, so that things happen."""
        stage, north = self.stage, self.stage.north
        usual = [north.lead, north.nurse, north.lead, north.nurse, north.social_worker]
        return [*usual, stage.away, stage.manager, stage.south.lead][index]

    def _member(self, index: int) -> UUID:
        """Return a member to be named in a command: mostly one of North."""
        return self._one(index, self.someones).member_id

    def _owner(self, sender: Someone, index: int) -> UUID:
        """Return whom work is given to: mostly oneself or the duty lead."""
        duty = self.stage.north.lead
        return self._one(index, [sender, duty, sender, sender, duty, *self.someones[1:4]]).member_id

    def _place(self, person: int) -> dict[str, UUID]:
        """Return a person and the team whose list they are on: mostly North."""
        about = self._one(person, [*self.people[:2], *self.people[:2], *self.people])
        return {
            "team_id": self.stage.south.id if about == self.people[2] else self.stage.north.id,
            "person_id": about,
        }

    # Sending

    def _send(self, who: Someone, command: str, /, **body: Any) -> None:
        self.keys += 1
        self._deliver(who, Sent(who.account_id, f"key {self.keys}", command, body))

    def _deliver(self, who: Someone, sent: Sent) -> None:
        """Send a command to both, and compare."""
        self.at += timedelta(minutes=1)
        expected = self.plain.judge(sent, self.at)
        note(f"{who.name} ({who.role}) {sent.command} {sent.body} key {sent.key}: expected {expected or 'done'}")
        refused, outcome = "", None
        try:
            with standing(account_id=who.account_id, role=who.role, at=self.at, key=sent.key) as act:
                outcome = OPERATIONS[sent.command](act=act, **_body(sent))
        except Refusal as refusal:
            refused = "NotAllowed" if isinstance(refusal, NotAllowed) else type(refusal).__name__
        if isinstance(expected, set):
            assert refused in expected, f"refused as {refused or 'nothing'}, expected {expected}"
        else:
            assert refused == "", f"refused as {refused}, expected to be done"
            assert expected is None or outcome == expected, "a key used again is answered from its first use"
        is_first = expected is None
        self.plain.record(sent, self.at, outcome, self._made(sent) if is_first else ())
        if is_first and sent.command in ("handover.settle_lines", "action.bulk"):
            same("lines", [_is_done(line) for line in outcome], self.plain.lines_done)
        self.sent.append(sent)
        self.compare()

    def _made(self, sent: Sent) -> tuple[Any, ...]:
        """Return the work that a death asked for, in the order of the model's list, or the offer that each line made."""
        if sent.command in ("handover.settle_lines", "action.bulk"):
            asked = "select coalesce(action_id, entry_id), id from action_offer where offered_at = %s"
            made = dict(self._rows_of(asked))
            lines = [one.thing if isinstance(one, Goes) else one[0] for one in sent.body["lines"]]
            return tuple(made.get(thing) for thing in lines)
        if sent.command != "handover.record_death":
            return ()
        by_words = dict(
            self._rows_of("select what, id from action_action where kind = 'after-death' and recorded_at = %s")
        )
        return tuple(by_words[what] for what in AFTER_DEATH if what in by_words)

    def _rows_of(self, statement: str) -> list[tuple[Any, ...]]:
        """Return what a question about this moment answers, from which nothing is hidden."""
        become("none")
        found = rows(statement, self.at)
        become("kith_app")
        return found

    def compare(self) -> None:
        """Compare everything that both hold, and who answers for what at this moment."""
        become("none")
        self._compare_rows()
        self._compare_answers()
        become("kith_app")

    def _compare_answers(self) -> None:
        plain = self.plain
        set_context(account_id=self.stage.north.lead.account_id, role="team-lead", at=self.at)
        found = by_ids(action_ids=plain.actions)
        days = {team.id: day_on_team(team=team.info, day=plain.today, at=self.at) for team in self.teams}
        owners = {
            key: row.owner_id if row.is_owner_there and not row.is_in_pool else days[row.team_id].answering
            for key, row in found.items()
        }
        same("owners", owners, {key: plain.owner(key) for key in plain.actions})
        leads = {}
        for team in self.teams:
            said = day_leads(team=team.info, day=days[team.id], person_ids=self.people)
            leads |= {person: lead and lead.member_id for person, lead in said.items()}
        listed = [one for one in plain.entries.values() if one.state != "ended"]
        same("day leads", leads, {one.person: plain.day_lead(one) for one in listed})

    def _compare_rows(self) -> None:
        plain, people = self.plain, self.people
        (
            steps_read,
            actions_read,
            offers_read,
            contacts_read,
            entries_read,
            overrides_read,
            leaves_read,
            named_read,
            absences_read,
            told,
            trail,
        ) = answers(
            (
                "select action_id, kind, text from action_step where person_id = any(%s)"
                " order by recorded_at, kind <> 'pass', id",
                people,
            ),
            (
                "select id, kind, team_id, person_id, what, owner_id, due_at, state, hold_reason, return_date, outcome, version"
                " from action_action where person_id = any(%s)",
                people,
            ),
            (
                "select id, action_id, entry_id, giver_id, to_member_id, to_role, purpose, answer_by, state, taken_by_id, reason,"
                " to_team from action_offer where person_id = any(%s)",
                people,
            ),
            (
                "select id, team_id, person_id, member_id, way, state, reason, version from contact_contact"
                " where person_id = any(%s)",
                people,
            ),
            (
                "select id, team_id, person_id, state, named_lead_id, deputy_id, ended_because, version"
                " from caseload_listentry where person_id = any(%s)",
                people,
            ),
            (
                "select team_id, person_id, day, member_id, reason from caseload_override where person_id = any(%s)",
                people,
            ),
            (
                "select id, member_id, first_day, last_day, reason, state, version from handover_leave where team_id = any(%s)",
                [team.id for team in self.teams],
            ),
            (
                "select leave_id, kind, thing_id from handover_toduty where team_id = any(%s)",
                [team.id for team in self.teams],
            ),
            (
                "select member_id, first_day, last_day from team_absence where withdrawn_at is null and team_id = any(%s)",
                [team.id for team in self.teams],
            ),
            ("select account_id, kind, thing_id from message_message where person_id = any(%s)", people),
            (
                "select account_id, command, outcome from trail_entry order by recorded_at, id offset %s",
                self.entries_before,
            ),
        )
        steps: dict[UUID, list[tuple[str, str]]] = {}
        for key, kind, text in steps_read:
            steps.setdefault(key, []).append((kind, text))
        actions = {
            key: Action(*values, steps=tuple(steps.get(key, ())), kind=kind) for key, kind, *values in actions_read
        }
        same("actions", actions, plain.actions)
        same("offers", {key: Offer(*values) for key, *values in offers_read}, plain.offers)
        contacts = {key: Contact(*values) for key, *values in contacts_read}
        same("contacts", contacts, plain.contacts)
        entries = {key: Entry(*values) for key, *values in entries_read}
        same("entries", entries, plain.entries)
        overrides = {(team, person, day): (member, why) for team, person, day, member, why in overrides_read}
        same("overrides", overrides, plain.overrides)
        named: dict[UUID, set[tuple[str, UUID]]] = {}
        for key, kind, thing in named_read:
            named.setdefault(key, set()).add((kind, thing))
        leaves = {key: Leave(*values, to_duty=frozenset(named.get(key, ()))) for key, *values in leaves_read}
        same("leaves", leaves, plain.leaves)
        away = Counter((one.id, *days) for one in plain.members.values() for days in one.away)
        same("absences", Counter(absences_read), away)
        same("told", Counter(told), plain.told)
        same("trail", trail, plain.trail)
        kinds: tuple[dict[UUID, Any], ...] = (actions, contacts, entries, leaves)
        versions = {key: one.version - 1 for one_kind in kinds for key, one in one_kind.items()}
        past = rows("select row_id, count(*) from act_history where row_id = any(%s) group by 1", list(versions))
        same("pasts", dict(past), {key: number for key, number in versions.items() if number})

    # The commands

    @rule(who=INDEX, person=INDEX, words=WORDS, owner=INDEX, due=DUE)
    def add(self, who: int, person: int, words: str, owner: int, due: timedelta) -> None:
        """Give work."""
        sender = self._who(who)
        self._send(
            sender,
            "action.add",
            **self._place(person),
            what=words,
            owner_id=self._owner(sender, owner),
            due_at=self.at + due,
        )

    @rule(who=INDEX, which=INDEX, off_by=OFF_BY, words=st.none() | WORDS, owner=st.none() | INDEX, due=st.none() | DUE)
    def change(
        self, who: int, which: int, off_by: int, words: str | None, owner: int | None, due: timedelta | None
    ) -> None:
        """Change what work says."""
        key, sender = self._one(which, self.plain.actions), self._who(who)
        body: dict[str, Any] = {"action_id": key, "version": self._version(key, off_by)}
        body |= {} if words is None else {"what": words}
        body |= {} if owner is None else {"owner_id": self._owner(sender, owner)}
        body |= {} if due is None else {"due_at": self.at + due}
        self._send(sender, "action.change", **body)

    @rule(who=INDEX, which=INDEX, off_by=OFF_BY, command=st.sampled_from(["action.take", "action.resume"]))
    def press(self, who: int, which: int, off_by: int, command: str) -> None:
        """Take work, or take it off hold."""
        key = self._one(which, self.plain.actions)
        self._send(self._who(who), command, action_id=key, version=self._version(key, off_by))

    @rule(who=INDEX, which=INDEX, off_by=OFF_BY, reason=TEXT, days=DAYS)
    def hold(self, who: int, which: int, off_by: int, reason: str, days: int) -> None:
        """Let work wait."""
        key = self._one(which, self.plain.actions)
        day = self.plain.today + timedelta(days=days)
        version = self._version(key, off_by)
        self._send(self._who(who), "action.hold", action_id=key, version=version, reason=reason, return_date=day)

    @rule(
        who=INDEX,
        which=INDEX,
        off_by=OFF_BY,
        text=TEXT,
        how=st.sampled_from(["complete", "complete", "cancel", "mark_in_error"]),
    )
    def finish(self, who: int, which: int, off_by: int, text: str, how: str) -> None:
        """Finish work, one way or another."""
        key = self._one(which, self.plain.actions)
        said = {"outcome" if how == "complete" else "reason": text}
        self._send(self._who(who), f"action.{how}", action_id=key, version=self._version(key, off_by), **said)

    @rule(who=INDEX, which=INDEX, text=TEXT)
    def comment(self, who: int, which: int, text: str) -> None:
        """Add words to work."""
        self._send(self._who(who), "action.comment", action_id=self._one(which, self.plain.actions), text=text)

    @rule(who=INDEX, which=INDEX, off_by=OFF_BY, lead=st.none() | INDEX, deputy=st.none() | INDEX)
    def set_leads(self, who: int, which: int, off_by: int, lead: int | None, deputy: int | None) -> None:
        """Say who leads."""
        key = self._one(which, self.plain.entries)
        chosen = [None if index is None else self._member(index) for index in (lead, deputy)]
        self._send(
            self._who(who),
            "caseload.set_leads",
            entry_id=key,
            version=self._version(key, off_by),
            named_lead_id=chosen[0],
            deputy_id=chosen[1],
        )

    @rule(who=INDEX, person=INDEX, member=INDEX, days=DAYS, reason=TEXT)
    def override(self, who: int, person: int, member: int, days: int, reason: str) -> None:
        """Let somebody else lead for a day."""
        self._send(
            self._who(who),
            "caseload.override_day_lead",
            **self._place(person),
            day=self.plain.today + timedelta(days=days),
            member_id=self._member(member),
            reason=reason,
        )

    @rule(who=INDEX, which=INDEX, off_by=OFF_BY, because=TEXT)
    def end_entry(self, who: int, which: int, off_by: int, because: str) -> None:
        """Take somebody off the list."""
        key = self._one(which, self.plain.entries)
        version = self._version(key, off_by)
        self._send(self._who(who), "handover.close_person", entry_id=key, version=version, held_by=because)

    @rule(who=INDEX, person=INDEX, member=INDEX, way=WAY, start=AHEAD, length=LENGTH)
    def plan(self, who: int, person: int, member: int, way: str, start: int, length: int) -> None:
        """Plan a contact."""
        start_at = self.at + timedelta(hours=start)
        self._meet(
            who, person, member, way, "contact.plan", window_from=start_at, window_to=start_at + timedelta(hours=length)
        )

    @rule(
        who=INDEX,
        person=INDEX,
        member=INDEX,
        way=WAY,
        hours=PAST,
        state=mostly("made", "missed", seldom=["cancelled"]),
        reason=TEXT,
    )
    def record(self, who: int, person: int, member: int, way: str, hours: int, state: str, reason: str) -> None:
        """Record a contact."""
        at = self.at + timedelta(hours=hours)
        self._meet(who, person, member, way, "contact.record", state=state, happened_at=at, reason=reason)

    def _meet(self, who: int, person: int, member: int, way: str, command: str, **body: Any) -> None:
        self._send(
            self._who(who),
            command,
            **self._place(person),
            member_id=self._member(member),
            way=way,
            **body,
        )

    @rule(
        who=INDEX,
        which=INDEX,
        off_by=OFF_BY,
        state=mostly("made", "missed", "cancelled", seldom=["planned"]),
        reason=TEXT,
    )
    def settle(self, who: int, which: int, off_by: int, state: str, reason: str) -> None:
        """Say what became of a planned contact."""
        key = self._one(which, self.plain.contacts)
        version = self._version(key, off_by)
        self._send(self._who(who), "contact.settle", contact_id=key, version=version, state=state, reason=reason)

    @rule(
        which=INDEX, off_by=OFF_BY, to=INDEX, role=POOL, by=BY, note=st.sampled_from(["", "please"]),
        command=st.sampled_from(["offer", "offer", "ask_help"]), who=INDEX,
    )  # fmt: skip
    def offer(
        self, which: int, off_by: int, to: int, role: str, by: timedelta, note: str, command: str, who: int
    ) -> None:
        """Offer work, or ask for help with it: mostly as whoever answers for it."""
        key = self._one(which, self.plain.actions)
        self._send(
            self._holder(who, self.plain.actions[key].owner),
            f"action.{command}",
            action_id=key,
            **self._to(role, to),
            note=note,
            answer_by=self.at + by,
        )

    @rule(which=INDEX, to=INDEX, role=POOL, by=BY, who=INDEX)
    def offer_person(self, which: int, to: int, role: str, by: timedelta, who: int) -> None:
        """Offer somebody to lead a person."""
        key = self._one(which, self.plain.entries)
        self._send(
            self._holder(who, self.plain.entries[key].lead),
            "action.offer_person",
            entry_id=key,
            **self._to(role, to),
            answer_by=self.at + by,
        )

    def _to(self, pool: str, index: int) -> dict[str, Any]:
        """Return whom to offer to: a member, those of a role, or the whole team."""
        role = pool if pool != TEAM else ""
        return {"to": None if pool else self._member(index), "role": role, "team": pool == TEAM}

    def _holder(self, index: int, member: UUID | None) -> Someone:
        """Return who sends: mostly a certain member, else the team lead."""
        holder = next((one for one in self.someones if one.member_id == member), self.stage.north.lead)
        return holder if index < 6 else self._who(index)

    @precondition(lambda self: self.plain.offers)
    @rule(which=INDEX, who=INDEX)
    def accept(self, which: int, who: int) -> None:
        """Take what is offered."""
        key = self._latest_offer(which)
        self._send(self._answerer(who, key), "action.accept", offer_id=key)

    @precondition(lambda self: self.plain.offers)
    @rule(which=INDEX, who=INDEX, reason=TEXT)
    def decline(self, which: int, who: int, reason: str) -> None:
        """Say no."""
        key = self._latest_offer(which)
        self._send(self._answerer(who, key), "action.decline", offer_id=key, reason=reason)

    @precondition(lambda self: self.plain.offers)
    @rule(which=INDEX, who=INDEX, reason=st.sampled_from(["", "done already"]))
    def withdraw(self, which: int, who: int, reason: str) -> None:
        """Take an offer back."""
        key = self._latest_offer(which)
        giver = self.plain.offers[key].giver if key in self.plain.offers else None
        self._send(self._holder(who, giver), "action.withdraw", offer_id=key, reason=reason)

    def _latest_offer(self, index: int) -> UUID:
        """Return an offer: mostly one that waits."""
        waiting = [key for key, one in self.plain.offers.items() if one.state == "waiting"]
        return self._one(index, waiting if waiting and index < 6 else self.plain.offers)

    @precondition(lambda self: self._offered())
    @rule(who=st.integers(0, 4), which=INDEX)
    def finish_offered(self, who: int, which: int) -> None:
        """Finish work that is on offer."""
        key = self._one(which, self._offered())
        self._send(self._who(who), "action.complete", action_id=key, version=self._version(key, 0), outcome="done")

    def _offered(self) -> list[UUID]:
        """Return the unfinished work that is on offer."""
        waiting = [one.action for one in self.plain.offers.values() if one.action and one.state == "waiting"]
        return [key for key in waiting if self.plain.actions[key].state in ("open", "held")]

    @rule(who=INDEX, which=INDEX)
    def remind(self, who: int, which: int) -> None:
        """Remind of work."""
        self._send(self._who(who), "action.remind", action_id=self._one(which, self.plain.actions), note="")

    @rule(minutes=st.sampled_from([0, 40, 61]))
    def lapse(self, minutes: int) -> None:
        """Let time pass, not beyond the day, and let lapse what is over."""
        if self.at + timedelta(minutes=minutes) < five(self.plain.today) - timedelta(hours=1):
            self.at += timedelta(minutes=minutes + 1)
            with as_kith(at=self.at) as act:
                offering.lapse(act=act, team_id=self.stage.north.id)
            self.plain.lapse(KITH, self.stage.north.id, self.at)
            self.compare()

    @rule(who=INDEX, person=INDEX, known=TEXT)
    def die(self, who: int, person: int, known: str) -> None:
        """Record a death."""
        about = self._place(person)["person_id"]
        self._send(self._who(who), "handover.record_death", person_id=about, how_known=known)

    @precondition(lambda self: self.plain.deaths)
    @rule(who=INDEX, person=INDEX, because=TEXT)
    def undo_death(self, who: int, person: int, because: str) -> None:
        """Take a death back: mostly one that is recorded."""
        dead = list(self.plain.deaths)
        about = self._one(person, dead) if dead else self._place(person)["person_id"]
        self._send(self._who(who), "handover.undo_death", person_id=about, because=because)

    @precondition(lambda self: self.plain.deaths)
    @rule(which=INDEX)
    def finish_for_the_dead(self, which: int) -> None:
        """Do all that is to be done for somebody who died, so that their place on the list can end."""
        person = self._one(which, self.plain.deaths)
        waiting = [key for key, one in self.plain.actions.items() if one.person == person and one.state == "open"]
        for key in waiting:
            version = self._version(key, 0)
            self._send(self.stage.north.lead, "action.complete", action_id=key, version=version, outcome="done")

    @rule(who=INDEX, which=st.integers(0, 3), reason=TEXT)
    def remove_access(self, who: int, which: int, reason: str) -> None:
        """Take somebody's access away: mostly as the team lead; never the duty lead's nor the second's."""
        north = self.stage.north
        sender = north.lead if who < 5 else self._who(who)
        member = self._one(which, [north.social_worker, north.social_worker, self.stage.away, self.stage.manager])
        self._send(sender, "handover.remove_access", member_id=member.member_id, reason=reason)

    @rule(who=INDEX, which=INDEX, days=mostly(0, 1, 30, seldom=[-1, 367]), reason=TEXT)
    def absent_now(self, who: int, which: int, days: int, reason: str) -> None:
        """Say that somebody is away without notice: mostly one with work, now and then the duty lead, never the second."""
        last = self.plain.today + timedelta(days=days)
        member = self._goer(which, self.stage.north.lead).member_id
        self._send(self._who(who), "handover.absent_now", member_id=member, last_day=last, reason=reason)

    @rule(
        who=INDEX, which=INDEX, start=mostly(0, 1, 1, seldom=[-1, 3, 367]), length=mostly(None, 0, 3, 30, seldom=[-1, 367]),
        reason=TEXT,
    )  # fmt: skip
    def plan_leave(self, who: int, which: int, start: int, length: int | None, reason: str) -> None:
        """Begin to prepare a leave, or leaving for good: mostly by whom it is of."""
        goer = self._goer(which, self.stage.north.social_worker)
        first = self.plain.today + timedelta(days=start)
        last = None if length is None else first + timedelta(days=length)
        sender = goer if who < 4 else self._who(who)
        self._send(
            sender, "handover.plan_leave", member_id=goer.member_id, first_day=first, last_day=last, reason=reason
        )

    def _goer(self, index: int, other: Someone) -> Someone:
        """Return who goes: mostly the social worker, who has most; never the second in line, who takes the duty then."""
        stage = self.stage
        return self._one(index, [*[stage.north.social_worker] * 4, stage.away, stage.away, stage.manager, other])

    @precondition(lambda self: self.plain.leaves)
    @rule(
        who=INDEX, which=INDEX, lines=st.lists(st.tuples(INDEX, INDEX, POOL, st.integers(0, 3)), min_size=1, max_size=4)
    )
    def settle_lines(self, who: int, which: int, lines: list[tuple[int, int, str, int]]) -> None:
        """Say where lines of a leave go: mostly all of them to the duty lead."""
        key = self._one(which, self._latest_leaves())
        leave = self.plain.leaves[key]
        held = [*self.plain._in_hand(leave.member)]
        first = [Goes(*line, to_duty=True) for line in held] if lines[0][0] < 4 else []
        goes = []
        for thing, member, pool, way in lines:
            kind, wanted = self._one(thing, held) if held else ("action", self.nothing)
            to = self._to(pool, member)
            if way:
                goes.append(Goes(kind, wanted, to["to"], to["role"], to["team"]))
            else:
                goes.append(Goes("offer" if thing > 5 else kind, self.nothing if thing == 5 else wanted, to_duty=True))
        self._send(self._goes_for(who, leave), "handover.settle_lines", leave_id=key, lines=tuple(first or goes))

    def _latest_leaves(self) -> list[UUID]:
        """Return the leaves that are being prepared, else all."""
        planned = [key for key, one in self.plain.leaves.items() if one.state == "planned"]
        return planned or [*self.plain.leaves]

    def _goes_for(self, index: int, leave: Leave) -> Someone:
        """Return who prepares a leave: mostly whom it is of, or the team lead."""
        own = next(one for one in self.someones if one.member_id == leave.member)
        return [own, own, own, self.stage.north.lead, self.stage.north.lead][index] if index < 5 else self._who(index)

    @precondition(lambda self: self.plain.leaves)
    @rule(who=INDEX, which=INDEX, off_by=OFF_BY)
    def confirm_leave(self, who: int, which: int, off_by: int) -> None:
        """Confirm a leave: mostly one that is being prepared."""
        self._on_leave(who, self._one(which, self._latest_leaves()), off_by, "handover.confirm_leave")

    @precondition(lambda self: self.plain.leaves)
    @rule(who=INDEX, which=INDEX, off_by=OFF_BY)
    def withdraw_leave(self, who: int, which: int, off_by: int) -> None:
        """Give a leave up: any, also one that is confirmed or has begun."""
        self._on_leave(who, self._one(which, self.plain.leaves), off_by, "handover.withdraw_leave")

    def _on_leave(self, who: int, key: UUID, off_by: int, command: str) -> None:
        sender = self._goes_for(who, self.plain.leaves[key])
        self._send(sender, command, leave_id=key, version=self._version(key, off_by))

    @rule(
        who=INDEX, which=st.lists(st.tuples(INDEX, OFF_BY), max_size=4), doing=st.sampled_from(sorted(ONE_BY_ONE)), to=INDEX,
        pool=POOL, due=DUE, days=DAYS, text=TEXT,
    )  # fmt: skip
    def bulk(
        self,
        who: int,
        which: list[tuple[int, int]],
        doing: str,
        to: int,
        pool: str,
        due: timedelta,
        days: int,
        text: str,
    ) -> None:
        """Do one thing to several actions, some of which may not be changed by this member in this way."""
        keys = [(self._one(index, self.plain.actions), off_by) for index, off_by in which]
        self._send(
            self._who(who),
            "action.bulk",
            team_id=self.stage.north.id,
            lines=tuple((key, self._version(key, off_by)) for key, off_by in keys),
            doing=doing,
            **self._to(pool, to),
            due_at=self.at + due,
            return_date=self.plain.today + timedelta(days=days),
            text=text,
        )

    @rule(days=st.sampled_from([1, 1, 1, 22, 23]))
    def night(self, days: int) -> None:
        """Let service days pass and begin the leaves that begin; lists of the dead close when it is time."""
        day = service_day(self.plain.today, days)
        if day + OVERRIDES < self.stage.rota_until:
            self.at = AT + (day - local_day(AT))
            with as_kith(at=self.at) as act:
                leaving.begin_leaves(act=act)
            self.plain.night(KITH, day, self.at)
            self.compare()
            self.at += timedelta(minutes=1)
            with as_kith(at=self.at) as act:
                deaths.close_after_deaths(act=act)
            self.plain.close_after_deaths(KITH, self.at)
            self.compare()

    @rule(which=st.integers(0, 5))
    def again(self, which: int) -> None:
        """Send one of the last commands again, as a browser does whose answer was lost."""
        if self.sent:
            sent = self.sent[-1 - which % len(self.sent)]
            self._deliver(self._sender(sent), sent)

    @rule(which=st.integers(0, 5), other=INDEX)
    def again_with_another_body(self, which: int, other: int) -> None:
        """Use the key of one of the last commands for another one."""
        if self.sent:
            sent = self.sent[-1 - which % len(self.sent)]
            body = {"action_id": self._one(other, self.plain.actions), "text": "with a used key"}
            self._deliver(self._sender(sent), Sent(sent.account, sent.key, "action.comment", body))

    def _sender(self, sent: Sent) -> Someone:
        return next(one for one in (*self.someones, *self.stage.covers) if one.account_id == sent.account)
