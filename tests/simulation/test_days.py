"""What a made-up borough's days prove: nothing is broken by them, they can be repeated, and a morning looks like one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

import agreed
from doctor_world import url_as
from kith.contradiction.rules import Finds
from kith.place.rules import english_bank_holidays
from kith.simulation.summary import answer_of
from lived import LEFT_OUT, Lived, lived, reasons, wanted
from simulation.test_contradictions import stand, without_names, without_owner

WEEK_OF_A_BANK_HOLIDAY = wanted(5, 24, date(2026, 5, 30))
"""Monday 25 May to Friday 29 May 2026; the Monday is the spring bank holiday."""
MAKE_RUN = wanted(10, 120, date(2026, 6, 8))
KINDS = {"escalated", "new", "missed", "overdue", "answer", "due", "renew"}
"""The kinds of reason that the board knows of so far."""
HAPPENS = {
    "action.accept", "action.ask_giver", "action.ask_help", "action.decline", "action.keep", "action.lapse", "action.offer",
    "action.offer_person", "action.remind", "action.withdraw", "handover.absent_now", "handover.close_person",
    "handover.confirm_leave", "handover.know_person", "handover.plan_leave", "handover.record_death",
    "handover.remove_access", "handover.settle_lines", "handover.undo_death", "handover.answer_ask", "handover.ask_to_see",
    "handover.merge",
}  # fmt: skip
"""What moves work, ends something or takes something back; all of it happens in sixty days."""


@pytest.fixture(scope="module")
def week(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[Lived]:
    """A week of a small borough. Tests read it only."""
    with django_db_blocker.unblock(), lived(template, WEEK_OF_A_BANK_HOLIDAY) as borough:
        yield borough


def test_days_that_are_lived_break_no_promise(week: Lived) -> None:
    assert week.wrong() == {}


def test_nothing_in_the_days_is_refused(week: Lived) -> None:
    assert week.ask("select command, reason from trail_entry where outcome = 'refused'") == []


def test_nearly_every_kind_of_reason_occurs_over_the_borough(week: Lived) -> None:
    found = set(sum(map(reasons, week.boards()), Counter()))
    assert found <= KINDS and len(found) >= len(KINDS) - 2, found


def test_only_the_team_that_works_seven_days_works_a_bank_holiday(week: Lived) -> None:
    monday = date(2026, 5, 25)
    assert monday in english_bank_holidays(2026)
    held = week.ask("select t.slug, h.day from huddle_huddle h join team_team t on t.id = h.team_id order by 2, 1")
    others = [monday + timedelta(days=number) for number in range(1, 5)]
    assert [slug for slug, day in held if day == monday] == ["quayside"]
    assert {slug: [day for one, day in held if one == slug] for slug in ("millbrook-north", "millbrook-south")} == {
        "millbrook-north": others,
        "millbrook-south": others,
    }


def test_the_rota_lies_four_weeks_ahead(week: Lived) -> None:
    last = week.wanted.last + timedelta(days=28)
    assert week.ask(
        "select t.slug, max(r.day) from team_rotaday r join team_team t on t.id = r.team_id"
        " where r.published_at is not null group by 1 order by 1"
    ) == [("millbrook-north", date(2026, 6, 26)), ("millbrook-south", date(2026, 6, 26)), ("quayside", last)]


def test_the_bar_is_told_of_each_day(week: Lived) -> None:
    assert week.days_told == [1] * week.wanted.days


def test_the_same_wishes_give_the_same_rows(week: Lived, template: str, django_db_blocker: Any) -> None:
    with lived(template, week.wanted) as again:
        assert again.content() == week.content()
        assert answer_of(again.wanted) == answer_of(week.wanted)


def test_other_dice_give_other_rows(week: Lived, template: str) -> None:
    with lived(template, replace(week.wanted, days=1, people=6, seed=2)) as other:
        names = "select family, given from person_person order by 1, 2"
        assert not set(other.ask(names)) & set(week.ask(names))


def test_each_team_has_a_rule_table_of_its_own_that_two_others_signed(week: Lived) -> None:
    signed = "select count(distinct a.account_id) from policy_approval a where a.version_id = v.id"
    own = week.ask(f"select v.table_name, v.status, ({signed}) from policy_version v where v.scope = 'team'")
    opened = week.ask("select id from team_team where opened_at is not null")
    assert own == [("waterlow", "published", 2)] * len(opened)


def test_every_visit_begins_with_a_plan_check_and_some_signs_are_answered(week: Lived) -> None:
    made = (
        "select count(*), count(k.id), count(*) filter (where k.number > 0) > 0 from contact_contact c"
        " left join contact_plancheck k on k.contact_id = c.id where c.state = 'made' and c.window_from is not null"
    )
    [(contacts, checks, with_signs)] = week.ask(made)
    assert contacts == checks and with_signs
    assert week.ask("select count(*) > 0 from contact_plancheck where not_made = '' and signs <> '{}'") == [(True,)]


def test_homes_carers_and_what_other_services_assessed_are_written(week: Lived) -> None:
    shared = (
        "select count(*) > 0 from person_contactdetail a join person_contactdetail b on b.value = a.value"
        " and b.person_id > a.person_id and a.kind = 'address'"
    )
    of_others = (
        "select count(*) > 5, bool_or(assessed <> '{}'), bool_or(again_because <> ''), count(distinct service) > 2"
        " from contact_contact where by_other <> ''"
    )
    assert week.ask(shared) == [(True,)]
    assert week.ask("select count(*) > 0 from network_carer") == [(True,)]
    assert week.ask(of_others) == [(True, True, True, True)]


def test_what_contradicts_is_found_belongs_to_somebody_and_ends_by_name(week: Lived) -> None:
    found = stand(week)
    assert found and {one.kind for one in found} <= {*Finds}
    assert without_owner(found) == without_names(found) == []


def test_what_the_digest_leaves_out_is_there(week: Lived) -> None:
    for table, columns in LEFT_OUT.items():
        for column in columns:
            assert week.ask(f"select count({column}) > 0 from {table}") == [(True,)]


BEYOND = {
    "a disclosure of more than was agreed": (
        "update agency_disclosure set fields = fields || 'contingency'::text where id = (select d.id from agency_disclosure d"
        " join agency_agreement a on a.id = d.agreement_id where not 'contingency' = any(a.fields) limit 1)"
    ),
    "a summary that says more than its fields": (
        'update alignment_summary set parts = parts || \'[{"field": "equipment", "text": ""}]\' where id = (select s.id'
        " from alignment_summary s join agency_agreement a on a.id = s.agreement_id where not 'equipment' = any(a.fields) limit 1)"
    ),
    "an agreement that had ended": (
        "update agency_agreement a set ended_at = '2026-01-01', ended_because = 'Over', recorded_at = '2026-01-01'"
        " from agency_disclosure d"
        " where a.id = d.agreement_id and d.id = (select id from agency_disclosure limit 1)"
    ),
    "an agency that was not involved yet": (
        "update agency_involved i set from_day = '2027-01-01' from alignment_request r where r.person_id = i.person_id"
        " and r.agency_id = i.agency_id and r.id = (select id from alignment_request limit 1)"
    ),
    "somebody who had objected": (
        "insert into agency_objection (id, person_id, purpose, words, said_by, on_day, since, withdrawn_words, version, act_id,"
        " recorded_at) select d.id, d.person_id, '', 'No', '', '2026-01-01', '2026-01-01', '', 1, d.act_id, '2026-01-01'"
        " from agency_disclosure d where d.override_id is null limit 1"
    ),
}
"""Plants: each tells an agency something that it could not be told, as a defect would."""


def test_every_telling_of_the_days_is_within_what_was_agreed_at_its_moment(week: Lived) -> None:
    with psycopg.connect(url_as("super", week.database.name)) as opened:
        assert agreed.beyond(opened) == []
        kinds = Counter(one.what.rpartition(" ")[0] for one in agreed.told_in(opened))
        assert min(kinds["disclosure"], kinds["request"], kinds["mail of request"]) > 5, kinds
        assert kinds["opening of request"] > 0 and kinds["answer to request"] > 0, kinds


@pytest.mark.parametrize("plant", BEYOND.values(), ids=list(BEYOND))
def test_the_control_a_telling_beyond_it_is_found(week: Lived, plant: str) -> None:
    with psycopg.connect(url_as("super", week.database.name)) as opened:
        opened.execute("set local session_replication_role = replica")
        assert opened.execute(plant).rowcount > 0
        assert agreed.beyond(opened) != []
        opened.rollback()


def test_words_of_concerns_are_in_nothing_that_left_and_the_control_is_found(week: Lived) -> None:
    plant = (
        "update alignment_summary set question = %s || question where id = (select id from alignment_summary limit 1)"
    )
    with psycopg.connect(url_as("super", week.database.name)) as opened:
        assert agreed.restricted_told(opened) == []
        opened.execute("set local session_replication_role = replica")
        [(words,)] = opened.execute(f"select text from ({agreed.RESTRICTED}) t limit 1").fetchall()
        opened.execute(plant, [words])
        assert len(agreed.restricted_told(opened)) == 1
        opened.rollback()


@pytest.mark.nightly  # a minute: the days of `make run`, of teams of forty
@pytest.mark.usefixtures("django_db_setup")
@pytest.mark.parametrize("until", [date(2026, 6, 8), date(2026, 6, 10), date(2026, 1, 2), date(2026, 10, 27)])
def test_a_morning_of_make_run_looks_like_one(template: str, django_db_blocker: Any, until: date) -> None:
    with django_db_blocker.unblock(), lived(template, wanted(10, 120, until)) as borough:
        boards = borough.boards()
        number_with_reason = [sum(bool(line.reasons) for line in board) for board in boards]
        assert all(8 <= number <= 16 for number in number_with_reason), number_with_reason
        found = set(sum(map(reasons, boards), Counter()))
        assert found <= KINDS and len(found) >= len(KINDS) - 2, found
        for board in boards:
            assert max(reasons(board).values()) * 3 <= len(board), "no reason stands on more than every third"
        assert borough.wrong() == {}


@pytest.mark.nightly  # minutes: a fortnight around the Sunday on which clocks go back, lived twice
@pytest.mark.usefixtures("django_db_setup")
def test_a_fortnight_with_the_end_of_summer_time_can_be_repeated(template: str, django_db_blocker: Any) -> None:
    fortnight = wanted(14, 60, date(2026, 11, 2))
    with django_db_blocker.unblock(), lived(template, fortnight) as once, lived(template, fortnight) as twice:
        assert once.content() == twice.content()
        assert once.wrong() == {}
        sunday = "select count(*) from huddle_huddle where day = '2026-10-25' and started_at = '2026-10-25 09:00+00'"
        assert once.ask(sunday) == [(1,)], "9am is an hour later in UTC than the day before"


@pytest.mark.nightly  # minutes: the days of `kith demo`, long enough for lists to end after a death
@pytest.mark.usefixtures("django_db_setup")
def test_sixty_days_break_no_promise(template: str, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), lived(template, wanted(60, 240, date(2026, 6, 8))) as borough:
        assert borough.wrong() == {}
        with psycopg.connect(url_as("super", borough.database.name)) as opened:
            assert (agreed.beyond(opened), agreed.restricted_told(opened)) == ([], [])
        assert borough.ask("select command, reason from trail_entry where outcome = 'refused'") == []
        assert borough.ask("select count(*) > 0 from caseload_listentry where state = 'ended'") == [(True,)]
        commands = {str(command) for (command,) in borough.ask("select distinct command from trail_entry")}
        assert HAPPENS - commands == set()
        answers = (
            "select purpose, to_member_id is null, state from action_offer where state <> 'waiting' group by 1, 2, 3"
        )
        assert {(purpose, in_pool) for purpose, in_pool, state in borough.ask(answers) if state == "accepted"} == {
            ("own", False), ("own", True), ("help", False), ("help", True)
        }  # fmt: skip
        assert {state for _, _, state in borough.ask(answers)} == {"accepted", "declined", "withdrawn", "lapsed"}
        left = "select count(*) > 0 from handover_leave where last_day is null and state in ('confirmed', 'begun')"
        assert borough.ask(left) == [(True,)]
