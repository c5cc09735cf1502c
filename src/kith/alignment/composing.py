"""
What is known of one person and fit for a summary: read once, for every partner.

Left out here, whoever reads: all work but plain work of the team (so nothing of an escalation, a concern, supervision or a
proposal), what follows from a part of the plan that a child keeps from their parents and that part itself, and where somebody
is whose whereabouts are protected. What contacts, other people and imports told is never read, but what a member took over from
an import; and of what to know before meeting somebody only the three texts that were written for partners.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kith.act import NotVisible
from kith.alignment.composing_rules import ActionSaid, ItemSaid, Known, OpenMatter
from kith.contradiction.finding_rules import SAYS
from kith.contradiction.queries import ContradictionRow, items_of, open_of
from kith.contradiction.rules import EQUIPMENT, Finds, ItemFacts
from kith.contradiction.tables import tables
from kith.contradiction.words import days_words, instruction_words, item_words, kind_label, times_words
from kith.database.planned import planned
from kith.person.rules import shown
from kith.place.rules import local_day
from kith.plan.agreeing_queries import agreed
from kith.plan.queries import plan_now
from kith.policy.queries import role_label
from kith.web.words import long_day

ORIGIN = "alignment"
ORIGINS = ("", "plan", "huddle item", "mdt case", ORIGIN)
"""Where plain work comes from that may be told: by hand, from the plan, a huddle, a weekly meeting, or what a partner added."""
CALLED_OFF = timedelta(days=28)
"""How long a partner is told that something of theirs is not to be done any more."""


def known_of(*, person_id: UUID, team_id: UUID, at: datetime) -> Known:
    """
    Return what is known of somebody on a team, for composers. Raises NotVisible. Six statements, whatever the rows.
    """
    found = planned(_WHO, {"person": person_id, "team": team_id})
    if not found:
        raise NotVisible
    [(given, family, likes, speaking, getting_in, risk, protected, addresses, telephones, team, lead, role, phone)] = (
        found
    )
    plan, kept = plan_now(person_id=person_id), [one.section for one in agreed(person_id=person_id).kept_back]
    return Known(
        name=shown(f"{given} {family}".strip()),
        likes=shown(likes),
        addresses=[] if protected else [shown(one) for one in addresses],
        telephones=[] if protected else [shown(one) for one in telephones],
        speaking=shown(speaking),
        getting_in=shown(getting_in),
        visit_risk=shown(risk),
        ring=", ".join(filter(None, (shown(lead), role_label(role) if role else "", phone, shown(team)))),
        sections={section: row.content for section, row in plan.sections.items() if section not in kept},
        actions=_actions(person_id, team_id, at, kept),
        items=_items(person_id, at),
        matters=_matters(person_id, at, kept),
        plan_version=plan.number,
    )


_WHO = """
select p.given, p.family, p.known_as, p.speaking, p.getting_in, p.visit_risk, p.is_protected,
       array(select concat_ws(', ', c.value, nullif(c.postcode, '')) from person_contactdetail c
              where c.person_id = p.id and c.kind = 'address' group by c.value, c.postcode order by 1),
       array(select c.value from person_contactdetail c where c.person_id = p.id and c.kind = 'phone' group by 1 order by 1),
       t.name, coalesce(a.name, ''), coalesce(m.role, ''), coalesce(d.phone, '')
  from person_person p
  join team_team t on t.id = %(team)s
  left join caseload_listentry e on e.team_id = t.id and e.person_id = p.id and e.state <> 'ended'
  left join lateral (select l.account_id, l.role from team_member l
        where l.team_id = t.id and l.during @> act_moment() and (l.id = e.named_lead_id or l.role = 'team-lead')
        order by (l.id = e.named_lead_id) desc nulls last, l.id limit 1) m on true
  left join access_account a on a.id = m.account_id
  left join team_contactdetails d on d.account_id = a.id
 where p.id = %(person)s
"""


# An agency does what names it whole, alone or after whoever does it there: 'Ashmere Homes', 'Jo Marsh, Ashmere Homes'. A part of
# a longer name is another agency, and a contact's name alone may be somebody else's.


def _actions(person_id: UUID, team_id: UUID, at: datetime, kept: Collection[str]) -> list[ActionSaid]:
    values = {
        "person": person_id, "team": team_id, "since": at - CALLED_OFF, "kept": [str(one) for one in kept],
        "origins": list(ORIGINS),
    }  # fmt: skip
    return [_action(row) for row in planned(_ACTIONS, values)]


def _action(row: Sequence[Any]) -> ActionSaid:
    key, what, due_at, doer, agency_id, state = row
    return ActionSaid(key, shown(what), long_day(local_day(due_at)), shown(doer), agency_id, state == "cancelled")


_ACTIONS = """
select w.id, w.what, w.due_at, w.doer, g.id, w.state
  from action_action w
  join team_team t on t.id = w.team_id
  left join lateral (
        select a.id from agency_agency a
         where w.doer_kind = 'partner' and a.place_id = t.place_id
           and lower(a.name) in (lower(w.doer), lower(trim(substr(w.doer, strpos(w.doer, ',') + 1))))
         order by a.id limit 1) g on true
 where w.person_id = %(person)s and w.team_id = %(team)s and w.kind = 'plain' and w.origin_kind = any(%(origins)s)
   and (w.state in ('open', 'held') or (w.state = 'cancelled' and g.id is not null and w.closed_at >= %(since)s))
   and not exists (select 1 from plan_version v where v.id = w.origin_id and w.origin_kind = 'plan'
                    and v.section = any(%(kept)s))
 order by w.due_at, w.id
"""


def _items(person_id: UUID, at: datetime) -> list[ItemSaid]:
    return [
        ItemSaid(one.id, one.agency_id, one.kind, one.subject, item_words(one), _chosen(one))
        for one in items_of(person_id=person_id, at=at)
        if one.is_done(local_day(at))
    ]


def _chosen(one: ItemFacts) -> str:
    """
    Return what was chosen of an item: kind, subject where it is one of the list, instruction, days and times.

    '' where no instruction was, and for equipment that is not on the list.
    """
    kind, subject = tables().kinds[one.kind], one.subject.casefold()
    is_listed = subject in {name.casefold() for name in kind.subjects}
    if one.instruction not in kind.choices or (one.kind == EQUIPMENT and not is_listed):
        return ""
    times = times_words(one.from_time, one.until_time)
    does = filter(None, (instruction_words(one.kind, one.instruction), days_words(sorted(one.days)), times))
    what = [kind_label(one.kind), *([shown(subject)] if is_listed else [])]
    return f"{', '.join(what)}: {', '.join(does)}"


def _matters(person_id: UUID, at: datetime, kept: Collection[str]) -> list[OpenMatter]:
    """What does not go together, as each agency is concerned: never where a part is kept that it is about."""
    return [
        OpenMatter(one.id, one.agencies, _subjects(one), one.finds is Finds.OLDER, one.origin == "partner")
        for one in open_of(person_ids=[person_id], at=at)
        if not one.sections & set(kept)
    ]


def _subjects(one: ContradictionRow) -> dict[UUID, str]:
    """Of each agency the subject of its own side, or the subjects of all that it does where that is the side."""
    sides = [side for side in (one.left, one.right) if side and side.of in ("item", "items") and side.agency_id]
    return {UUID(side.agency_id): ", ".join(dict.fromkeys(map(shown, side.says[1::SAYS]))) for side in sides}
