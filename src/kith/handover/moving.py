"""
What moves when two records are one person, on one team, and back: open work, planned contacts, the place on the list.

Each is one statement whatever its number. Owners, deadlines, holds and waiting offers stay as they are; only whose they are
changes. The other record's entry ends, and the kept record's takes its place, so that nobody on a list lacks a lead.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.act import Act, ids
from kith.action.parts import NewStep
from kith.handover.merge_queries import MovedRow
from kith.handover.seams import seams
from kith.message.parts import Tell
from kith.place.rules import local_day

_MOVED = (
    ("action_action", ("open", "held")),
    ("contact_contact", ("planned", "paused")),
    ("contact_series", ("running",)),
    ("contradiction_contradiction", ("open",)),
)
"""What goes back when a merge is taken back: tables, and the states in which it does."""


@dataclass(frozen=True, slots=True)
class MovedEntries:
    """The list entry that ended, the one that took its place, and whether it was made for that."""

    other_entry_id: UUID | None = None
    kept_entry_id: UUID | None = None
    is_made: bool = False


def move_open(*, act: Act, team_id: UUID, kept_id: UUID, other_id: UUID) -> MovedEntries:
    """Move what is open on a team from the other record to the kept one, and tell whom it touches. Inside an operation."""
    values: dict[str, Any] = {
        "act": act.id,
        "at": act.at,
        "team": team_id,
        "kept": kept_id,
        "other": other_id,
        "day": local_day(act.at),
    }
    entries = _move_entry(values)
    told: set[UUID | None] = {account for (_version, account) in _move_actions(act, values).values()}
    if escalations := [key for (key,) in _rows(_ESCALATIONS, values)]:
        _rows(_ROUTE_STEPS, {**values, "to": values["kept"], "escalations": escalations})
    told |= {row[0] for row in _rows(_CONTACTS, values)}
    told |= {row[0] for row in _rows(_SERIES, values)}
    _rows(_AWAY, values)
    for statement in (_INVOLVED, _INVOLVED_TWICE, _OBJECTIONS, _SHARED_AGAINST):
        _rows(statement, values)
    _rows(_ITEMS, values)
    _rows(_CONTRADICTIONS, values)
    for moves in seams.moves:
        moves(act, team_id, kept_id, other_id)
    told |= {row[0] for row in _rows(_OVERRIDES, values)}
    told |= {row[0] for row in _rows(_LEADS, {"entry": entries.kept_entry_id})}
    for account_id in sorted(one for one in told if one and one != act.account_id):
        act.add("message", Tell(team_id, account_id, "records merged", "person", kept_id, kept_id))
    return entries


def put_open_back(*, act: Act, moved: MovedRow) -> tuple[int, list[UUID]]:
    """
    Move back what one act moved and nobody changed since; return how much, and what is left with the kept record.

    The work of an escalation goes where its escalation goes: neither is left under a record that the other is not under.

    The entry made for the kept record ends, unless somebody has arranged it since or something open is left with it.
    """
    values: dict[str, Any] = {
        "act": act.id, "at": act.at, "team": moved.team_id, "kept": moved.kept_id, "other": moved.other_id,
        "by": moved.act_id, "kept_entry": moved.kept_entry_id, "other_entry": moved.other_entry_id,
        "why": _("The merge of two records was taken back"),
    }  # fmt: skip
    done, left = 0, []
    escalations = _rows(_ESCALATIONS_BACK, values)
    values["works"] = [key for (_escalation, *works) in escalations for key in works if key]
    if escalations:
        _rows(_ROUTE_STEPS, {**values, "to": values["other"], "escalations": [row[0] for row in escalations]})
    for table, waiting in _MOVED:
        back = _rows(_BACK.format(table=table), {**values, "waiting": list(waiting)})
        left += [key for (key,) in _rows(_LEFT.format(table=table), values)]
        done += len(back)
        if table == "action_action":
            _rows(_OFFERS_BACK, {**values, "actions": [row[0] for row in back]})
            for key, version in back:
                _note(act, moved.team_id, moved.other_id, key, version, values["why"])
    _rows(_AWAY_BACK, values)
    for statement in (_INVOLVED_BACK, _OBJECTIONS_BACK, _SHARED_AGAINST_BACK):
        _rows(statement, values)
    _rows(_ITEMS_BACK, values)
    for puts_back in seams.puts_back:
        puts_back(act, moved)
    if moved.other_entry_id:
        done += len(_rows(_ENTRY_BACK, values))
        _rows(_ENTRY_OFFERS_BACK, values)
        if moved.is_made:
            left += [] if _rows(_END_MADE, values) else [moved.kept_entry_id] if moved.kept_entry_id else []
        else:
            left += [key for (key,) in _rows(_FILLED_BACK, values)]
    return done, left


def _move_entry(values: dict[str, Any]) -> MovedEntries:
    ended = _rows(_END_OTHER, {**values, "because": _("Merged: recorded twice")})
    if not ended:
        return MovedEntries()
    [(other_entry,)] = ended
    filled = _rows(_FILL_KEPT, {**values, "entry": other_entry})
    made = [] if filled else _rows(_MAKE_KEPT, {**values, "entry": other_entry, "id": ids.new()})
    [(kept_entry,)] = filled or made
    _rows(_ENTRY_OFFERS, {**values, "entry": other_entry, "new": kept_entry})
    return MovedEntries(other_entry, kept_entry, is_made=bool(made))


def _move_actions(act: Act, values: dict[str, Any]) -> dict[UUID, tuple[int, UUID | None]]:
    moved = {key: (version, account) for key, version, account in _rows(_ACTIONS, values)}
    if moved:
        _rows(_OFFERS, {**values, "actions": list(moved)})
    for key, (version, _account) in moved.items():
        _note(act, values["team"], values["kept"], key, version, _("Two records of this person were merged"))
    return moved


def _note(act: Act, team_id: UUID, person_id: UUID, action_id: UUID, version: int, words: str) -> None:
    act.add("step", NewStep(team_id, person_id, action_id, "comment", act.at, words, {"version": version}))


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return sorted(cursor.fetchall(), key=str)


_ACTIONS = """
update action_action a set person_id = %(kept)s, version = a.version + 1, act_id = %(act)s
 where a.team_id = %(team)s and a.person_id = %(other)s and a.state in ('open', 'held')
returning a.id, a.version, (select m.account_id from team_member m where m.id = a.owner_id)
"""
_OFFERS = """
update action_offer o set person_id = %(kept)s, act_id = %(act)s
 where o.action_id = any(%(actions)s::uuid[]) and o.state = 'waiting' returning o.id
"""
# What was told and why stays under the record it was written for, which the same team reaches.
_ESCALATIONS = """
update escalation_escalation e set person_id = %(kept)s, version = e.version + 1, act_id = %(act)s, by_merge = exists (
       select 1 from escalation_escalation k where k.team_id = e.team_id and k.person_id = %(kept)s and k.track = e.track
          and k.state <> 'closed')
 where e.team_id = %(team)s and e.person_id = %(other)s and e.state <> 'closed' returning e.id
"""
_ROUTE_STEPS = """
update escalation_routestep s set person_id = %(to)s, act_id = %(act)s
 where s.escalation_id = any(%(escalations)s::uuid[]) returning s.id
"""
_CONTACTS = """
update contact_contact c set person_id = %(kept)s, version = c.version + 1, act_id = %(act)s
 where c.team_id = %(team)s and c.person_id = %(other)s and c.state in ('planned', 'paused')
returning (select m.account_id from team_member m where m.id = c.member_id)
"""
_SERIES = """
update contact_series s set person_id = %(kept)s, version = s.version + 1, act_id = %(act)s
 where s.team_id = %(team)s and s.person_id = %(other)s and s.state = 'running'
returning (select m.account_id from team_member m where m.id = s.member_id)
"""
# Away under one record is away: an absence goes along unless the kept record has one on some of its days.
_AWAY = """
update contact_away a set person_id = %(kept)s, version = a.version + 1, act_id = %(act)s
 where a.person_id = %(other)s and a.back_day > %(day)s and not exists (select 1 from contact_away k
    where k.person_id = %(kept)s and k.from_day < a.back_day and a.from_day < k.back_day)
returning a.id
"""
# What they do not want shared goes along at once, with who works with them and what is shared all the same. An agency that
# works with both for one purpose goes on under the kept record alone.
_INVOLVED = """
update agency_involved i set person_id = %(kept)s, version = i.version + 1, act_id = %(act)s
 where i.person_id = %(other)s and i.until_day is null and not exists (select 1 from agency_involved k
    where k.person_id = %(kept)s and k.agency_id = i.agency_id and k.purpose = i.purpose and k.until_day is null)
returning i.id
"""
_INVOLVED_TWICE = """
update agency_involved i set until_day = greatest(%(day)s, i.from_day), ended_because = 'merged', version = i.version + 1,
       act_id = %(act)s
 where i.person_id = %(other)s and i.until_day is null returning i.id
"""
_OBJECTIONS = """
update agency_objection o set person_id = %(kept)s, version = o.version + 1, act_id = %(act)s
 where o.person_id = %(other)s and o.withdrawn_at is null returning o.id
"""
_SHARED_AGAINST = """
update agency_override o set person_id = %(kept)s, version = o.version + 1, act_id = %(act)s
 where o.person_id = %(other)s and o.ended_at is null and o.until_day >= %(day)s returning o.id
"""
_ITEMS = """
update contradiction_item i set person_id = %(kept)s, version = i.version + 1, act_id = %(act)s
 where i.team_id = %(team)s and i.person_id = %(other)s and (i.stopped_day is null or i.stopped_day > %(day)s) returning i.id
"""
# One that stands open of both records stays where it is: the kept record asks for the same.
_CONTRADICTIONS = """
update contradiction_contradiction c set person_id = %(kept)s, version = c.version + 1, act_id = %(act)s
 where c.team_id = %(team)s and c.person_id = %(other)s and c.state = 'open' and not exists (
    select 1 from contradiction_contradiction k where k.person_id = %(kept)s and k.pair = c.pair and k.state = 'open')
returning c.id
"""
_OVERRIDES = """
update caseload_override o set person_id = %(kept)s, act_id = %(act)s
 where o.team_id = %(team)s and o.person_id = %(other)s and o.day >= %(day)s and not exists (select 1
    from caseload_override k where k.team_id = o.team_id and k.person_id = %(kept)s and k.day = o.day)
returning (select m.account_id from team_member m where m.id = o.member_id)
"""
_LEADS = """
select m.account_id from caseload_listentry e join team_member m on m.id in (e.named_lead_id, e.deputy_id)
 where e.id = %(entry)s
"""
_END_OTHER = """
update caseload_listentry e set state = 'ended', ended_at = %(at)s, ended_because = %(because)s,
       version = e.version + 1, act_id = %(act)s
 where e.team_id = %(team)s and e.person_id = %(other)s and e.state <> 'ended' returning e.id
"""
# What one entry lacks the other gives: leads, rhythm and tier; of both the closer look, and who is active stays so.
_FILL_KEPT = """
update caseload_listentry k set
       named_lead_id = coalesce(k.named_lead_id, nullif(now_lead(o.named_lead_id), k.deputy_id)),
       deputy_id = coalesce(k.deputy_id, nullif(nullif(now_lead(o.deputy_id), k.named_lead_id), o.named_lead_id)),
       cadence_days = least(k.cadence_days, o.cadence_days),
       risk_tier = case when array_position(array['not assessed', 'low', 'medium', 'high'], o.risk_tier)
                           > array_position(array['not assessed', 'low', 'medium', 'high'], k.risk_tier)
                        then o.risk_tier else k.risk_tier end,
       state = case when h.image ->> 'state' = 'active' then 'active' else k.state end,
       version = k.version + 1, act_id = %(act)s
  from caseload_listentry o, act_history h
 where o.id = %(entry)s and h.table_name = 'caseload_listentry' and h.row_id = o.id and h.ended_by_act_id = %(act)s
   and k.team_id = %(team)s and k.person_id = %(kept)s and k.state <> 'ended' returning k.id
""".replace(
    "now_lead(o.named_lead_id)",
    "(select m.id from team_member m where m.id = o.named_lead_id and m.during @> act_moment())",
).replace(
    "now_lead(o.deputy_id)", "(select m.id from team_member m where m.id = o.deputy_id and m.during @> act_moment())"
)
_MAKE_KEPT = """
insert into caseload_listentry (id, team_id, person_id, state, came_at, came_by, came_from, intake_id, looked_through_at,
       ended_because, risk_tier, named_lead_id, deputy_id, cadence_days, version, act_id)
select %(id)s, o.team_id, %(kept)s, h.image ->> 'state', o.came_at, o.came_by, o.came_from, o.intake_id, o.looked_through_at,
       '', o.risk_tier, (select m.id from team_member m where m.id = o.named_lead_id and m.during @> act_moment()),
       (select m.id from team_member m where m.id = o.deputy_id and m.during @> act_moment()), o.cadence_days, 1, %(act)s
  from caseload_listentry o join act_history h on h.table_name = 'caseload_listentry' and h.row_id = o.id
   and h.ended_by_act_id = %(act)s
 where o.id = %(entry)s returning id
"""
_ENTRY_OFFERS = """
update action_offer o set entry_id = %(new)s, person_id = %(kept)s, act_id = %(act)s
 where o.entry_id = %(entry)s and o.state = 'waiting' and not exists (
    select 1 from action_offer k where k.entry_id = %(new)s and k.state = 'waiting') returning o.id
"""

# Back: what the act ended and nobody wrote since; of escalations that go back their work, of those that stay none.
_BACK = """
update {table} t set person_id = %(other)s, version = t.version + 1, act_id = %(act)s from act_history h
 where h.table_name = '{table}' and h.row_id = t.id and h.ended_by_act_id = %(by)s
   and (t.act_id = %(by)s or t.id = any(%(works)s::uuid[]))
   and t.team_id = %(team)s and t.person_id = %(kept)s and t.state = any(%(waiting)s)
   and not exists (select 1 from escalation_escalation e where e.team_id = %(team)s and e.person_id = %(kept)s
                    and e.state <> 'closed' and t.id in (e.ask_id, e.through_id))
returning t.id, t.version
"""
_ESCALATIONS_BACK = """
update escalation_escalation e set person_id = %(other)s, by_merge = false, version = e.version + 1, act_id = %(act)s
  from act_history h
 where h.table_name = 'escalation_escalation' and h.row_id = e.id and h.ended_by_act_id = %(by)s and e.act_id = %(by)s
   and e.team_id = %(team)s and e.person_id = %(kept)s and e.state <> 'closed' returning e.id, e.ask_id, e.through_id
"""
_AWAY_BACK = """
update contact_away a set person_id = %(other)s, version = a.version + 1, act_id = %(act)s from act_history h
 where h.table_name = 'contact_away' and h.row_id = a.id and h.ended_by_act_id = %(by)s and a.act_id = %(by)s
   and a.person_id = %(kept)s returning a.id
"""
_INVOLVED_BACK = """
update agency_involved i set person_id = %(other)s, until_day = null, ended_because = '', version = i.version + 1,
       act_id = %(act)s from act_history h
 where h.table_name = 'agency_involved' and h.row_id = i.id and h.ended_by_act_id = %(by)s and i.act_id = %(by)s
   and i.person_id in (%(kept)s, %(other)s) returning i.id
"""
_OBJECTIONS_BACK = """
update agency_objection o set person_id = %(other)s, version = o.version + 1, act_id = %(act)s from act_history h
 where h.table_name = 'agency_objection' and h.row_id = o.id and h.ended_by_act_id = %(by)s and o.act_id = %(by)s
   and o.person_id = %(kept)s returning o.id
"""
_SHARED_AGAINST_BACK = """
update agency_override o set person_id = %(other)s, version = o.version + 1, act_id = %(act)s from act_history h
 where h.table_name = 'agency_override' and h.row_id = o.id and h.ended_by_act_id = %(by)s and o.act_id = %(by)s
   and o.person_id = %(kept)s returning o.id
"""
_ITEMS_BACK = """
update contradiction_item i set person_id = %(other)s, version = i.version + 1, act_id = %(act)s from act_history h
 where h.table_name = 'contradiction_item' and h.row_id = i.id and h.ended_by_act_id = %(by)s and i.act_id = %(by)s
   and i.team_id = %(team)s and i.person_id = %(kept)s returning i.id
"""
_LEFT = """
select t.id from {table} t join act_history h on h.table_name = '{table}' and h.row_id = t.id
   and h.ended_by_act_id = %(by)s
 where t.team_id = %(team)s and t.person_id = %(kept)s and h.image ->> 'person_id' = %(other)s::text
"""
_OFFERS_BACK = """
update action_offer o set person_id = %(other)s, act_id = %(act)s
 where o.action_id = any(%(actions)s::uuid[]) and o.state = 'waiting' returning o.id
"""
_ENTRY_BACK = """
update caseload_listentry e set state = h.image ->> 'state', ended_at = null, ended_because = h.image ->> 'ended_because',
       version = e.version + 1, act_id = %(act)s from act_history h
 where h.table_name = 'caseload_listentry' and h.row_id = e.id and h.ended_by_act_id = %(by)s and e.act_id = %(by)s
   and e.id = %(other_entry)s and e.state = 'ended' returning e.id
"""
_ENTRY_OFFERS_BACK = """
update action_offer o set entry_id = %(other_entry)s, person_id = %(other)s, act_id = %(act)s
 where o.entry_id = %(kept_entry)s and o.state = 'waiting' and o.act_id = %(by)s returning o.id
"""
_END_MADE = """
update caseload_listentry e set state = 'ended', ended_at = %(at)s, ended_because = %(why)s, version = e.version + 1,
       act_id = %(act)s
 where e.id = %(kept_entry)s and e.act_id = %(by)s and e.state <> 'ended'
   and not exists (select 1 from action_action a where a.team_id = e.team_id and a.person_id = e.person_id
                    and a.state in ('open', 'held'))
   and not exists (select 1 from contact_contact c where c.team_id = e.team_id and c.person_id = e.person_id
                    and c.state = 'planned')
   and not exists (select 1 from contact_series s where s.team_id = e.team_id and s.person_id = e.person_id
                    and s.state = 'running') returning e.id
"""
_FILLED_BACK = """
with back as (
  update caseload_listentry e set named_lead_id = (h.image ->> 'named_lead_id')::uuid,
         deputy_id = (h.image ->> 'deputy_id')::uuid, cadence_days = (h.image ->> 'cadence_days')::smallint,
         risk_tier = h.image ->> 'risk_tier', state = h.image ->> 'state', version = e.version + 1, act_id = %(act)s
    from act_history h where h.table_name = 'caseload_listentry' and h.row_id = e.id and h.ended_by_act_id = %(by)s
     and e.act_id = %(by)s and e.id = %(kept_entry)s and e.state <> 'ended' returning e.id
)
select %(kept_entry)s::uuid where not exists (select 1 from back)
"""
