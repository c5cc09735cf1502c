"""What is observed at the visits of a made-up fortnight: kept, escalated or spared, and never lost."""

from datetime import date
from typing import Any

from kith.board.reason_rules import Section
from lived import lived, reasons, wanted

FORTNIGHT = wanted(14, 60, date(2026, 6, 8))
_FIGURES = """
select (select count(*) from contact_contact where state = 'made'),
       (select count(distinct source_id) from record_fact where source_system = 'kith' and source_type <> 'usual'),
       (select count(distinct source_id) from escalation_reason
         where source_kind = 'contact' and table_name <> 'missed-contacts'),
       (select count(distinct source_id) from escalation_reason where table_name = 'missed-contacts'),
       (select count(*) from escalation_spared), (select count(*) from escalation_spared where seen_at is null),
       (select count(*) from action_action where origin_kind = 'contact' and what like '%note for the huddle.%')
"""


def test_a_fortnight_of_visits_loses_no_crossing(template: str, django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), lived(template, FORTNIGHT) as borough:
        assert borough.wrong() == {}
        assert borough.ask("select command, reason from trail_entry where outcome = 'refused'") == []
        made, observed, crossed, missed, spared, unseen, noted = borough.ask(_FIGURES)[0]
        assert (made > observed > crossed, missed > 0, noted > 0) == (True, True, True)
        assert unseen == 0 <= spared, "a team lead has looked at each"
        assert all(reasons(board)[Section.ESCALATED] for board in borough.boards()), "a clock runs on each board"
