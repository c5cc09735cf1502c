"""Questions about summaries: what was sent to whom, what became of it, who is to be asked again, and what doctor counts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from kith.act import NotVisible
from kith.alignment.rules import Answered, Figures, LastAsked, Part, Replied, Said, State, figures
from kith.database.planned import planned
from kith.trail.queries import lived_until

FOR_WHAT = "alignment"
"""What links, disclosures and work of a request say that they are for."""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One version of a summary as it left: its number for this agency and purpose, what it says, and what was left out."""

    id: UUID
    team_id: UUID
    person_id: UUID
    agency_id: UUID
    agency: str
    purpose: str
    number: int
    agreement_id: UUID
    plan_version: int
    fields: tuple[str, ...]
    parts: tuple[Part, ...]
    left_out: tuple[str, ...]
    question: str
    digest: str
    author: str
    made_at: datetime


_SUMMARY = """
select s.id, s.team_id, s.person_id, s.agency_id, a.name, s.purpose, s.number, s.agreement_id, s.plan_version, s.fields,
       s.parts::text, s.left_out, s.question, s.digest, coalesce(b.name, ''), s.recorded_at
  from alignment_summary s join agency_agency a on a.id = s.agency_id left join access_account b on b.id = s.author_id
"""
_ONE_SUMMARY = f"{_SUMMARY} where s.id = %(id)s"
_LATEST = f"""
{_SUMMARY} where s.team_id = %(team)s and s.person_id = %(person)s and s.agency_id = %(agency)s and s.purpose = %(purpose)s
 order by s.number desc limit 1
"""
_NO_NEWER = (
    "not exists (select 1 from alignment_summary n where n.team_id = s.team_id and n.person_id = s.person_id"
    " and n.agency_id = s.agency_id and n.purpose = s.purpose and n.number > s.number)"
)
_LATEST_OF = f"""
{_SUMMARY} where s.team_id = %(team)s and s.person_id = any(%(people)s::uuid[]) and {_NO_NEWER}
 order by lower(a.name), s.purpose, s.id
"""


def summary(*, summary_id: UUID) -> SummaryRow:
    """Return a version of a summary. Raises NotVisible. One statement."""
    rows = planned(_ONE_SUMMARY, {"id": summary_id})
    if not rows:
        raise NotVisible
    return _summary(rows[0])


def latest(*, team_id: UUID, person_id: UUID, agency_id: UUID, purpose: str) -> SummaryRow | None:
    """Return the newest version that a team sent an agency for a purpose; None before the first. One statement."""
    rows = planned(_LATEST, {"team": team_id, "person": person_id, "agency": agency_id, "purpose": purpose})
    return _summary(rows[0]) if rows else None


def latest_of(*, team_id: UUID, person_ids: Collection[UUID]) -> list[SummaryRow]:
    """Return the newest version that a team sent for each agency and purpose of these people, by agency. One statement."""
    return [_summary(row) for row in planned(_LATEST_OF, {"team": team_id, "people": list(person_ids)})]


def _summary(row: Sequence[Any]) -> SummaryRow:
    (
        key, team_id, person_id, agency_id, agency, purpose, number, agreement_id, plan_version, fields, parts, left_out,
        question, digest, author, made_at,
    ) = row  # fmt: skip
    return SummaryRow(
        key, team_id, person_id, agency_id, agency, purpose, number, agreement_id, plan_version, tuple(fields),
        tuple(_part(one) for one in orjson.loads(parts)), tuple(left_out), question, digest, author, made_at,
    )  # fmt: skip


def _part(stored: Mapping[str, str]) -> Part:
    return Part(stored["field"], stored["key"], stored["heading"], stored["text"])


@dataclass(frozen=True, slots=True)
class RequestRow:
    """
    One request: which version, who was asked where, whose work it is to wait, by when, and what became of it.

    `kept` is the state as it is stored; `opened_at` when their link was first opened. `owner` is '' where the work is over.
    `reminded` counts the moments of reminding that are behind, `reminders` the mails that were made for them. `because` is why it
    ended without an answer. `is_newest`: their team asked this agency nothing for this purpose since. `again_keys` are parts that
    say something else by now.
    """

    id: UUID
    team_id: UUID
    person_id: UUID
    agency_id: UUID
    agency: str
    purpose: str
    summary_id: UUID
    number: int
    contact_id: UUID
    contact: str
    telephone: str
    email: str
    action_id: UUID
    owner_id: UUID | None
    owner: str
    owner_account_id: UUID | None
    author_id: UUID
    author: str
    sent_at: datetime
    answer_by: datetime
    kept: State
    reminded: int
    reminders: int
    ended_at: datetime | None
    because: str
    settled_as: str
    settled_because: str
    again_at: datetime | None
    again_keys: tuple[str, ...]
    version: int
    link_id: UUID | None
    needs_code: bool
    opened_at: datetime | None
    is_newest: bool

    @property
    def state(self) -> State:
        """Where it stands: sent and opened is collected."""
        return State.COLLECTED if self.kept is State.SENT and self.opened_at else self.kept

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is waited for, or its owner has to say how they go on."""
        return self.kept is State.SENT or (
            self.kept in (State.NO_ANSWER, State.NOT_FOR_THEM) and self.owner_id is not None
        )

    @property
    def since(self) -> datetime:
        """Since when it stands so."""
        return self.ended_at or self.opened_at or self.sent_at


_REQUEST = """
select r.id, r.team_id, r.person_id, r.agency_id, a.name, s.purpose, r.summary_id, s.number, r.contact_id, c.name, c.telephone,
       c.email, r.action_id, w.owner_id, coalesce(o.name, ''), o.id, r.author_id, coalesce(b.name, ''), r.sent_at, r.answer_by,
       r.state, r.reminded, (select count(*) from message_outward z where z.link_id = l.id and z.kind = 'remind'),
       r.ended_at, r.ended_because, r.settled_as, r.settled_because, r.again_at, r.again_keys, r.version,
       l.id, coalesce(l.needs_code, false), l.first_opened_at,
       not exists (select 1 from alignment_request n join alignment_summary z on z.id = n.summary_id
                    where n.team_id = r.team_id and n.person_id = r.person_id and n.agency_id = r.agency_id
                      and z.purpose = s.purpose
                      and (n.sent_at, n.id) > (r.sent_at, r.id))
  from alignment_request r
  join alignment_summary s on s.id = r.summary_id
  join agency_agency a on a.id = r.agency_id
  join agency_contact c on c.id = r.contact_id
  left join action_action w on w.id = r.action_id and w.state in ('open', 'held')
  left join team_member m on m.id = w.owner_id
  left join access_account o on o.id = m.account_id
  left join access_account b on b.id = r.author_id
  left join lateral (select id, needs_code, first_opened_at from door_link
                      where for_what = 'alignment' and for_id = r.id order by issued_at desc, id limit 1) l on true
"""
_ONE_REQUEST = f"{_REQUEST} where r.id = %(id)s"
_OF_PEOPLE = f"{_REQUEST} where r.person_id = any(%(people)s::uuid[]) order by r.sent_at desc, r.id"
_OF_TEAM = f"""{_REQUEST} where r.team_id = %(team)s
   and (r.state = 'sent' or w.id is not null or (r.again_at is not null and r.state <> 'withdrawn'))
 order by r.answer_by, r.id"""


def request(*, request_id: UUID) -> RequestRow:
    """Return a request. Raises NotVisible. One statement."""
    rows = planned(_ONE_REQUEST, {"id": request_id})
    if not rows:
        raise NotVisible
    return _request(rows[0])


def requests_of(*, person_ids: Collection[UUID]) -> list[RequestRow]:
    """Return every request about these people, the latest first. One statement."""
    return [_request(row) for row in planned(_OF_PEOPLE, {"people": list(person_ids)})]


def owed_to(*, team_id: UUID) -> list[RequestRow]:
    """
    Return what partners owe a team: who is waited for, whom an owner has to settle, who is to be asked again. By day; one
    statement.
    """
    return [_request(row) for row in planned(_OF_TEAM, {"team": team_id})]


def _request(row: Sequence[Any]) -> RequestRow:
    values = list(row)
    values[20], values[28] = State(values[20]), tuple(values[28])
    return RequestRow(*values)


@dataclass(frozen=True, slots=True)
class PartnerState:
    """
    How a partner stands to a person's plan, by the newest request of an agency and purpose: which version, since when, by when.

    `is_again`: the plan says something else to them by now, and nobody has sent it.
    """

    request_id: UUID
    agency_id: UUID
    agency: str
    purpose: str
    number: int
    state: State
    since: datetime
    answer_by: datetime
    is_again: bool
    is_waiting: bool
    owner: str


def states_of(*, person_ids: Collection[UUID], at: datetime) -> dict[UUID, list[PartnerState]]:
    """
    Return of each person how each agency stands that was sent a summary, by name and purpose. One statement.

    Withdrawn ones stand there too; who is asked by nobody is not in the answer.
    """
    found: dict[UUID, list[PartnerState]] = {}
    rows = (
        [one for one in requests_of(person_ids=person_ids) if one.is_newest and one.sent_at <= at] if person_ids else []
    )
    for one in sorted(rows, key=lambda one: (one.agency.casefold(), one.agency_id, one.purpose)):
        found.setdefault(one.person_id, []).append(
            PartnerState(
                one.id, one.agency_id, one.agency, one.purpose, one.number, one.state, one.since, one.answer_by,
                one.again_at is not None, one.is_waiting, one.owner,
            )
        )  # fmt: skip
    return found


# What they answered


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What a contact answered: how, when, who wrote it down ('' by their link), part by part, and what more they do."""

    id: UUID
    how: str
    at: datetime
    contact: str
    author: str
    verdict: State
    answers: Mapping[str, Answered]
    matters: Mapping[str, UUID]
    adds: Sequence[Mapping[str, Any]]


_ANSWER = """
select n.id, n.how, n.at, c.name, case when n.how = 'link' then '' else coalesce(b.name, '') end, n.verdict, n.adds::text,
       (select coalesce(jsonb_agg(jsonb_build_array(d.part_key, d.said, d.because, d.contradiction_id) order by d.id), '[]')::text
          from alignment_said d where d.answer_id = n.id)
  from alignment_answer n join agency_contact c on c.id = n.contact_id left join access_account b on b.id = n.author_id
 where n.request_id = %(request)s
"""


def answer_to(*, request_id: UUID) -> AnswerRow | None:
    """Return what was answered to a request; None where nobody has. One statement."""
    rows = planned(_ANSWER, {"request": request_id})
    if not rows:
        return None
    key, how, at, contact, author, verdict, adds, said = rows[0]
    lines = orjson.loads(said)
    return AnswerRow(
        key, how, at, contact, author, State(verdict),
        {part: Answered(Said(word), because) for part, word, because, _matter in lines},
        {part: UUID(matter) for part, _word, _because, matter in lines if matter},
        orjson.loads(adds),
    )  # fmt: skip


def agency_name(*, agency_id: UUID) -> str:
    """Return the name of an agency. Raises NotVisible. One statement."""
    rows = planned("select name from agency_agency where id = %s", [agency_id])
    if not rows:
        raise NotVisible
    return str(rows[0][0])


# How agencies usually answer


def figures_of(*, agency_ids: Collection[UUID]) -> dict[UUID, Figures]:
    """
    Return how these agencies answered in the last year, of all teams of their place; those without a request have zeros.

    The database tells states and hours alone, of nobody. One statement.
    """
    found: dict[UUID, list[Replied]] = {one: [] for one in agency_ids}
    for agency_id, state, hours in planned("select * from alignment_replies(%s::uuid[])", [list(agency_ids)]):
        found[agency_id].append(Replied(State(state), hours))
    return {key: figures(rows) for key, rows in found.items()}


# Who is asked again


def last_asked(of: SummaryRow, state: State) -> LastAsked:
    """Return what was last sent as the rule of asking again needs it. No statement."""
    asked = [one for one in of.parts if one.is_asked]
    return LastAsked(
        {one.key: one.digest for one in asked}, {one.key: one.field for one in asked}, frozenset(of.left_out), state
    )


# What doctor counts


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return summaries that say more than their agreement (P10), requests past their day that nobody was told of, waiting without
    work or work without waiting, and answers that are not aligned and no open or settled matter (P4).

    Read with the role that sees everything. What the clock alone sees is counted an hour after it was due.
    """
    return {"P10": _found(_BEYOND, at), "P4": _found(_LEFT, at)}


def _found(sentences: Mapping[str, str], at: datetime) -> list[str]:
    values = {"lived": lived_until(at=at)}
    return [
        sentence.format(*row)
        for sentence, sql in sentences.items()
        for row in planned(sql, values if "%(lived)s" in sql else {})
    ]


_BEYOND: Mapping[str, str] = {
    "summary {0} tells a partner more than their agreement allows": (
        "select s.id from alignment_summary s join agency_agreement a on a.id = s.agreement_id"
        " where not s.fields <@ a.fields or exists (select 1 from jsonb_array_elements(s.parts) p"
        "   where not (p ->> 'field') = any(s.fields)) order by s.id"
    ),
}
_LEFT: Mapping[str, str] = {
    "request {0} to a partner is past its day and nobody was told": (
        "select r.id from alignment_request r where r.state = 'sent'"
        " and r.answer_by < %(lived)s - interval '1 hour' order by r.id"
    ),
    "request {0} waits for a partner and is nobody's work": (
        "select r.id from alignment_request r where r.state = 'sent' and not exists (select 1 from action_action a"
        " where a.id = r.action_id and a.state in ('open', 'held')) order by r.id"
    ),
    "work {0} waits for a partner of whom nothing is waited for": (
        "select a.id from action_action a where a.kind = 'partner-answer' and a.state in ('open', 'held')"
        " and not exists (select 1 from alignment_request r where r.action_id = a.id"
        "   and (r.state = 'sent' or (r.state in ('no answer', 'not for them') and r.settled_as = ''))) order by a.id"
    ),
    "answer {0} of a partner is not aligned and no matter was made of it": (
        "select n.id from alignment_answer n where n.verdict = 'not aligned' and not exists (select 1 from alignment_said d"
        " where d.answer_id = n.id and d.contradiction_id is not null) order by n.id"
    ),
}
_VIOLATIONS: Mapping[str, str] = {**_BEYOND, **_LEFT}
