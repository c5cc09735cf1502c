"""How often something happened at the contacts of each member of a team: counted from rows, judged by `rules`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection

from kith.contact.observing_rules import kept_answers, leads_to_safeguarding
from kith.policy.supervision_rules import LEAST, WEEKS
from kith.record.queries import own_facts
from kith.supervision.measures import number_of
from kith.supervision.rules import Counted, Practice, Reading, reading
from kith.team.queries import rules_for


@dataclass(frozen=True, slots=True)
class TeamPractice:
    """
    What happened at the contacts of a team since a moment: contacts made by account, and each practice by account.

    least: from how many contacts on anything is said of a member's practice.
    """

    since: datetime
    least: int
    contacts: Mapping[UUID, int]
    counts: Mapping[Practice, Mapping[UUID, int]]


def team_practice(*, team_id: UUID, at: datetime) -> TeamPractice:
    """
    Return the practice of everybody on a team over the weeks that the rule says, up to a moment.

    A contact counts for whoever made it. Needed readings are missing where a check was begun at it and its table, as in force
    when it was recorded, could not assess; tables that can lead to the safeguarding lead are left out, as not everybody reads
    what was entered for them. Four statements, and the rules once a process.
    """
    since = at - timedelta(weeks=number_of(WEEKS, team_id=team_id, at=at))
    values = {"team": team_id, "since": since, "at": at}
    made = dict(_rows(_MADE, values))
    missing: Counter[UUID] = Counter()
    for source_id, facts in groupby(own_facts(noted_since=since), key=lambda one: one.source_id):
        kept = list(facts)
        if source_id in made:
            tables = rules_for(team_id=team_id, at=kept[0].noted_at).thresholds
            missing[made[source_id]] += any(
                one.cannot_assess for one in kept_answers(tables, kept) if not leads_to_safeguarding(one.table)
            )
    counts = {
        Practice.CANNOT_ASSESS: missing,
        Practice.SPARED: dict(_rows(_SPARED, values)),
        Practice.WORRIED: dict(_rows(_WORRIED, values)),
    }
    return TeamPractice(since, number_of(LEAST, team_id=team_id, at=at), Counter(made.values()), counts)


def readings(found: TeamPractice, account_id: UUID) -> list[Reading]:
    """Return each practice of one member beside that of all others of the team together, always in the same order."""
    contacts = found.contacts.get(account_id, 0)
    others = sum(found.contacts.values()) - contacts
    return [
        reading(
            practice,
            Counted(by.get(account_id, 0), contacts),
            Counted(sum(by.values()) - by.get(account_id, 0), others),
            least=found.least,
        )
        for practice, by in found.counts.items()
    ]


_MADE = """
select c.id, m.account_id from contact_contact c join team_member m on m.id = c.member_id
 where c.team_id = %(team)s and c.state = 'made' and c.happened_at > %(since)s and c.happened_at <= %(at)s
"""
_SPARED = """
select s.account_id, count(*) from escalation_spared s
 where s.team_id = %(team)s and s.source_kind = 'contact' and s.made_at > %(since)s and s.made_at <= %(at)s group by 1
"""
_WORRIED = """
select r.account_id, count(*) from escalation_reason r
 where r.team_id = %(team)s and r.rule = 'WORRIED' and r.happened_at > %(since)s and r.happened_at <= %(at)s group by 1
"""


def _rows(sql: str, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, dict(values))
        return list(cursor.fetchall())
