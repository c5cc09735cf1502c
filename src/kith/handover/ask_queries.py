"""Questions to see a record: one as those who answer it see it, and one's own without a word about the person before a yes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from kith.act import NotVisible, Thing
from kith.person.rules import shown


@dataclass(frozen=True, slots=True)
class AskRow:
    """
    A question to see a record, for a team that has the person on its list.

    `state` is waiting, yes, no or withdrawn. `asker_team` is the name of a team of theirs. `owner_account_id` owns the action,
    `named_account_id` is the named lead on that team (None: nobody).
    """

    id: UUID
    person_id: UUID
    team_id: UUID
    account_id: UUID
    asker: str
    asker_team: str
    stated_role: str
    because: str
    asked_at: datetime
    state: str
    answer: str
    answered_at: datetime | None
    until: datetime | None
    action_id: UUID
    owner_account_id: UUID | None
    named_account_id: UUID | None
    is_protected: bool


_ASK = """
select k.id, k.person_id, k.team_id, k.account_id, coalesce(o.name, ''), coalesce(n.name, ''), k.stated_role, k.because,
       k.asked_at, k.state, k.answer, k.answered_at, k.until, k.action_id, w.account_id, l.account_id, p.is_protected
  from handover_ask k join person_person p on p.id = k.person_id
  left join access_account o on o.id = k.account_id
  left join lateral team_names(array[k.from_team_id]) n on true
  left join action_action a on a.id = k.action_id
  left join team_member w on w.id = a.owner_id and w.during @> act_moment()
  left join caseload_listentry e on e.team_id = k.team_id and e.person_id = k.person_id and e.state <> 'ended'
  left join team_member l on l.id = e.named_lead_id and l.during @> act_moment()
 where k.team_id = any((select my_teams())::uuid[]) and k.id = %s
"""


def ask(*, ask_id: UUID) -> AskRow:
    """Return a question to one of the viewer's teams. Raises NotVisible, also for whoever asked it. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [ask_id])
        row = cursor.fetchone()
    if row is None:
        raise NotVisible
    key, person, team, account, name, team_name, role, why, at, state, answer, *rest = row
    return AskRow(key, person, team, account, name, team_name, shown(role), shown(why), at, state, shown(answer), *rest)


def sight_of_ask(*, ask_id: UUID) -> Thing:
    """Return a question as a thing of the team that answers it. Raises NotVisible. One statement."""
    row = ask(ask_id=ask_id)
    return Thing("ask", row.id, row.team_id, row.person_id, {"ask": row})


@dataclass(frozen=True, slots=True)
class EarlierAsk:
    """An earlier question of the same account about the same record: when, and what became of it."""

    asked_at: datetime
    state: str
    answer: str
    answered_at: datetime
    until: datetime | None


def earlier_asks(*, row: AskRow) -> list[EarlierAsk]:
    """Return what became of earlier questions of whoever asks, of the same record and team, newest first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select asked_at, state, answer, answered_at, until from handover_ask where person_id = %s and account_id = %s"
            " and team_id = %s and id <> %s and asked_at <= %s and state <> 'waiting' order by asked_at desc, id limit 20",
            [row.person_id, row.account_id, row.team_id, row.id, row.asked_at],
        )
        return [EarlierAsk(at, state, shown(said), *rest) for at, state, said, *rest in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class OwnAsk:
    """A question of the viewer: when, why, how it was answered. Whose record ('' and None until it can be opened)."""

    id: UUID
    person_id: UUID | None
    name: str
    because: str
    asked_at: datetime
    state: str
    answer: str
    answered_at: datetime | None
    until: datetime | None


def own_asks() -> list[OwnAsk]:
    """Return the last fifty questions of the viewer, newest first; a person only by a yes and while in reach. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select k.id, p.id, coalesce(p.given || ' ' || p.family, ''), k.because, k.asked_at, k.state, k.answer, k.answered_at,"
            " k.until from handover_ask k left join person_person p on p.id = k.person_id and k.state = 'yes'"
            " where k.account_id = (select act_account()) order by k.asked_at desc, k.id limit 50"
        )
        rows = cursor.fetchall()
    return [
        OwnAsk(ask_id, key, shown(name), shown(why), asked, state, shown(answer), answered, until)
        for ask_id, key, name, why, asked, state, answer, answered, until in rows
    ]
