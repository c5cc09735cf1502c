"""What doctor counts of offers (P3) and of bulk lines (P14), by the sentence it says. Plain text, so that `queries` may read it."""

from collections.abc import Mapping

OFFER_VIOLATIONS: Mapping[str, str] = {
    "{0} {1} has {2} offers waiting at once": (
        "select case when action_id is null then 'list entry' else 'action' end, coalesce(action_id, entry_id), count(*)"
        " from action_offer where state = 'waiting' and purpose = 'own' group by action_id, entry_id having count(*) > 1"
    ),
    "offer {0} was accepted, and its work did not change hands in the same act": (
        "select o.id from action_offer o where o.state = 'accepted' and o.purpose = 'own'"
        " and not exists (select 1 from action_action a"
        "   where a.id = o.action_id and a.recorded_at = o.answered_at and a.owner_id = o.taken_by_id)"
        " and not exists (select 1 from caseload_listentry e"
        "   where e.id = o.entry_id and e.recorded_at = o.answered_at and e.named_lead_id = o.taken_by_id)"
        " and not exists (select 1 from act_history h where h.table_name = 'action_action' and h.row_id = o.action_id"
        "   and h.recorded_from = o.answered_at and h.image ->> 'owner_id' = o.taken_by_id::text)"
        " and not exists (select 1 from act_history h where h.table_name = 'caseload_listentry' and h.row_id = o.entry_id"
        "   and h.recorded_from = o.answered_at and h.image ->> 'named_lead_id' = o.taken_by_id::text)"
    ),
    "offer {0} was declined without a reason": (
        "select id from action_offer where state = 'declined' and btrim(reason) = ''"
    ),
    "offer {0} has waited for more than a day past its answer-by": (
        "select id from action_offer where state = 'waiting' and answer_by < %(lived)s::timestamptz - interval '1 day'"
    ),
    "offer {0} waits for work that is finished": (
        "select o.id from action_offer o join action_action a on a.id = o.action_id"
        " where o.state = 'waiting' and a.state not in ('open', 'held')"
    ),
}

BULK_VIOLATIONS: Mapping[str, str] = {
    "a line of bulk act {0} has no result": (
        "select r.act_id from act_receipt r where r.command = 'action.bulk' and exists ("
        "   select 1 from jsonb_array_elements(r.outcome) l"
        "    where not coalesce((l ->> 'is_done')::boolean, false) and coalesce(l ->> 'words', '') = '')"
    ),
}
"""A line of a bulk command neither done nor answered (P14)."""
