"""Questions about drafts of a team's rule tables, and about what was observed last month. What is in force `policy` answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from kith.act import NotVisible, Thing
from kith.policy import reading
from kith.policy.check_rules import Finding
from kith.policy.clock_rules import CLOCKS
from kith.policy.floor_rules import CADENCES, RIGHTS, RuleSet, laxer_than_floor, unsound
from kith.policy.in_force import Behind, behind, contents, files_of, tables_for, versions
from kith.policy.models import Scope
from kith.policy.reading import table_names
from kith.policy.rights_checking import changed_for_kith, proposed_to_nobody
from kith.policy.set_up_rules import SET_UP
from kith.policy.supervision_rules import SUPERVISION
from kith.policy.table_rules import Table
from kith.record.queries import OwnFact
from kith.rulebook.models import Answer, Draft
from kith.rulebook.month import MONTH
from kith.rulebook.rules import Files, is_for_safeguarding
from kith.rulebook.what_if_queries import MISSED, missed_facts
from kith.team.queries import TeamInfo, places_of

SAFEGUARDING = "safeguarding"
"""The case of a table that leads to the safeguarding lead: others sign it than sign the rest."""
PLACE, PLACE_CLINICAL, PLACE_SAFEGUARDING = "place", "place clinical", "place safeguarding"
"""The cases of a table of a whole place."""
NOT_CLINICAL = frozenset({CADENCES, RIGHTS, SUPERVISION, SET_UP})
"""Tables that say how work is arranged: of a place its manager may sign them too."""
SAFEGUARDING_LEAD = "safeguarding-lead"


@dataclass(frozen=True, slots=True)
class Proposed:
    """What its people added to a draft: why, from which day, which draft it was made from, and what was answered."""

    why: str
    from_day: date | None
    replaces: UUID | None
    answers: Mapping[str, str]


def sight_of_table(*, team_id: UUID, table: str) -> Thing:
    """Return a table of a team as something to propose a version of. Raises NotVisible. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select place_id from team_team where id = %s", [team_id])
        row = cursor.fetchone()
    if row is None or table not in table_names():
        raise NotVisible
    return Thing("rule table", team_id, team_id, row={"place": row[0], "table": table})


def sight_of_draft(*, version_id: UUID) -> Thing:
    """Return a draft as its team sees it, with its case (`safeguarding`, else ''). Raises NotVisible. Three statements."""
    draft, version = draft_of(version_id=version_id)
    if version.scope != Scope.TEAM:
        raise NotVisible
    place_id = places_of([draft.team_id])[draft.team_id]
    row = {"case": case_of(version), "draft": draft, "version": version, "place": place_id}
    return Thing("rule draft", version_id, draft.team_id, row=row)


def draft_of(*, version_id: UUID) -> tuple[Draft, Behind]:
    """Return a draft, of a team or of its place, as the viewer sees it, with its version. Raises NotVisible. Three statements."""
    draft = Draft.objects.filter(version_id=version_id).first()
    if draft is None:
        raise NotVisible
    return draft, behind(version_id)


def case_of(version: Behind) -> str:
    """
    Return which case a version is, for the right to sign it: of a place otherwise than of a team. At most one statement.

    What was about safeguarding as it shipped stays so, whatever a version takes out of it.
    """
    is_safe = version.table == CLOCKS
    if version.table in reading.shipped().thresholds:
        table = contents(version.standing)
        shipped = reading.shipped().thresholds[version.table]
        is_safe = (isinstance(table, Table) and is_for_safeguarding(table)) or is_for_safeguarding(shipped)
    if version.scope == Scope.TEAM:
        return SAFEGUARDING if is_safe else ""
    if is_safe:
        return PLACE_SAFEGUARDING
    return PLACE_CLINICAL if version.table not in NOT_CLINICAL else PLACE


def proposed(*, version_id: UUID) -> Proposed | None:
    """Return what people added to a version; None for one that local administration keeps. Two statements."""
    row = Draft.objects.filter(version_id=version_id).first()
    if row is None:
        return None
    answers = dict(Answer.objects.filter(version_id=version_id).values_list("finding", "words"))
    return Proposed(row.why, row.from_day, row.replaces_id, answers)


def history(*, team: TeamInfo, table: str) -> list[Behind]:
    """Return every version of a table for a team and its place, newest first. Two statements."""
    return versions(table=table, team_id=team.id, place_id=team.place_id)


def rules_of(version: Behind, *, place_id: UUID, at: datetime) -> RuleSet:
    """Return the tables in force for a version's scope at a moment, with this one as the version has it."""
    team_id = version.scope_id if version.scope == Scope.TEAM else None
    rules = tables_for(team_id=team_id, place_id=place_id, at=at, rights=True)
    return rules.having(version.table, contents(version.standing))


def findings(table: str, rules: RuleSet, floor: RuleSet) -> list[Finding]:
    """Return what is wrong with a table: where it is laxer than the floor, then by itself."""
    return [*laxer_than_floor(table, rules, floor), *by_itself(table, rules)]


def by_itself(table: str, rules: RuleSet) -> list[Finding]:
    """Return what is wrong with a table whatever it is held against."""
    found = unsound(table, rules)
    if table == RIGHTS:
        found += [*proposed_to_nobody(rules.rights, rules.roles), *changed_for_kith(rules.rights, rules.roles)]
    return found


def floor_of(*, place_id: UUID, at: datetime) -> RuleSet:
    """Return the floor of a place at a moment, with the decision rights."""
    return tables_for(team_id=None, place_id=place_id, at=at, rights=True)


def findings_of_files(table: str, files: Files, rules: RuleSet, floor: RuleSet) -> list[Finding]:
    """Return the same of a text. Raises TableError for one that cannot be read."""
    return findings(table, rules.having(table, reading.read_once(table, files)), floor)


def files_of_version(version: Behind) -> Files:
    """Return the texts of a version. At most one statement."""
    return files_of(version.standing)


_MONTH = """
select f.source_id::uuid, f.person_id, f.category, f.detail ->> 'input', f.detail ->> 'entered',
       coalesce(f.detail ->> 'usual', ''), f.starts_at, f.noted_at, f.confidentiality <> 'normal'
  from contact_contact c
  join record_fact f on f.source_system = 'kith' and f.source_type = any(%s) and f.source_id = c.id::text
 where c.team_id = %s and f.noted_at > %s and f.noted_at <= %s and not f.is_in_error
 order by f.noted_at, f.source_id, f.source_part
"""


def month_facts(*, team_id: UUID, tables: list[str], at: datetime, role: str) -> list[OwnFact]:
    """
    Return what was observed at a team's contacts in the four weeks before a moment, of people whose record the viewer opens.

    What was answered for the safeguarding lead the database shows to those whom its concern is open to, and to whoever entered
    it; here it goes to that role alone: for others it is left out with all that was asked with it at that contact. Contacts that
    were missed are facts of their own table. One statement, and one for those.
    """
    missed = missed_facts(team_id=team_id, at=at) if MISSED in tables else []
    with connection.cursor() as cursor:
        cursor.execute(_MONTH, [tables, team_id, at - MONTH, at])
        found = [*(OwnFact(*row) for row in cursor.fetchall()), *missed]
    if role == SAFEGUARDING_LEAD:
        return found
    closed = {(one.source_id, one.table) for one in found if one.is_restricted}
    return [one for one in found if (one.source_id, one.table) not in closed]
