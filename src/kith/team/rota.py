"""How days of the rota are checked and stored, several at once: who is there, who has the duty. For the operations alone."""

from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from kith.act import Act, Refusal, ids
from kith.team.rules import DayPlan, RotaFault


def days_between(first: date, last: date) -> list[date]:
    """Return the days from first to last, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def published_days(days: list[date], team_id: UUID) -> set[date]:
    """Return which of these days have a published rota. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select day from team_rotaday where team_id = %s and day = any(%s) and published_at is not null",
            [team_id, days],
        )
        return {day for (day,) in cursor.fetchall()}


def not_there(plans: list[DayPlan], team_id: UUID) -> list[RotaFault]:
    """Return a fault for each member who is planned on a day without being a member, or away. One statement."""
    pairs = [(plan, member) for plan in plans for member in sorted(plan.there)]
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(team_not_there(p.member, p.day), case when m.id is null then 'Choose members of this team.' end)"
            " from unnest(%s::date[], %s::uuid[]) with ordinality p (day, member, number)"
            " left join team_member m on m.id = p.member and m.team_id = %s order by p.number",
            [[plan.day for plan, _member in pairs], [member for _plan, member in pairs], team_id],
        )
        said = [sentence for (sentence,) in cursor.fetchall()]
    parts = [plan.part_of(member) for plan, member in pairs]
    return [
        RotaFault(plan.day, part, sentence)
        for (plan, _member), part, sentence in zip(pairs, parts, said, strict=True)
        if sentence
    ]


def refuse_if(faults: list[RotaFault]) -> None:
    """Refuse with every fault, by day; each keeps the part it belongs to, for the form."""
    if faults:
        in_order = sorted(faults, key=lambda fault: fault.day)
        raise Refusal(" ".join(fault.sentence for fault in in_order), rule="P2", extra=in_order)


def write_days(cursor: CursorWrapper, act: Act, team_id: UUID, plans: list[DayPlan], *, publish: bool) -> None:
    """Store who has the duty on these days; a day once published stays so. One statement."""
    cursor.execute(
        "insert into team_rotaday (id, team_id, day, duty_lead_id, second_id, published_at, act_id)"
        " select p.id, %s, p.day, p.duty, p.second, %s, %s"
        " from unnest(%s::uuid[], %s::date[], %s::uuid[], %s::uuid[]) p (id, day, duty, second)"
        " on conflict (team_id, day) do update set duty_lead_id = excluded.duty_lead_id, second_id = excluded.second_id,"
        " published_at = coalesce(team_rotaday.published_at, excluded.published_at), act_id = excluded.act_id",
        [
            team_id,
            act.at if publish else None,
            act.id,
            [ids.new() for _plan in plans],
            [plan.day for plan in plans],
            [plan.duty_lead_id for plan in plans],
            [plan.second_id for plan in plans],
        ],
    )


def write_shifts(cursor: CursorWrapper, act: Act, team_id: UUID, plans: list[DayPlan]) -> None:
    """Let exactly these members be on shift on these days. One statement."""
    shifts = [(ids.new(), plan.day, member) for plan in plans for member in sorted(plan.there)]
    cursor.execute(
        "with wanted as (select * from unnest(%s::uuid[], %s::date[], %s::uuid[]) w (id, day, member)),"
        " gone as (delete from team_shift s where s.team_id = %s and s.day = any(%s)"
        "   and not exists (select 1 from wanted w where w.day = s.day and w.member = s.member_id))"
        " insert into team_shift (id, team_id, day, member_id, act_id) select w.id, %s, w.day, w.member, %s from wanted w"
        " on conflict (team_id, day, member_id) do nothing",
        [
            [id_ for id_, _day, _member in shifts],
            [day for _id, day, _member in shifts],
            [member for _id, _day, member in shifts],
            team_id,
            [plan.day for plan in plans],
            team_id,
            act.id,
        ],
    )
