"""
What is broken, one thing at a time: for each sentence that doctor can say, statements that make it true and nothing else.

A statement names what it breaks by `%(name)s`, filled from the world (see `values`). Where one thing cannot be broken
without another, the first statements take the other away.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from builders import AT, OFFICERS
from kith.policy.reading import digest, shipped_files
from world_of_teams import TODAY, TwoTeams

NOWHERE = UUID(int=1, version=4)
ROWS_WITHOUT_ACT = "P9"
"""The promise whose count is planted in each table there is, not by this list."""


@dataclass(frozen=True)
class Plant:
    """A promise, what doctor says when it is broken (a pattern), and the statements that break it."""

    promise: str
    says: str
    statements: tuple[str, ...]


def values(world: TwoTeams) -> dict[str, Any]:
    """Return what statements may name."""
    north, south = world.north, world.south
    return {
        "nowhere": NOWHERE,
        "at": AT,
        "before": AT - timedelta(minutes=1),
        "today": TODAY,
        "team": north.team.id,
        "place": north.team.place_id,
        "nurse": north.team.nurse.member_id,
        "nurse_account": north.team.nurse.account_id,
        "lead": north.team.lead.member_id,
        "stranger": south.team.nurse.member_id,
        "stranger_account": south.team.nurse.account_id,
        "action": north.open_action,
        "held": north.held_action,
        "offer": north.offer_id,
        "escalation": north.escalation_id,
        "concern": north.concern_id,
        "proposal": north.proposal_id,
        "supervision_line": north.line_id,
        "supervision_note": north.note_id,
        "taken": north.accepted_offer,
        "declined": north.declined_offer,
        "quiet": north.people[3],
        "quiet_entry": north.entry_ids[3],
        "gone": north.gone,
        "dead": north.dead,
        "series": north.series_id,
        "disclosure": world.disclosure_id,
        "against": north.override_id,
        "involved": north.involved_id,
        "request": north.request_id,
        "merged": north.merged,
        "ask": north.ask_id,
        "merged_entry": north.merged_entry,
        "planned": north.planned,
        "person": north.people[0],
        "case": north.weekly_case,
        "meeting": north.weekly_meeting,
        "contradiction": north.contradiction_id,
        "doing": north.doing_id,
        "entry": north.entry_ids[0],
        "huddle": north.closed_huddle,
        "item": north.closed_items[0],
        "weekly": north.mdt_meeting,
        "laxer": json.dumps(LAXER),
        "laxer_digest": digest(LAXER),
    }


LAXER = {
    name: text.replace("severe,2,mental-health-review,", "severe,1,,") for name, text in shipped_files("gad7").items()
}
"""GAD-7 of a team that leaves a note where the floor asks for a clinical review."""
_VERSION = "(select id from policy_version where scope_id = %(place)s and table_name = 'gad7')"
_APPROVED = (
    "insert into policy_approval (id, version_id, account_id, name, at, act_id, recorded_at)"
    " select gen_random_uuid(), %(nowhere)s, account_id, name, at, act_id, recorded_at from policy_approval"
    f" where version_id = {_VERSION}"
)


_MINUTES = (
    "insert into mdt_minute (id, team_id, meeting_id, case_id, person_id, lines, act_id, recorded_at)"
    " select gen_random_uuid(), team_id, meeting_id, id, person_id, '[]', act_id, recorded_at from mdt_case"
    " where meeting_id = %(weekly)s"
)
_CLOSED_WEEKLY = "update mdt_meeting set closed_at = %(at)s, closed_by_id = chair_id where id = %(weekly)s"
_WEEKLY_CLOSED = (_MINUTES, _CLOSED_WEEKLY)


_NOBODY_ON_DUTY = (
    "update team_rotaday set published_at = null where team_id = %(team)s and day = %(today)s",
    "delete from team_oncall where place_id = %(place)s",
)
_NO_SERIES = "update contact_series set state = 'ended', ended_at = %(at)s, ended_because = 'it ended'"
_NOBODY_LISTED = (
    "update caseload_listentry set state = 'ended', ended_at = %(before)s, ended_because = 'broken'"
    " where team_id = %(team)s and state <> 'ended'"
)
_CLOSED = (
    "insert into handover_closing (id, team_id, person_id, entry_id, reason, because, holder, held_by, untold_because,"
    " closed_at, act_id, recorded_at) select gen_random_uuid(), team_id, person_id, id, 'moved away', '', 'themselves', '',"
    " 'broken', ended_at, act_id, recorded_at from caseload_listentry where ended_because = 'broken'"
)
_AFTERWARDS = (
    "update {table} set recorded_at = %(at)s where id = (select id from {table} where huddle_id = %(huddle)s limit 1)"
)

_A_LINK = (
    "alter table door_link drop constraint door_link_14_days_at_most",
    "insert into door_link (id, team_id, person_id, account_id, asked_by_id, contact_id, contact_name, for_what, for_id,"
    " issued_at, valid_until, needs_code, wrong_tries, first_opened_at, answered_at, ended_at, ended_because, act_id, recorded_at)"
    " select gen_random_uuid(), %(team)s, %(person)s, %(nurse_account)s, %(nurse_account)s, id, 'Jo', 'plant', id, %(before)s,"
    " {until}, false, 0, {opened}, {answered}, {ended}, {because}, id, %(at)s from trail_entry"
    " where thing_id = %(action)s and command = 'action.comment' and outcome = 'done'",
)


def a_link(until: str = "%(at)s", opened: str = "null", answered: str = "null", ended: str = "null") -> tuple[str, ...]:
    """Return the statements that write down a link as it never comes to be, by the expressions of its moments."""
    because = "''" if ended == "null" else "'withdrawn'"
    dropped, made = _A_LINK
    return dropped, made.format(until=until, opened=opened, answered=answered, ended=ended, because=because)


_PACKAGE = (
    "insert into act_receipt (account_id, key, command, version, digest, outcome, act_id, happened_at)"
    " select account_id, 'a key', 'sharing.import_package', 1, '', '{}', id, %(at)s from trail_entry"
    " where thing_id = %(action)s and command = 'action.comment' and outcome = 'done'"
)

_NURSE_CLOSES = (
    "insert into access_exclusion (id, person_id, account_id, during, opened_because, act_id, recorded_at)"
    " select gen_random_uuid(), k.id, %(nurse_account)s, tstzrange(%(before)s, null), '', k.act_id, k.recorded_at"
    " from access_personkey k where k.id = {of}"
)

_NURSE_HOLDS_NOTHING = (
    "update action_action set owner_id = %(lead)s where owner_id = %(nurse)s",
    "update action_offer set giver_id = %(lead)s where giver_id = %(nurse)s and state = 'waiting'",
    "update caseload_listentry set named_lead_id = nullif(named_lead_id, %(nurse)s), deputy_id = nullif(deputy_id, %(nurse)s)",
    "update contact_contact set member_id = %(lead)s where member_id = %(nurse)s and state = 'planned'",
)

PLANTS = [
    Plant(
        "P10",
        "^summary .* tells a partner more than their agreement allows",
        (
            "update alignment_summary set fields = fields || array['goals']"
            " where id = (select summary_id from alignment_request where id = %(request)s)",
        ),
    ),
    Plant(
        "P4",
        "^request .* to a partner is past its day and nobody was told",
        (
            "update alignment_request set sent_at = sent_at - interval '20 days', answer_by = answer_by - interval '20 days'"
            " where id = %(request)s",
        ),
    ),
    Plant(
        "P4",
        "^request .* waits for a partner and is nobody's work",
        (
            "update action_action a set state = 'done', closed_at = %(at)s from alignment_request r"
            " where r.action_id = a.id and r.id = %(request)s",
        ),
    ),
    Plant(
        "P4",
        "^work .* waits for a partner of whom nothing is waited for",
        (
            "update alignment_request set state = 'withdrawn', ended_at = %(at)s, ended_because = 'no' where id = %(request)s",
        ),
    ),
    Plant(
        "P4",
        "^answer .* of a partner is not aligned and no matter was made of it",
        ("update alignment_said set contradiction_id = null where team_id = %(team)s",),
    ),
    Plant(
        "P10",
        "^disclosure .* about person .* is beyond its agreement",
        ("update agency_disclosure set fields = fields || array['goals'] where id = %(disclosure)s",),
    ),
    Plant(
        "P10",
        "^disclosure .* about person .* was made against what they said",
        (
            "update agency_disclosure set override_id = null where id = %(disclosure)s",
            "update agency_objection set since = %(before)s, recorded_at = %(before)s where person_id = %(person)s",
        ),
    ),
    Plant(
        "P10",
        "^disclosure .* about person .* rests on an override that was over",
        (
            "update agency_override set ended_at = since, ended_because = 'over' where id = %(against)s",
            "update agency_disclosure set shared_at = shared_at + interval '1 second' where id = %(disclosure)s",
        ),
    ),
    Plant(
        "P4",
        "^agency involvement .* of person .* stands open though they have died",
        (
            "update person_person set recorded_at = recorded_at - interval '3 days' where id = %(dead)s",
            "update agency_involved set person_id = %(dead)s, recorded_at = recorded_at - interval '3 days'"
            " where id = %(involved)s",
        ),
    ),
    Plant(
        "P4",
        "^contradiction .* is open and nobody is asked to settle it",
        (
            "update contradiction_contradiction c set action_id = null, recorded_at = recorded_at - interval '3 days',"
            " team_id = (select t.id from access_teamkey t where t.id <> c.team_id order by t.id limit 1)"
            " where id = %(contradiction)s",
        ),
    ),
    Plant(
        "P4",
        "^contradiction .* is settled and nobody agreed",
        ("delete from contradiction_agreed where team_id = %(team)s",),
    ),
    Plant(
        "P4",
        "^contradiction .* is settled by one side, and nothing says why",
        (
            "update contradiction_contradiction set only_one = '' where team_id = %(team)s",
            "delete from contradiction_agreed where team_id = %(team)s and side = 'right'",
        ),
    ),
    Plant(
        "P4",
        "^work .* asks to settle a contradiction that is not open",
        (
            "update contradiction_contradiction set state = 'not one', because = 'no', settled_at = %(at)s"
            " where id = %(contradiction)s",
        ),
    ),
    Plant(
        "P4",
        "^item .* of somebody who has died is still done",
        (
            "update person_person set recorded_at = recorded_at - interval '3 days' where id = %(dead)s",
            "update contradiction_item set person_id = %(dead)s, recorded_at = recorded_at - interval '3 days'"
            " where id = %(doing)s",
        ),
    ),
    Plant(
        "P4",
        "^carer .* of person .* has died and still stands as caring",
        (
            "update person_person set recorded_at = recorded_at - interval '3 days' where id = %(dead)s",
            "update network_carer set known_as_id = %(dead)s, name = '', recorded_at = recorded_at - interval '3 days'"
            " where person_id = %(person)s and ended_at is null",
        ),
    ),
    Plant(
        "P9",
        "^export .* what was given is not what its digest says",
        ("update casefile_given set content = 'something else'",),
    ),
    Plant(
        "P10",
        "^export .* was given without a second person who approved it",
        (
            "update casefile_export set approved_by_id = null, approved_at = null"
            " where id in (select export_id from casefile_given)",
        ),
    ),
    Plant(
        "P10",
        "^release .* of a withheld line has no second person",
        (
            "alter table casefile_release drop constraint casefile_release_by_two",
            "update casefile_release set confirmed_by_id = asked_by_id, confirmed_at = %(at)s where file_id = (select id"
            " from casefile_file where team_id = %(team)s)",
        ),
    ),
    Plant("P10", "link .* was opened after its time", a_link(opened="%(at)s")),
    Plant(
        "P10", "link .* was answered after its end", a_link(opened="%(before)s", answered="%(at)s", ended="%(before)s")
    ),
    Plant("P10", "link .* opens for more than 14 days", a_link(until="%(at)s + interval '15 days'")),
    Plant("P10", "link .* was answered by somebody who never opened it", a_link(answered="%(before)s")),
    Plant(
        "P10",
        "restricted matter .* was shown to account .* by look .*",
        (
            "insert into trail_look (id, happened_at, account_id, role, purpose, kind, route, person_ids, restricted_ids)"
            " select gen_random_uuid(), %(at)s, %(nurse_account)s, 'nurse', 'care', 'open', 'restricted',"
            " array[person_id], array[id] from safeguarding_concern where id = %(concern)s",
        ),
    ),
    Plant(
        "P6",
        "concern .* is closed, and nobody said what came of it",
        ("update safeguarding_concern set state = 'closed', closed_at = %(at)s where id = %(concern)s",),
    ),
    Plant(
        "P6",
        "concern .* is open, and its escalation is not",
        (
            "insert into escalation_told (id, team_id, person_id, escalation_id, who, how, said, read_back, told_at, account_id,"
            " act_id, recorded_at) select gen_random_uuid(), team_id, person_id, id, 'x', 'phone', '', 'yes', opened_at,"
            " opened_by_id, act_id, recorded_at from escalation_escalation where id = %(concern)s",
            "update escalation_escalation set state = 'closed', outcome = 'x', closed_at = %(at)s, closed_by_id = opened_by_id"
            " where id = %(concern)s",
        ),
    ),
    Plant(
        "P10",
        "restricted work .* names its person",
        (
            "update action_action set person_id = %(person)s"
            " where origin_kind = 'restricted' and origin_id = %(concern)s and state = 'open'",
        ),
    ),
    Plant(
        "P10",
        "message .* of a restricted matter names its person",
        (
            "update message_message set person_id = %(person)s where id = (select id from message_message"
            " where thing_kind = 'restricted' and thing_id = %(concern)s limit 1)",
        ),
    ),
    Plant(
        "P10",
        "concern .* is not kept from account .*, named as a source of harm",
        ("delete from access_barred where restriction_id = %(concern)s",),
    ),
    Plant(
        "P2",
        "^team .* was opened without ",
        ("update team_statement set until = date '2026-01-01' where team_id = %(team)s and line = 'cohort'",),
    ),
    Plant(
        "P2",
        "^team .* has .* people on its list and never opened",
        ("update team_team set opened_at = null, opened_how = '' where id = %(team)s",),
    ),
    Plant(
        "P11",
        "^version .* fewer than two people other than its proposer approved it",
        (f"delete from policy_approval where account_id = '{OFFICERS[1].account_id}' and version_id = {_VERSION}",),
    ),
    Plant(
        "P11",
        "^version .* does not say what its digest says",
        (f"update policy_version set texts = '{{}}' where id = {_VERSION}",),
    ),
    Plant(
        "P11",
        "^version .*, the .* of a team, is laxer than the floor of its place",
        (
            "insert into policy_version (id, scope, scope_id, place_id, table_name, number, texts, digest, status,"
            " proposed_by_id, proposed_at, published_at, effective_from, act_id, recorded_at)"
            " select %(nowhere)s, 'team', %(team)s, place_id, 'gad7', 1, %(laxer)s::jsonb, %(laxer_digest)s, status,"
            " proposed_by_id, proposed_at, published_at, effective_from, act_id, recorded_at"
            f" from policy_version where id = {_VERSION}",
            _APPROVED,
        ),
    ),
    Plant(
        "P1",
        "^action .* is owned by member .*, who has closed the record",
        (
            *_NURSE_HOLDS_NOTHING,
            "update action_action set owner_id = %(nurse)s where id = %(action)s",
            _NURSE_CLOSES.format(of="(select person_id from action_action where id = %(action)s)"),
        ),
    ),
    Plant(
        "P1",
        "^offer .* waits of or for member .*, who has closed the record",
        (
            *_NURSE_HOLDS_NOTHING,
            "update action_offer set giver_id = %(nurse)s where id = %(offer)s",
            _NURSE_CLOSES.format(of="(select person_id from action_offer where id = %(offer)s)"),
        ),
    ),
    Plant(
        "P2",
        "^list entry .* is led by member .*, who has closed the record",
        (
            *_NURSE_HOLDS_NOTHING,
            "update caseload_listentry set deputy_id = null, named_lead_id = %(nurse)s where id = %(quiet_entry)s",
            _NURSE_CLOSES.format(of="%(quiet)s"),
        ),
    ),
    Plant(
        "P2",
        "^override .* is for member .*, who has closed the record",
        (
            *_NURSE_HOLDS_NOTHING,
            "update caseload_override set member_id = %(nurse)s, day = %(today)s where person_id = %(person)s",
            _NURSE_CLOSES.format(of="%(person)s"),
        ),
    ),
    Plant(
        "P4",
        "^contact .* is planned with member .*, who has closed the record",
        (
            *_NURSE_HOLDS_NOTHING,
            "update contact_contact set member_id = %(nurse)s where id = %(planned)s",
            _NURSE_CLOSES.format(of="(select person_id from contact_contact where id = %(planned)s)"),
        ),
    ),
    Plant(
        "P1", "has no owner of its team", ("update action_action set owner_id = %(stranger)s where id = %(action)s",)
    ),
    Plant(
        "P1",
        "has left and nobody takes the duty",
        (
            _NO_SERIES,
            _NOBODY_LISTED,
            _CLOSED,
            *_NOBODY_ON_DUTY,
            "update action_action set owner_id = %(lead)s where owner_id = %(nurse)s and id <> %(action)s",
            "update access_seat set during = tstzrange(lower(during), %(before)s) where account_id = %(nurse_account)s",
        ),
    ),
    Plant(
        "P1",
        "nobody of its team can open the record of action",
        (
            "update action_action set person_id = %(gone)s where id = %(action)s",
            "update access_reach set during = tstzrange(lower(during), %(before)s) where person_id = %(gone)s",
        ),
    ),
    Plant(
        "P1",
        "comes from an import that is not there",
        ("update action_action set origin_kind = 'intake', origin_id = %(nowhere)s where id = %(action)s",),
    ),
    Plant(
        "P4",
        "has died and is still",
        ("update caseload_listentry set state = 'active' where person_id = %(dead)s",),
    ),
    Plant(
        "P4",
        "routine action .* is open for somebody who has died",
        ("update action_action set person_id = %(dead)s where id = %(action)s",),
    ),
    Plant(
        "P4",
        "is planned with somebody who has died",
        ("update contact_contact set person_id = %(dead)s where id = %(planned)s",),
    ),
    Plant(
        "P4",
        "has neither a result nor a follow-up",
        (
            "update contact_contact set window_from = %(at)s - interval '2 days', window_to = %(at)s - interval '27 hours'"
            " where id = %(planned)s",
        ),
    ),
    Plant(
        "P4",
        "contact .* is planned with somebody who is away",
        (
            "update contact_away set recorded_at = recorded_at - interval '3 days' where person_id ="
            " (select person_id from contact_series where id = %(series)s)",
            "update contact_contact set state = 'planned', away_id = null, recorded_at = recorded_at - interval '3 days'"
            " where id = (select id from contact_contact where series_id = %(series)s and state = 'paused' limit 1)",
        ),
    ),
    Plant(
        "P4",
        "series .* has no end within a year",
        ("update contact_series set last_day = first_day + 367, next_day = null where id = %(series)s",),
    ),
    Plant(
        "P4",
        "series .* runs without its next contact",
        ("update contact_series set next_day = first_day where id = %(series)s",),
    ),
    Plant(
        "P4",
        "series .* runs with somebody who has died",
        ("update contact_series set person_id = %(dead)s where id = %(series)s",),
    ),
    Plant(
        "P4",
        "series .* runs with somebody who is not on the list",
        ("update contact_series set person_id = %(gone)s where id = %(series)s",),
    ),
    Plant(
        "P4",
        "comes from a death that is not there",
        ("update action_action set origin_kind = 'death', origin_id = %(nowhere)s where id = %(action)s",),
    ),
    Plant(
        "P4",
        "comes from an import's possible duplicates that are not there",
        ("update action_action set origin_kind = 'alike', origin_id = %(nowhere)s where id = %(action)s",),
    ),
    Plant(
        "P4",
        "comes from a question to see a record that is not there",
        ("update action_action set origin_kind = 'ask', origin_id = %(nowhere)s where id = %(action)s",),
    ),
    Plant(
        "P3",
        "to see a record waits and no open action asks for its answer",
        (
            "update action_action set state = 'done', closed_at = %(at)s"
            " where id = (select action_id from handover_ask where id = %(ask)s)",
        ),
    ),
    Plant(
        "P5",
        "weekly meeting .* is closed and its case .* has no outcome",
        (
            *_WEEKLY_CLOSED,
            "update mdt_case set outcome = null, settled_at = null, settled_by_id = null, reason = ''"
            " where meeting_id = %(weekly)s",
        ),
    ),
    Plant(
        "P5",
        "weekly meeting .* is closed and nobody was to tell whom its case .* is about",
        (*_WEEKLY_CLOSED, "delete from mdt_telling where meeting_id = %(weekly)s"),
    ),
    Plant(
        "P5",
        "weekly meeting .* is closed and its case .* is settled with nothing decided",
        (*_WEEKLY_CLOSED, "update mdt_decision set withdrawn_at = decided_at where meeting_id = %(weekly)s"),
    ),
    Plant(
        "P5",
        "weekly meeting .* is closed and its case .* says no change of what was decided",
        (
            *_WEEKLY_CLOSED,
            "update mdt_case set outcome = 'no change', reason = 'stable since May' where meeting_id = %(weekly)s",
        ),
    ),
    Plant("P5", "weekly meeting .* is closed and has no minutes of its case", (_CLOSED_WEEKLY,)),
    Plant(
        "P5",
        "weekly meeting .* is open and what was prepared for it is over",
        ("update preparation_meeting set state = 'held', ended_at = %(at)s where id = %(meeting)s",),
    ),
    Plant(
        "P5",
        "is closed and .* was written into mdt_untold afterwards",
        (
            *_WEEKLY_CLOSED,
            "insert into mdt_untold (id, team_id, meeting_id, telling_id, person_id, because, act_id, recorded_at)"
            " select gen_random_uuid(), team_id, meeting_id, id, person_id, 'in hospital', act_id,"
            " %(at)s::timestamptz + interval '1 hour'"
            " from mdt_telling where meeting_id = %(weekly)s",
        ),
    ),
    Plant(
        "P7",
        "decision .* of a weekly meeting was made by a public-health, whose right did not allow it",
        (
            "update mdt_decision set decider_role = 'public-health', verdict = 'inform', to_role = 'gp'"
            " where meeting_id = %(weekly)s",
        ),
    ),
    Plant(
        "P4",
        "action .* is open under a record that was merged",
        ("update action_action set person_id = %(merged)s where id = %(action)s",),
    ),
    Plant(
        "P4",
        "contact .* is planned under a record that was merged",
        ("update contact_contact set person_id = %(merged)s where id = %(planned)s",),
    ),
    Plant(
        "P4",
        "list entry .* is of a record that was merged",
        (
            "update caseload_listentry set state = 'active', ended_at = null, ended_because = ''"
            " where id = %(merged_entry)s",
        ),
    ),
    Plant(
        "P4",
        "merge .* links a record .* that is not there",
        ("update handover_merge set other_id = %(nowhere)s where other_id = %(merged)s",),
    ),
    Plant(
        "P4",
        "has ended without saying why and who holds the person",
        (
            "delete from handover_told where closing_id in (select id from handover_closing where person_id = %(gone)s)",
            "delete from handover_closing where person_id = %(gone)s",
        ),
    ),
    Plant(
        "P4",
        "says neither who was told nor why nobody was",
        ("delete from handover_told where closing_id in (select id from handover_closing where person_id = %(gone)s)",),
    ),
    Plant(
        "P4",
        "closing .* is of a list entry that goes on",
        (
            "update handover_closing set entry_id = %(quiet_entry)s where person_id = %(gone)s",
            "update caseload_listentry set state = 'active', ended_at = null, ended_because = '' where person_id = %(gone)s",
        ),
    ),
    Plant(
        "P14",
        "a line of bulk act .* has no result",
        (
            'update act_receipt set command = \'action.bulk\', outcome = \'[{"is_done": false, "words": ""}]\''
            " where act_id = (select act_id from act_receipt order by act_id limit 1)",
        ),
    ),
    Plant(
        "P3",
        "has 2 offers waiting at once",
        (
            "drop index action_offer_one_of_action",
            "insert into action_offer (id, team_id, person_id, action_id, giver_id, to_member_id, to_role, to_team, purpose,"
            " note, offered_at, answer_by, state, reason, lapsed_because, question, version, act_id, recorded_at)"
            " select gen_random_uuid(), team_id, person_id, action_id, giver_id, to_member_id, to_role, to_team, purpose,"
            " note, offered_at, answer_by, state, reason, lapsed_because, question, version, act_id, recorded_at"
            " from action_offer where id = %(offer)s",
        ),
    ),
    Plant(
        "P3",
        "was accepted, and its work did not change hands in the same act",
        (
            "update action_action set owner_id = %(lead)s"
            " where id = (select action_id from action_offer where id = %(taken)s)",
        ),
    ),
    Plant(
        "P3",
        "was declined without a reason",
        (
            "alter table action_offer drop constraint action_offer_declined_has_reason",
            "update action_offer set reason = '' where id = %(declined)s",
        ),
    ),
    Plant(
        "P3",
        "has waited for more than a day past its answer-by",
        ("update action_offer set answer_by = %(at)s::timestamptz - interval '25 hours' where id = %(offer)s",),
    ),
    Plant(
        "P3",
        "waits for work that is finished",
        ("update action_action set state = 'done', closed_at = %(at)s where id = %(action)s",),
    ),
    Plant(
        "P2",
        "has 2 entries at once",
        (
            "drop index caseload_listentry_once_at_a_time",
            "insert into caseload_listentry (id, team_id, person_id, state, came_at, came_by, ended_because, risk_tier,"
            " version, act_id, recorded_at) select gen_random_uuid(), team_id, person_id, state, came_at, came_by, '',"
            " risk_tier, version, act_id, recorded_at from caseload_listentry where id = %(entry)s",
        ),
    ),
    Plant(
        "P2",
        "list entry .* has a lead",
        ("update caseload_listentry set named_lead_id = %(stranger)s where id = %(entry)s",),
    ),
    Plant(
        "P2",
        "published rota day .* has no duty lead with another member",
        (
            "alter table team_rotaday drop constraint team_rotaday_published_with_duty_and_second",
            "update team_rotaday set second_id = null where team_id = %(team)s and day = %(today)s",
        ),
    ),
    Plant(
        "P2",
        "published rota day .* has member .* on duty",
        ("update team_rotaday set second_id = %(stranger)s where team_id = %(team)s and day = %(today)s",),
    ),
    Plant(
        "P2",
        "has nobody on call from",
        (
            "update team_oncall set during = tstzrange(lower(during), %(at)s + interval '13 days')"
            " where place_id = %(place)s and upper_inf(during)",
        ),
    ),
    Plant(
        "P2",
        "override .* is by member",
        ("update caseload_override set member_id = %(stranger)s where person_id = %(person)s",),
    ),
    Plant(
        "P2",
        "has nobody to answer for them today",
        (_NO_SERIES, f"{_NOBODY_LISTED} and id <> %(quiet_entry)s", _CLOSED, *_NOBODY_ON_DUTY),
    ),
    Plant(
        "P2",
        "nobody of team .* can open the record of person",
        (
            "delete from proposal_proposal where id = %(proposal)s",
            "update action_action set state = 'cancelled', closed_at = %(at)s where origin_id = %(proposal)s",
            "update access_reach set during = tstzrange(lower(during), %(before)s) where person_id = %(quiet)s",
        ),
    ),
    Plant(
        "P4",
        "nobody makes the page of case .* ready",
        (
            "update preparation_meeting set state = 'confirmed', confirmed_at = %(before)s,"
            " prepared_at = %(at)s::timestamptz - interval '2 hours', begun_at = null where id = %(meeting)s",
            "update preparation_case set state = 'listed', outcome = '', settled_at = null where id = %(case)s",
            "update preparation_summary set made_at = %(at)s::timestamptz - interval '2 hours' where case_id = %(case)s",
        ),
    ),
    Plant(
        "P5",
        "case .* was put to the meeting of .* and left out twice in a row",
        (
            "update preparation_case set is_owed = true, was_left_out = true, is_above = false, state = 'listed', outcome = '',"
            " settled_at = null where id = %(case)s",
            "update preparation_meeting set state = 'confirmed', confirmed_at = %(before)s where id = %(meeting)s",
        ),
    ),
    Plant(
        "P5",
        "its item .* has no outcome",
        ("update huddle_item set outcome = null, settled_at = null, settled_by_id = null where id = %(item)s",),
    ),
    Plant(
        "P5",
        "what was agreed in it as .* is no action",
        ("update huddle_agreed set action_id = null, owner_id = null where huddle_id = %(huddle)s",),
    ),
    Plant(
        "P5",
        "is to be an action that nobody wrote down",
        ("update huddle_item set outcome = 'action' where id = %(item)s",),
    ),
    Plant(
        "P5",
        "was handed over to nobody",
        ("update huddle_item set outcome = 'hand over' where id = %(item)s",),
    ),
    Plant(
        "P5",
        "comes from an item of a huddle that is not there",
        (
            "update action_action set origin_id = %(nowhere)s where id ="
            " (select action_id from huddle_agreed where huddle_id = %(huddle)s)",
        ),
    ),
    Plant(
        "P5",
        "has no note",
        (
            "update huddle_raised set told_who = '', told_how = '', told_at = null, said = ''"
            " where huddle_id = %(huddle)s",
        ),
    ),
    *(
        Plant("P5", f"was written into {table} afterwards", (_AFTERWARDS.format(table=table),))
        for table in ("huddle_item", "huddle_agreed", "huddle_raised", "huddle_attendance", "huddle_remark")
    ),
    Plant(
        "P10",
        "action_action is not forced",
        ("alter table action_action no force row level security",),
    ),
    Plant("P10", "nobody reaches", ("delete from access_reach where person_id = %(gone)s",)),
    Plant(
        "P10",
        "follows person .*, whose record it cannot open",
        (
            "insert into board_follow (id, account_id, person_id, during, act_id, recorded_at)"
            " select gen_random_uuid(), %(stranger_account)s, id, tstzrange(%(at)s - interval '3 days', null), act_id,"
            " recorded_at from person_person where id = %(person)s",
        ),
    ),
    Plant(
        "P10",
        "contact details of protected",
        (
            "update person_person set is_protected = true where id = %(gone)s",
            "insert into person_contactdetail (id, person_id, source_system, kind, value, postcode, act_id, recorded_at)"
            " select gen_random_uuid(), id, '', 'phone', '01632 960000', '', act_id, recorded_at"
            " from person_person where id = %(gone)s",
        ),
    ),
    Plant(
        "P13",
        "^[0-9a-f-]{36} [^ ]+$",
        (
            "insert into trail_entry select (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid()))).*"
            " from trail_entry e where e.thing_id = %(action)s and e.command = 'action.comment' and e.outcome = 'done'",
        ),
    ),
    Plant(
        "P14",
        "receipt of act",
        (
            "insert into act_receipt (account_id, key, command, version, digest, outcome, act_id, happened_at)"
            " values (%(nurse_account)s, 'a key', 'action.comment', 1, '', '{}', %(nowhere)s, %(at)s)",
        ),
    ),
    Plant(
        "P15",
        "^[0-9a-f-]{36}$",
        (
            "alter table trail_entry drop constraint trail_entry_refusal_has_reason",
            "insert into trail_entry select (jsonb_populate_record(e, jsonb_build_object("
            "'id', gen_random_uuid(), 'outcome', 'refused', 'reason', ''))).*"
            " from trail_entry e where e.thing_id = %(action)s and e.command = 'action.comment'",
        ),
    ),
    Plant(
        "P6",
        "is past its time to answer and has not moved on",
        (
            "update escalation_escalation set asked_at = %(at)s - interval '2 days', respond_by = %(at)s - interval '1 day'"
            " where id = %(escalation)s",
        ),
    ),
    Plant(
        "P6",
        "is not closed, and nobody has work to do for it",
        (
            "update action_action a set state = 'done', closed_at = %(at)s from escalation_escalation e"
            " where e.id = %(escalation)s and a.id = e.ask_id",
        ),
    ),
    Plant(
        "P6",
        "is closed, and its log says nobody was told",
        (
            "update escalation_escalation set state = 'closed', answered_at = %(at)s, outcome = 'x', closed_at = %(at)s,"
            " closed_by_id = %(nurse_account)s where id = %(escalation)s",
        ),
    ),
    Plant("P6", "has no reason", ("delete from escalation_reason where escalation_id = %(escalation)s",)),
    Plant(
        "P6",
        "asks nobody while it is open",
        (
            "update escalation_routestep set \"end\" = 'moved on', ended_at = %(at)s where escalation_id = %(escalation)s",
        ),
    ),
    Plant(
        "P6",
        "crossed SIGN-CHEST-PAIN, and there is neither an escalation nor a reason for none",
        (
            "insert into record_fact (id, act_id, recorded_at, person_id, kind, category, code_system, code, label,"
            " unit, text, status,"
            " is_in_error, confidentiality, starts_at, starts_precision, ends_precision, noted_at, source_system, source_type,"
            " source_id, source_part, source_version, source_digest, is_corrected, detail)"
            " select gen_random_uuid(), act_id, recorded_at, person_id, 'observation', 'soft-signs', 'kith', 'chest_pain',"
            " 'Chest pain', '',"
            " 'yes', 'final', false, 'normal', %(at)s, 'moment', 'moment', %(at)s, 'kith', 'soft-signs', id::text, 13, '', '',"
            ' false, \'{"input": "chest_pain", "entered": "yes"}\' from contact_contact where id = %(planned)s',
        ),
    ),
    Plant(
        "P6",
        "sighting .* was made of a warning sign, and there is neither the response that was agreed nor a reason for none",
        (
            "update action_action set origin_kind = '', origin_id = null where origin_kind = 'sighting' and team_id = %(team)s",
        ),
    ),
    Plant(
        "P6",
        "mail .* was given up, and nobody was told",
        ("update message_mail set state = 'given up' where kind = 'urgent' and state = 'sent'",),
    ),
    Plant(
        "P6",
        "partner mail .* was given up, and nobody was told",
        ("update message_mail set kind = 'partner', state = 'given up' where kind = 'urgent' and state = 'sent'",),
    ),
    Plant(
        "P6",
        "urgent mail .* has been under way for over an hour, and nobody was told",
        (
            "update message_mail set state = 'queued', taken_at = null, ended_at = null,"
            " recorded_at = %(at)s - interval '2 hours' where kind = 'urgent' and state = 'sent'",
        ),
    ),
    Plant(
        "P7",
        "was approved by whoever proposed it",
        (
            "update action_action a set state = 'done', closed_at = %(at)s from proposal_proposal p"
            " where p.id = %(proposal)s and a.id = p.ask_id",
            "update proposal_proposal set state = 'approved', answered_at = %(at)s, answered_by_id = %(nurse_account)s"
            " where id = %(proposal)s",
        ),
    ),
    Plant(
        "P7",
        "waits, and nobody has work to do for it",
        (
            "update action_action a set state = 'done', closed_at = %(at)s from proposal_proposal p"
            " where p.id = %(proposal)s and a.id = p.ask_id",
        ),
    ),
    Plant(
        "P7",
        "is past its time to answer and has not gone on",
        (
            "update proposal_proposal set asked_at = %(at)s - interval '2 days', answer_by = %(at)s - interval '1 day'"
            " where id = %(proposal)s",
        ),
    ),
    Plant(
        "P7",
        "was done .* by a .*, whose role may not",
        (
            "insert into trail_entry select (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(),"
            " 'key', 'another key', 'command', 'team.set_on_call'))).*"
            " from trail_entry e where e.thing_id = %(action)s and e.command = 'action.comment' and e.outcome = 'done'",
        ),
    ),
    Plant(
        "P8",
        "[23] refreshes of the plan of person .* are open on team .* at once",
        (
            "update plan_refresh set person_id = %(person)s where team_id = %(team)s",
            "update action_action set person_id = %(person)s where kind = 'plan-review' and team_id = %(team)s",
        ),
    ),
    Plant(
        "P8",
        "work .* of looking through a plan belongs to no refresh",
        ("update action_action set kind = 'plan-review' where id = %(action)s",),
    ),
    Plant(
        "P8",
        "the plan of person .* is overdue by a week and nobody is asked",
        (
            "update plan_event set refresh_id = null, recorded_at = recorded_at - interval '99 days',"
            " true_at = true_at - interval '99 days' where person_id = %(person)s",
            "delete from plan_refresh where person_id = %(person)s",
            "delete from action_action where person_id = %(person)s and kind = 'plan-review'",
            "update plan_plan set reviewed_at = reviewed_at - interval '90 days' where person_id = %(person)s",
        ),
    ),
    Plant(
        "P8",
        "a key event of person .* has waited since .* for somebody to look through the plan",
        (
            "update plan_event set refresh_id = null, recorded_at = recorded_at - interval '3 days'"
            " where id = (select min(v.id::text)::uuid from plan_event v where not exists"
            "   (select 1 from plan_plan p where p.person_id = v.person_id))",
        ),
    ),
    Plant(
        "P8",
        "follows version .*, which is not there",
        (
            "delete from plan_read where person_id = %(person)s",
            "delete from plan_version where person_id = %(person)s and number = 1",
        ),
    ),
    Plant(
        "P8",
        "the section .* of the plan of person .* has 2 current versions",
        (
            "alter table plan_version drop constraint plan_version_one_follows",
            "insert into plan_version select (jsonb_populate_record(v, jsonb_build_object('id', gen_random_uuid(),"
            " 'number', 4))).* from plan_version v where v.person_id = %(person)s and v.number = 2",
            "update plan_plan set version = 4 where person_id = %(person)s",
        ),
    ),
    Plant(
        "P8",
        "says that it is at version .*, and its newest is",
        ("update plan_plan set version = 7 where person_id = %(person)s",),
    ),
    Plant(
        "P8",
        "action .* follows from a version of a plan that is not there",
        ("update action_action set origin_kind = 'plan', origin_id = %(nowhere)s where id = %(action)s",),
    ),
    Plant(
        "P7",
        "line .* of a supervisor's queue was closed by whoever it is about",
        (
            "alter table supervision_line drop constraint supervision_line_by_another",
            "update supervision_line set closed_by_id = account_id, closed_at = %(at)s, closed_how = 'looked'"
            " where id = %(supervision_line)s",
        ),
    ),
    Plant(
        "P7",
        "line .* of a supervisor's queue was closed by a note that is not there",
        ("update supervision_note set line_id = null where id = %(supervision_note)s",),
    ),
    Plant(
        "P10",
        "note .* has words of somebody whom it does not concern",
        ("update supervision_reply set by_id = %(stranger_account)s where note_id = %(supervision_note)s",),
    ),
    Plant(
        "P14",
        "package .* has no receipt",
        (
            "insert into trail_entry select (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(),"
            " 'key', 'another key', 'role', 'kith', 'command', 'sharing.import_package'))).*"
            " from trail_entry e where e.thing_id = %(action)s and e.command = 'action.comment' and e.outcome = 'done'",
        ),
    ),
    Plant(
        "P14",
        "package .* kept person .*, who is not there",
        (_PACKAGE.format('{"people": [{"person_id": "00000000-0000-4000-8000-000000000001"}], "refused_facts": []}'),),
    ),
    Plant(
        "P15",
        "package .* refused a person and does not say why",
        (_PACKAGE.format('{"people": [{"person_id": null, "reason": ""}], "refused_facts": []}'),),
    ),
    Plant(
        "P15",
        "package .* refused a .* and does not say why",
        (_PACKAGE.format('{"people": [], "refused_facts": [["Condition", "c-1", ""]]}'),),
    ),
]
