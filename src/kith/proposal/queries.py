"""Questions about proposals: one, those past their time, and what doctor counts (P7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import orjson

from kith.act import Act, NotVisible, Refusal, Thing
from kith.act.register import Command, command_named
from kith.caseload.queries import teams_reaching
from kith.database.planned import planned
from kith.language import _
from kith.policy.queries import decided_on
from kith.proposal.rules import State
from kith.trail.queries import lived_until

GRACE_MINUTES = 10
"""How long after its time a proposal may still stand before doctor counts it: the clockwork runs every minute."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody who decides asked first: who, what, when, by when it is to be answered, and the answer ('' so far)."""

    by_id: UUID
    by: str
    text: str
    at: datetime
    answer_by: datetime
    answer: str = ""
    answered_at: datetime | None = None


def stored(question: Question) -> Any:
    """Return a question as it is kept."""
    return msgspec.to_builtins(question)


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """
    One proposal. `asked_by_now` is who owns its action, the account and name; `rests_on` are label, now, to; `stands_on` are the
    versions of what it is made on, by name; `differs` label, as proposed, as approved.
    """

    id: UUID
    team_id: UUID
    person_id: UUID | None
    command: str
    command_version: int
    body: str
    digest: bytes
    case: str
    rests_on: list[tuple[str, str, str]]
    reason: str
    rule: str
    to_role: str
    minutes: int
    proposed_by_id: UUID
    proposed_by: str
    proposed_at: datetime
    asked: list[UUID]
    asked_at: datetime
    answer_by: datetime
    ask_id: UUID
    asked_account_id: UUID | None
    asked_now: str
    state: State
    answered_by: str
    answered_at: datetime | None
    words: str
    version: int
    stands_on: dict[str, str]
    questions: list[Question]
    differs: list[tuple[str, str, str]]

    @property
    def open_question(self) -> Question | None:
        """The question that waits for its answer; None for none."""
        return self.questions[-1] if self.questions and not self.questions[-1].answer else None


_COLUMNS = """
select p.id, p.team_id, p.person_id, p.command, p.command_version, p.body, p.digest, p."case", p.rests_on, p.reason, p.rule,
       p.to_role, p.minutes, p.proposed_by_id, coalesce(b.name, ''), p.proposed_at, p.asked, p.asked_at, p.answer_by, p.ask_id,
       m.account_id, coalesce(o.name, ''), p.state, coalesce(d.name, ''), p.answered_at, p.words, p.version,
       p.stands_on, p.questions, p.differs
  from proposal_proposal p
  left join access_account b on b.id = p.proposed_by_id
  left join access_account d on d.id = p.answered_by_id
  left join action_action a on a.id = p.ask_id
  left join team_member m on m.id = a.owner_id
  left join access_account o on o.id = m.account_id
"""


def one(*, proposal_id: UUID) -> ProposalRow:
    """Return a proposal that the viewer sees. Raises NotVisible. One statement."""
    rows = _rows(f"{_COLUMNS} where p.id = %s", [proposal_id])
    if not rows:
        raise NotVisible
    columns = list(rows[0])
    rests_on, stands_on, questions, differs = (orjson.loads(columns[number]) for number in (8, 27, 28, 29))
    columns[6], columns[8] = bytes(columns[6]), [tuple(line) for line in rests_on]
    columns[22] = State(columns[22])
    columns[27] = stands_on
    columns[28], columns[29] = msgspec.convert(questions, list[Question]), [tuple(line) for line in differs]
    return ProposalRow(*columns)


def sight_of_proposal(*, proposal_id: UUID) -> Thing:
    """Return a proposal as a thing to act on. Raises NotVisible."""
    row = one(proposal_id=proposal_id)
    return Thing("proposal", row.id, row.team_id, row.person_id, row={"proposal": row})


@dataclass(frozen=True, slots=True)
class Sent:
    """A command as it was sent, read again: with its arguments, and the thing that it is made on."""

    command: Command
    arguments: dict[str, Any]
    thing: Thing


def sent(*, command: str, command_version: int, body: str) -> Sent:
    """
    Return a sent command and what it is made on, as the viewer sees it. As many statements as the command's own sight.

    Raises:
        NotVisible: for a thing that is hidden or missing.
        Refusal: for a command that there is not, that is made on nothing, or a body that does not fit it.
    """
    try:
        found = command_named(command, command_version)
        arguments = found.decode(body)
    except (KeyError, msgspec.ValidationError, msgspec.DecodeError) as error:
        raise Refusal(_("This cannot be proposed any more: open its page and send it again.")) from error
    if found.sight is None:
        raise Refusal(_("This cannot be proposed: it is made on nothing that somebody could open."))
    thing = found.sight(**{name: arguments[name] for name in found.sight_names if name in arguments})
    return Sent(found, arguments, thing)


def team_for(act: Act, command: str, thing: Thing) -> UUID | None:
    """
    Return the team whose work a proposal is: the thing's own. For a thing of none: of the actor's teams, in their role, that
    let them propose it, the first by list and name that reaches everybody it is about (`people` in its row; else its person).

    None where there is none: nobody there could open it. A statement for each person where the thing has no team.
    """
    if thing.team_id:
        return thing.team_id
    asked = [team for team, one in decided_on(act, command, thing).items() if one.verdict == "propose"]
    for person_id in thing.row.get("people") or (thing.person_id,):
        if person_id and asked:
            asked = [one.team_id for one in teams_reaching(person_id=person_id, team_ids=asked)]
    return asked[0] if asked else None


def versions_of(thing: Thing) -> dict[str, str]:
    """
    Return the versions of what a thing was loaded with, by name (of a row without one, the act that wrote it): where one
    differs later, something moved underneath.
    """
    marks = {name: getattr(row, "version", None) or getattr(row, "act_id", None) for name, row in thing.row.items()}
    return {name: str(mark) for name, mark in marks.items() if mark}


def sight_of_sent(*, command: str, command_version: int, body: str) -> Thing:
    """Return what a sent command is made on, with the command read. Raises as `sent`."""
    read = sent(command=command, command_version=command_version, body=body)
    thing = read.thing
    return Thing(thing.kind, thing.id, thing.team_id, thing.person_id, row={"sent": read})


def is_waiting(*, team_id: UUID, digest: bytes) -> bool:
    """Say whether exactly this waits for a decision already. One statement."""
    sql = "select 1 from proposal_proposal where team_id = %s and digest = %s and state = 'waiting'"
    return bool(_rows(sql, [team_id, digest]))


def past_their_time(*, team_id: UUID, at: datetime) -> list[tuple[UUID, datetime]]:
    """Return the proposals of a team that nobody answered in time and when that was, earliest first. One statement."""
    sql = (
        "select id, answer_by from proposal_proposal where team_id = %s and state = 'waiting' and answer_by <= %s"
        " order by answer_by, id"
    )
    return [(key, by) for key, by in _rows(sql, [team_id, at])]


def waiting(*, team_id: UUID) -> list[UUID]:
    """Return the proposals of a team that wait for an answer, earliest first. One statement."""
    sql = "select id from proposal_proposal where team_id = %s and state = 'waiting' order by answer_by, id"
    return [key for (key,) in _rows(sql, [team_id])]


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return what breaks promise P7 in proposals: run by doctor with the role that sees everything.

    One approved by whoever proposed it; one that waits without open work, or past its time.
    """
    values = {"late": lived_until(at=at), "grace": f"{GRACE_MINUTES} minutes"}
    return {"P7": [sentence.format(*row) for sentence, sql in _VIOLATIONS.items() for row in _rows(sql, values)]}


_VIOLATIONS: Mapping[str, str] = {
    "proposal {0} was approved by whoever proposed it": (
        "select p.id from proposal_proposal p join trail_entry e on e.id = p.act_id"
        " where p.state = 'approved' and e.account_id = p.proposed_by_id order by p.id"
    ),
    "proposal {0} waits, and nobody has work to do for it": (
        "select p.id from proposal_proposal p where p.state = 'waiting' and not exists"
        " (select 1 from action_action a where a.id = p.ask_id and a.state in ('open', 'held')) order by p.id"
    ),
    "proposal {0} is past its time to answer and has not gone on": (
        "select id from proposal_proposal where state = 'waiting'"
        " and answer_by < %(late)s::timestamptz - %(grace)s::interval order by id"
    ),
}


def _rows(sql: str, values: Any) -> list[tuple[Any, ...]]:
    return planned(sql, values)
