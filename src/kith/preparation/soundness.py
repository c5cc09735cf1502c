"""What doctor counts of meetings to come."""

from datetime import datetime

from kith.database.planned import planned


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return what breaks a promise: run by doctor with the role that sees everything.

    P4: a meeting that is prepared, with a page that nobody makes ready. P5: a case that was put to a meeting and left out twice
    in a row.
    """
    found = {"P4": _UNPREPARED, "P5": _LEFT_OUT}
    return {
        promise: [sentence.format(*row) for sentence, sql in known.items() for row in planned(sql, {"at": at})]
        for promise, known in found.items()
    }


_UNPREPARED = {
    "nobody makes the page of case {0} ready, and its meeting of {1} is prepared": (
        "select c.id, m.day from preparation_case c join preparation_meeting m on m.id = c.meeting_id"
        " join person_person x on x.id = c.person_id and not x.is_dead"
        " where c.is_above and c.state = 'listed' and c.ready_at is null and m.ended_at is null and m.begun_at is null"
        " and (c.preparer_id is null or exists (select 1 from action_action a where a.id = c.action_id and a.state = 'done'))"
        " and m.prepared_at < %(at)s - interval '1 hour'"
        " and exists (select 1 from preparation_summary s where s.case_id = c.id and s.made_at < %(at)s - interval '1 hour')"
        " and exists (select 1 from caseload_listentry e where e.team_id = c.team_id and e.person_id = c.person_id"
        "   and e.state <> 'ended') order by m.day, c.id"
    ),
}
_LEFT_OUT = {
    "case {0} was put to the meeting of {1} and left out twice in a row": (
        "select c.id, m.day from preparation_case c join preparation_meeting m on m.id = c.meeting_id"
        " where c.is_owed and c.was_left_out and not c.is_above and c.state = 'listed' and m.confirmed_at <= %(at)s"
        " order by m.day, c.id"
    ),
}
