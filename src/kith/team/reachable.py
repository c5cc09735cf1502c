"""How the members of a team are reached at work: phone and e-mail, which they set themselves, and whether they are on duty now."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, ids, operation
from kith.place.rules import at_local, english_bank_holidays, local_day
from kith.team.rules import ON_CALL, SERVICE_BEGINS, end_of_service_day

LONGEST_EMAIL, LONGEST_PHONE = 254, 30
_EMAIL = re.compile(r"[^\s@<>,;:\"\\()\[\]]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII)
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{2,}( ?(ext|x)\.? ?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Reachable:
    """How somebody is reached: '' where they have not said; whether they are on duty at this moment."""

    name: str = ""
    email: str = ""
    phone: str = ""
    is_on_duty: bool = False

    @property
    def dialled(self) -> str:
        """The phone number as a link dials it: digits, and the plus that begins it; an extension is left out."""
        number = re.split(r"(?i)ext|x", self.phone, maxsplit=1)[0]
        return re.sub(r"[^+0-9]", "", number)


@operation("team.set_contact_details")
def set_contact_details(*, act: Act, email: str, phone: str) -> UUID:
    """
    Say how the actor is reached at work; return their account. Each may be ''. One statement besides the wrapper's.

    Raises:
        Refusal: for what is no e-mail address or phone number.
    """
    email, phone = email.strip(), " ".join(phone.split())
    if email and (len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email)):
        raise Refusal(_("Enter an e-mail address like name@example.org, or leave it empty."), field="email")
    if phone and (len(phone) > LONGEST_PHONE or not _PHONE.fullmatch(phone)):
        raise Refusal(_("Enter a phone number of digits and spaces, or leave it empty."), field="phone")
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into team_contactdetails (id, account_id, email, phone, act_id) values (%s, %s, %s, %s, %s)"
            " on conflict (account_id) do update set email = excluded.email, phone = excluded.phone, act_id = excluded.act_id",
            [ids.new(), act.account_id, email, phone, act.id],
        )
    return act.account_id


def reachable(*, account_ids: Collection[UUID], at: datetime) -> dict[UUID, Reachable]:
    """
    Return how accounts are reached, as far as the viewer shares a team with them. One statement.

    Somebody who has said nothing has '' for both, and is there all the same.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.id, a.name, coalesce(d.email, ''), coalesce(d.phone, ''), a.id in (" + ON_DUTY + ")"  # noqa: S608  (our own text)
            " from access_account a left join team_contactdetails d on d.account_id = a.id where a.id = any(%(accounts)s::uuid[])",
            on_duty_values(at) | {"accounts": list(account_ids)},
        )
        return {row[0]: Reachable(*row[1:]) for row in cursor.fetchall()}


def accounts_at_work(*, at: datetime) -> frozenset[UUID]:
    """Return who may be written to at a moment without being disturbed, of the teams that the viewer sees. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(AT_WORK, on_duty_values(at))
        return frozenset(row[0] for row in cursor.fetchall())


def on_duty_values(at: datetime) -> dict[str, Any]:
    """Return what the statement of who is on duty asks for: 8am to 5pm London time are the hours of a service day."""
    day = local_day(at)
    return {
        "at": at,
        "day": day,
        "is_bank_holiday": day in english_bank_holidays(day.year),
        "in_hours": at_local(day, SERVICE_BEGINS) <= at < end_of_service_day(day),
        "on_call": ON_CALL,
    }


ON_DUTY = """
select m.account_id
  from team_shift s
  join team_rotaday r on r.team_id = s.team_id and r.day = s.day and r.published_at is not null
  join team_member m on m.id = s.member_id and m.during @> %(at)s
  join team_team t on t.id = s.team_id
 where s.day = %(day)s and %(in_hours)s and extract(isodow from s.day) - 1 = any(t.working_weekdays)
   and s.day <> all(t.extra_closed) and (t.works_bank_holidays or not %(is_bank_holiday)s)
   and not exists (select 1 from team_absence b where b.member_id = s.member_id and b.withdrawn_at is null
                    and s.day between b.first_day and b.last_day)
union
select c.account_id from team_oncall c where c.during @> %(at)s
"""
"""Accounts on duty: on shift on a service day, in its hours, and not away; or on call for a place."""

_AS_THEIR_TEAM = """
select m.account_id from team_member m join team_team t on t.id = m.team_id
 where m.during @> %(at)s and m.role <> %(on_call)s and %(in_hours)s
   and extract(isodow from %(day)s::date) - 1 = any(t.working_weekdays) and %(day)s::date <> all(t.extra_closed)
   and (t.works_bank_holidays or not %(is_bank_holiday)s)
   and not exists (select 1 from team_shift s where s.member_id = m.id
                    and s.day between %(day)s::date - 14 and %(day)s::date + 14)
   and not exists (select 1 from team_absence b where b.member_id = m.id and b.withdrawn_at is null
                    and %(day)s between b.first_day and b.last_day)
"""
AT_WORK = f"{ON_DUTY} union {_AS_THEIR_TEAM}"
"""The same, and those whom no rota of these weeks names: they work as their team does, unless they are away."""
