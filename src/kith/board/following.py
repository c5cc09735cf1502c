"""
Following a person: whoever may see them asks to hear of four kinds of change, and stops, or loses sight of them.

Following opens nothing. A row counts only while its account reaches the person by itself; a job writes down that it is over
once that has ended, so that it does not begin again by itself when somebody reaches them anew. Told are an escalation, a new
owner of work, the end of a hold, a missed contact: one message of a kind about a person, and no other of it within an hour.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, ids, operation
from kith.board.models import Follow
from kith.message.parts import Tell
from kith.person.queries import sight_of_person
from kith.place.rules import day_bounds, local_day
from kith.team.queries import sight_of_team
from kith.trail.queries import lived_until

QUIET_FOR = timedelta(hours=1)
"""Within an hour of a message about a person no other of its kind is told: what came meanwhile is told together."""
TOLD_WITHIN = timedelta(days=1)
"""Changes older than a day are told to nobody any more: they stand on the page of the person."""

FOLLOWED = (
    "exists (select 1 from board_follow w"
    " where w.person_id = {person} and w.account_id = act_account() and w.during @> act_moment())"
)
"""Whether the viewer follows somebody, for statements about people."""


@operation("board.follow", sight=sight_of_person)
def follow(*, act: Act, person_id: UUID) -> UUID:
    """
    Let the actor hear of a person from now on; return the row. Two statements besides the wrapper's.

    Whoever follows already goes on: nothing changes.
    """
    current = Follow.objects.filter(account_id=act.account_id, person_id=person_id, during__contains=act.at).first()
    if current:
        return current.id
    key = ids.new()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into board_follow (id, account_id, person_id, during, act_id) values (%s, %s, %s, tstzrange(%s, null), %s)"
            " on conflict do nothing",
            [key, act.account_id, person_id, act.at, act.id],
        )
    return key


@operation("board.unfollow", sight=sight_of_person)
def unfollow(*, act: Act, person_id: UUID) -> UUID:
    """
    Let the actor hear of a person no more; return whose following ended. One statement besides the wrapper's.

    Raises:
        Refusal: when the actor does not follow them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "update board_follow set during = tstzrange(lower(during), %s), act_id = %s"
            " where account_id = %s and person_id = %s and during @> %s",
            [act.at, act.id, act.account_id, person_id, act.at],
        )
        if not cursor.rowcount:
            raise Refusal(_("You do not follow this person."))
    return person_id


# What Kith does by the clock


@dataclass(frozen=True, slots=True)
class Untold:
    """A change of one kind about a person that a follower has not heard of, and the team to whose members it is told."""

    account_id: UUID
    person_id: UUID
    kind: str
    team_id: UUID


def untold(*, team_id: UUID, at: datetime) -> list[Untold]:
    """
    Return what the followers of people on a team's list are to be told, one line of a kind about a person. One statement.

    Of changes within a day by somebody else, to work that is not the follower's own. Asked by Kith.
    """
    values: dict[str, Any] = {"team": team_id, "at": at, "day": local_day(at), "morning": day_bounds(local_day(at))[0]}
    with connection.cursor() as cursor:
        cursor.execute(_UNTOLD, values | {"within": at - TOLD_WITHIN, "quiet": at - QUIET_FOR})
        return [Untold(*row) for row in cursor.fetchall()]


@operation("board.tell_followers", sight=sight_of_team)
def tell_followers(*, act: Act, team_id: UUID) -> int:
    """Tell followers what they have not heard of; return how many messages. By Kith, each minute; one statement more."""
    found = untold(team_id=team_id, at=act.at)
    for one in found:
        act.add(
            "message", Tell(one.team_id, one.account_id, f"followed {one.kind}", "person", one.person_id, one.person_id)
        )
    return len(found)


def number_to_end() -> int:
    """Return how many follow somebody whose record they cannot open any more. One statement, asked by Kith."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from board_follow where upper_inf(during) and not can_open(account_id, person_id)"
        )
        return int(cursor.fetchone()[0])


@operation("board.end_follows")
def end_follows(*, act: Act) -> int:
    """End the following of everybody who cannot open the record any more; return how many. By Kith; one statement more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update board_follow set during = tstzrange(lower(during), greatest(lower(during), %s)), act_id = %s"
            " where upper_inf(during) and not can_open(account_id, person_id)",
            [act.at, act.id],
        )
        return int(cursor.rowcount)


# What doctor counts

LONG_OVER = timedelta(days=1)
"""How long after somebody lost sight of a person their following may still stand: the job of every minute had a day."""


def violations(*, at: datetime) -> list[str]:
    """Return following that goes on although its account has not reached the person for a day (P10). Sees everything."""
    until = lived_until(at=at)
    with connection.cursor() as cursor:
        cursor.execute(_LEFT_OVER, {"before": until - LONG_OVER, "until": until})
        return [
            f"account {account} follows person {person}, whose record it cannot open"
            for account, person in cursor.fetchall()
        ]


_LEFT_OVER = """
select f.account_id, f.person_id from board_follow f join access_account a on a.id = f.account_id
 where upper_inf(f.during) and lower(f.during) < %(before)s and (
       a.ended_at < %(before)s
    or exists (select 1 from access_exclusion x where x.account_id = f.account_id and x.person_id = f.person_id
                and x.during @> tstzrange(%(before)s, %(until)s))
    or not exists (select 1 from access_reach r where r.person_id = f.person_id and r.during && tstzrange(%(before)s, null)
                    and (r.account_id = f.account_id or exists (
                         select 1 from access_seat s where s.account_id = f.account_id and s.team_id = r.team_id
                            and s.during && tstzrange(%(before)s, null)))))
 order by f.id
"""

_UNTOLD = """
with followed as (
  select f.account_id, f.person_id, greatest(lower(f.during), %(within)s) as since
    from board_follow f
    join caseload_listentry e on e.team_id = %(team)s and e.person_id = f.person_id and e.state <> 'ended'
   where f.during @> act_moment() and can_open(f.account_id, f.person_id)
), work as (
  select f.account_id, f.person_id, f.since, a.id, a.kind, a.state, a.return_date
    from followed f
    join action_action a on a.team_id = %(team)s and a.person_id = f.person_id
    join team_member m on m.id = a.owner_id and m.account_id <> f.account_id
), change as (
  select w.account_id, w.person_id, s.recorded_at as at,
         case when w.kind = 'urgent' and s.kind = 'add' then 'escalation'
              when s.kind = 'resume' then 'hold ended'
              when s.detail -> 'before' ? 'owner_id' then 'owner change' end as kind
    from work w join action_step s on s.action_id = w.id and s.recorded_at > w.since and s.account_id <> w.account_id
  union all
  select account_id, person_id, %(morning)s, 'hold ended' from work
   where state = 'held' and return_date = %(day)s and %(morning)s > since
  union all
  select f.account_id, f.person_id, c.recorded_at, 'missed contact'
    from followed f
    join contact_contact c on c.team_id = %(team)s and c.person_id = f.person_id and c.recorded_at > f.since
     and (c.state = 'missed' or c.state = 'planned' and c.follow_up_id is not null)
    left join team_member m on m.id = c.member_id
   where m.account_id is distinct from f.account_id
)
select distinct c.account_id, c.person_id, c.kind, case when exists (
         select 1 from access_seat s where s.account_id = c.account_id and s.team_id = %(team)s and s.during @> act_moment())
       then %(team)s else (select s.team_id from access_seat s where s.account_id = c.account_id and s.during @> act_moment()
                            order by s.team_id limit 1) end
  from change c
 where c.kind is not null
   and not exists (select 1 from message_message m where m.account_id = c.account_id and m.person_id = c.person_id
                    and m.kind = 'followed ' || c.kind and (coalesce(m.told_at, m.recorded_at) >= c.at
                      or coalesce(m.told_at, m.recorded_at) > %(quiet)s))
 order by 1, 2, 3
"""
