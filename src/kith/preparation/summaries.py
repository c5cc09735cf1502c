"""
The page on a person for a meeting, made from the record: who, what matters, what changed, what is open, who comes.

Nothing comes in that is kept from somebody who would read the page: no restricted matter, nothing that a child keeps from their
parents nor work or contradictions that follow from it, no words of what others told us. Only what stands on the board, on the
shared plan, and numbers; of work what was agreed for the person, not what the team asks of itself.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.action.queries import ActionRow, waiting_for_team
from kith.action.rules import ActionKind, is_overdue
from kith.alignment.composing import ORIGINS
from kith.alignment.queries import states_of
from kith.alignment.rules import STATE_WORDS
from kith.caseload.rules import tier_words
from kith.contact.forms import way_options
from kith.contradiction.queries import open_of
from kith.contradiction.rules import FINDS_WORDS
from kith.database.planned import planned
from kith.place.rules import date_words, local_day
from kith.plan.rules import EVENT_WORDS, HEADINGS, Section
from kith.policy.queries import role_label
from kith.preparation.rules import PARTS, Part
from kith.web.words import age, first_down

FROM = frozenset({*ORIGINS, "mdt within"})
"""Where work comes from that was agreed for the person: by hand, in the plan, in a huddle or a meeting, or asked of partners."""
MOST_ACTIONS = 12
AHEAD = timedelta(days=14)


@dataclass(slots=True)
class _Known:
    """What the record says of one person, gathered for their page."""

    who: tuple[Any, ...]
    sections: dict[str, str]
    changed: list[tuple[datetime, str]]
    actions: list[ActionRow]
    escalations: list[str]
    comes: list[str]
    contradictions: list[str]
    partners: list[str]
    made: int = 0
    missed: int = 0


def compose(*, team_id: UUID, person_ids: Collection[UUID], since: datetime, at: datetime) -> dict[UUID, list[Part]]:
    """
    Return the page on each of these people as the record stands, what changed since a moment; parts without a word left out.

    Ten statements, whatever their number. Somebody whom the actor cannot open is not in the answer.
    """
    values = {"team": team_id, "people": list(person_ids), "since": since, "at": at, "until": at + AHEAD}
    known = {row[0]: _Known(row[1:], {}, [], [], [], [], [], []) for row in planned(_WHO, values)}
    for person_id, section, text, goals, recorded_at, number in planned(_SECTIONS, values):
        known[person_id].sections[section] = _section_text(section, text, goals)
        if recorded_at > since:
            words = {"heading": _(HEADINGS[Section(section)].title), "number": number}
            known[person_id].changed.append((recorded_at, _("plan, version %(number)d: %(heading)s") % words))
    for person_id, kind, true_at in planned(_EVENTS, values):
        known[person_id].changed.append((true_at, _(EVENT_WORDS[kind])))
    kept_work = {key for (key,) in planned(_KEPT_WORK, values)}
    for row in waiting_for_team(team_id=team_id, person_ids=person_ids):
        is_told = row.kind == ActionKind.PLAIN and row.origin_kind in FROM and row.id not in kept_work
        if row.person_id in known and is_told and row.doer_kind != "carer":
            known[row.person_id].actions.append(row)
    for person_id, sentence, opened_at, state in planned(_ESCALATIONS, values):
        known[person_id].escalations.append(_escalation(sentence, opened_at, state))
    _who_comes(known, planned(_CONTACTS, values), at)
    _elsewhere(known, set(planned(_KEPT, values)), at)
    return {person_id: _parts(one, at) for person_id, one in known.items()}


def _parts(one: _Known, at: datetime) -> list[Part]:
    said = {
        "who": _who(one, at),
        "matters": one.sections.get(Section.MATTERS, ""),
        "changed": _changed(one),
        "contradictions": _lines(one.contradictions),
        "partners": _lines(one.partners),
        "actions": _lines(_action(row, at) for row in one.actions[:MOST_ACTIONS]),
        "risks": _lines([*one.escalations, *one.sections.get(Section.RISKS, "").splitlines()]),
        "goals": one.sections.get(Section.GOALS, ""),
        "comes": _lines(one.comes),
    }
    return [Part(key, _(heading), said[key]) for key, heading in PARTS.items() if said.get(key)]


def _who(one: _Known, at: datetime) -> str:
    given, family, born, tier, came_at, named, deputy = one.who
    name = f"{given} {family}".strip()
    years = f", {age(born, local_day(at))}" if born else ""
    lines = [f"{name}{years}", _("risk: %(tier)s") % {"tier": tier_words(tier)}]
    lines.append(_("named lead: %(name)s") % {"name": named} if named else _("nobody leads over time"))
    if deputy:
        lines.append(_("deputy: %(name)s") % {"name": deputy})
    lines.append(_("with the team since %(day)s") % {"day": _full(local_day(came_at))})
    return _lines(lines)


def _full(day: date) -> str:
    return f"{date_words(day)} {day.year}"


def _changed(one: _Known) -> str:
    lines = [f"{date_words(local_day(when))}: {words}" for when, words in sorted(one.changed, reverse=True)]
    if one.made:
        lines.append(ngettext("%(n)d contact made", "%(n)d contacts made", one.made) % {"n": one.made})
    if one.missed:
        lines.append(ngettext("%(n)d contact missed", "%(n)d contacts missed", one.missed) % {"n": one.missed})
    return _lines(lines)


def _action(row: ActionRow, at: datetime) -> str:
    words = {"what": row.what, "owner": row.owner, "day": date_words(local_day(row.due_at))}
    said = (
        _("%(what)s: %(owner)s, was due %(day)s")
        if is_overdue(row.due_at, at)
        else _("%(what)s: %(owner)s, by %(day)s")
    )
    return said % words


def _escalation(sentence: str, opened_at: datetime, state: str) -> str:
    words = {"what": sentence, "day": date_words(local_day(opened_at))}
    said = _("escalated %(day)s, not answered yet: %(what)s") if state == "open" else _("escalated %(day)s: %(what)s")
    return said % words


def _who_comes(known: dict[UUID, _Known], rows: Sequence[tuple[Any, ...]], at: datetime) -> None:
    """Fill in who has a contact planned in the next days, each once with their first, and how many were made and missed."""
    first: dict[tuple[UUID, str], tuple[datetime, str]] = {}
    counted: defaultdict[UUID, list[int]] = defaultdict(lambda: [0, 0])
    for person_id, name, role, way, state, when in rows:
        if state == "planned" and when >= at:
            who = f"{name}, {role_label(role)}" if role else name
            first.setdefault((person_id, who), (when, way))
        elif state in ("made", "missed"):
            counted[person_id][state == "missed"] += 1
    ways = {one.value: first_down(one.label) for one in way_options()}
    for (person_id, who), (when, way) in first.items():
        words = {"who": who, "way": ways[way], "day": date_words(local_day(when))}
        known[person_id].comes.append(_("%(who)s: %(way)s on %(day)s") % words)
    for person_id, (made, missed) in counted.items():
        known[person_id].made, known[person_id].missed = made, missed


def _elsewhere(known: dict[UUID, _Known], kept: Collection[tuple[UUID, str]], at: datetime) -> None:
    """
    Fill in what contradicts, by its kind and since when, and how each partner stands: no words of theirs. Two statements.

    `kept`: the sections that a child keeps from their parents, each with whose it is.
    """
    for one in open_of(person_ids=list(known), at=at):
        if any((one.person_id, section) in kept for section in one.sections):
            continue
        words = {"what": _(FINDS_WORDS[one.finds]), "day": date_words(local_day(one.found_at)), "owner": one.owner}
        said = _("%(what)s, open since %(day)s: %(owner)s") if one.owner else _("%(what)s, open since %(day)s")
        known[one.person_id].contradictions.append(said % words)
    for person_id, partners in states_of(person_ids=list(known), at=at).items():
        for partner in partners:
            words = {
                "who": partner.agency,
                "state": _(STATE_WORDS[partner.state]),
                "day": date_words(local_day(partner.since)),
            }
            known[person_id].partners.append(_("%(who)s: %(state)s, since %(day)s") % words)


def _section_text(section: str, text: str, goals: Any) -> str:
    if section != Section.GOALS:
        return str(text)
    found = orjson.loads(goals) if isinstance(goals, str | bytes) else goals
    return _lines(one["what"] for one in found)


def _lines(found: Iterable[str]) -> str:
    return "\n".join(one for one in found if one)


_WHO = """
select p.id, p.given, p.family, p.birth_date, e.risk_tier, e.came_at, coalesce(a.name, ''), coalesce(d.name, '')
  from person_person p
  join caseload_listentry e on e.person_id = p.id and e.team_id = %(team)s and e.state <> 'ended'
  left join team_member am on am.id = e.named_lead_id left join access_account a on a.id = am.account_id
  left join team_member dm on dm.id = e.deputy_id left join access_account d on d.id = dm.account_id
 where p.id = any(%(people)s::uuid[]) order by p.id
"""
_SECTIONS = """
select v.person_id, v.section, v.text, v.goals, v.recorded_at, v.number from plan_version v
  join caseload_listentry e on e.person_id = v.person_id and e.team_id = %(team)s and e.state <> 'ended'
 where v.person_id = any(%(people)s::uuid[]) and v.section in ('matters', 'goals', 'risks')
   and not exists (select 1 from plan_version n where n.person_id = v.person_id and n.section = v.section and n.parent = v.number)
   and not coalesce((select k.is_kept from plan_keeping k where k.person_id = v.person_id and k.section = v.section
                      order by k.nth desc limit 1), false)
 order by v.person_id, v.number
"""
_KEPT = """
select distinct k.person_id, k.section from plan_keeping k
 where k.person_id = any(%(people)s::uuid[]) and k.is_kept and not exists (
       select 1 from plan_keeping n where n.person_id = k.person_id and n.section = k.section and n.nth > k.nth)
"""
_KEPT_WORK = f"""
select a.id from action_action a join plan_version v on v.id = a.origin_id
  join ({_KEPT}) k on k.person_id = v.person_id and k.section = v.section
 where a.team_id = %(team)s and a.origin_kind = 'plan' and a.state in ('open', 'held')
"""  # noqa: S608  (our own words)
_EVENTS = """
select v.person_id, v.kind, v.true_at from plan_event v
  join caseload_listentry e on e.person_id = v.person_id and e.team_id = %(team)s and e.state <> 'ended'
 where v.person_id = any(%(people)s::uuid[]) and v.true_at > %(since)s and v.true_at <= %(at)s order by v.true_at, v.id
"""
_ESCALATIONS = """
select x.person_id, r.sentence, x.opened_at, x.state from escalation_escalation x
  join caseload_listentry e on e.person_id = x.person_id and e.team_id = x.team_id and e.state <> 'ended'
  join lateral (select sentence from escalation_reason r where r.escalation_id = x.id order by r.level desc, r.happened_at, r.id
                 limit 1) r on true
 where x.team_id = %(team)s and x.person_id = any(%(people)s::uuid[]) and x.track = 'clinical' and x.state <> 'closed'
 order by x.opened_at, x.id
"""
_CONTACTS = """
select c.person_id, coalesce(a.name, c.by_other), coalesce(m.role, ''), c.way, c.state,
       coalesce(c.happened_at, c.window_from)
  from contact_contact c
  join caseload_listentry e on e.person_id = c.person_id and e.team_id = %(team)s and e.state <> 'ended'
  left join team_member m on m.id = c.member_id left join access_account a on a.id = m.account_id
 where c.person_id = any(%(people)s::uuid[]) and coalesce(c.happened_at, c.window_from) > %(since)s
   and coalesce(c.window_from, c.happened_at) <= %(until)s and c.state in ('planned', 'made', 'missed')
 order by coalesce(c.happened_at, c.window_from), c.id
"""
