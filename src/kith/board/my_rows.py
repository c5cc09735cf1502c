"""
The rows of a member's own day with a team, and how many of them wait: for the page of the day and for the frame of every page.

Both ask by the same words, so that the number in the navigation is the number of the page.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from kith.database.planned import planned
from kith.place.rules import day_bounds, english_bank_holidays, local_day


def of_day(at: datetime) -> dict[str, Any]:
    """Return the values that name a London day in the statements here: `day`, its `end` (excluded), `holiday`, `at`."""
    day = local_day(at)
    start_at, end_at = day_bounds(day)
    is_holiday = day in english_bank_holidays(day.year)
    return {"at": at, "day": day, "start": start_at, "end": end_at, "holiday": is_holiday}


def my_rows(*, team_id: UUID, account_id: UUID, at: datetime) -> list[tuple[Any, ...]]:
    """Return what an account has to do with a team by the end of the day, what it did, and whom it follows. One statement."""
    return planned(_MINE, of_day(at) | {"team": team_id, "account": account_id})


# Who answers for a team at this moment, as `caseload.rules.duty_lead` says: the duty lead on shift, else the second, else
# the cover, who alone answers on days without service: their accounts, first to last
_DUTY = """
select array(select m.account_id from team_rotaday r
     cross join lateral (values (1, r.duty_lead_id), (2, r.second_id)) w (n, member)
     join team_member m on m.id = w.member and m.during @> %(at)s
     join access_account a on a.id = m.account_id and (a.ended_at is null or a.ended_at > %(at)s)
     join team_shift s on s.team_id = m.team_id and s.member_id = m.id and s.day = r.day
    where r.team_id = t.id and r.day = %(day)s and r.published_at is not null
      and extract(isodow from r.day)::int - 1 = any(t.working_weekdays) and not r.day = any(t.extra_closed)
      and (t.works_bank_holidays or not %(holiday)s)
      and exists (select 1 from access_seat h where h.team_id = m.team_id and h.account_id = m.account_id
                   and h.role = m.role and h.during @> %(at)s)
      and not exists (select 1 from team_absence x where x.team_id = t.id and x.member_id = m.id
                       and x.withdrawn_at is null and r.day between x.first_day and x.last_day)
    order by w.n)
  || array(select o.account_id from team_oncall o where o.place_id = t.place_id and o.during @> %(at)s
      and exists (select 1 from team_member m where m.team_id = t.id and m.account_id = o.account_id
                   and m.role = 'on-call' and m.during @> %(at)s) limit 1) as accounts
"""


def _own(member: str, thing: str) -> str:
    """
    Whether what `member` holds of `thing` is the account's own.

    Of somebody who has left it is the duty's: of the first in line who has not closed the record of its person.
    """
    return f"""({member}.account_id = %(account)s or not {member}.during @> act_moment() and %(account)s = any(d.accounts)
   and %(account)s = (select u.account from unnest(d.accounts) with ordinality u (account, place)
                       where not is_shut_out(u.account, {thing}.person_id) order by u.place limit 1))"""  # noqa: S608  (our own names)


_CONTACT = "c.state = 'planned' and c.window_from < %(end)s"
# what asks about a planned contact of one's own is said once: with the contact, whose recording settles both
_ACTION = f"""
(a.state in ('open', 'held') and a.kind = 'urgent' or a.state = 'open' and a.due_at < %(end)s
 or a.state = 'held' and a.return_date <= %(day)s)
and not exists (select 1 from contact_contact f join team_member n on n.id = f.member_id and {_own("n", "f")}
                 where f.follow_up_id = a.id and f.state = 'planned')
"""  # noqa: S608  (our own names)

NUMBER = f"""
select (select count(*) from action_offer o join team_member m on m.id = o.to_member_id
         where o.team_id = t.id and o.state = 'waiting' and m.account_id = %(account)s)
     + (select count(*) from contact_contact c join team_member m on m.id = c.member_id and {_own("m", "c")}
         where c.team_id = t.id and {_CONTACT})
     + (select count(*) from action_action a join team_member m on m.id = a.owner_id and {_own("m", "a")}
         where a.team_id = t.id and {_ACTION})
  from ({_DUTY}) d
"""  # noqa: S608  (our own names)
"""How many things wait for an account on its day with the team `t`: offers to it, contacts and work without a result."""

_MINE = f"""
with day as materialized (select t.id, d.accounts from team_team t cross join lateral ({_DUTY}) d where t.id = %(team)s)
select 'contact', c.id, c.person_id, p.given || ' ' || p.family, p.birth_date, c.way, c.note, c.state, c.window_from,
       c.window_to, c.happened_at,
       (select v.value from person_contactdetail v where v.person_id = c.person_id and v.kind = 'address'
           and not p.is_protected order by v.recorded_at desc, v.id limit 1), c.reason, null::date, null::uuid
  from day d
  join contact_contact c on c.team_id = d.id
  join team_member m on m.id = c.member_id and {_own("m", "c")}
  join person_person p on p.id = c.person_id
 where {_CONTACT} or c.state <> 'planned' and c.happened_at >= %(start)s and c.happened_at < %(end)s
union all
select 'action', a.id, a.person_id, coalesce(p.given || ' ' || p.family, ''), p.birth_date, a.kind, a.what, a.state,
       a.due_at, a.due_at, coalesce(a.closed_at, (select min(s.event_at) from action_step s where s.action_id = a.id)),
       null, a.hold_reason, a.return_date,
       (select f.id from contact_contact f where f.follow_up_id = a.id and f.state = 'planned')
  from day d
  join action_action a on a.team_id = d.id
  join team_member m on m.id = a.owner_id and {_own("m", "a")}
  left join person_person p on p.id = a.person_id
 where {_ACTION} or a.state = 'done' and a.closed_at >= %(start)s and a.closed_at < %(end)s
union all
select 'followed', w.id, w.person_id, p.given || ' ' || p.family, p.birth_date, '', '', '', null, null, null, null, '', null,
       null
  from board_follow w join person_person p on p.id = w.person_id
 where w.account_id = %(account)s and w.during @> act_moment()
"""  # noqa: S608  (our own names)
