"""Reviews of plans, supervision, the clocks of concerns: a team's own tables hold for it, from their moment on."""

from datetime import timedelta

import pytest

from builders import AT, OFFICERS, an_act
from kith.access.home import as_kith
from kith.plan.queries import review_rule
from kith.policy.publishing import publish_tables
from kith.policy.reading import shipped_files
from kith.policy.supervision_rules import SAMPLE, SESSION_DAYS
from kith.safeguarding.clocks import clocks
from kith.supervision.measures import number_of
from statements import counted

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=3)


def written(table, old, new):
    text = shipped_files(table)[f"{table}.csv"]
    assert old in text
    return {table: {f"{table}.csv": text.replace(old, new)}}


def stricter():
    return {
        **written("plan-reviews", "medium,45,", "medium,40,"),
        **written("supervision", "session-days,28,", "session-days,14,"),
        **written("safeguarding-clocks", "adult,decision,raised,1,", "adult,decision,raised,0,"),
    }


def within(team, raised_at):
    found = clocks(team_id=team.id, raised_at=raised_at)
    return next(one.within for one in found if (one.about, one.step) == ("adult", "decision"))


def test_a_teams_own_times_hold_from_their_moment_on_and_a_concern_keeps_the_clocks_it_was_raised_under(world):
    team, _others = world
    with as_kith(at=AT) as act:
        publish_tables(
            act=act, place_id=team.place_id, team_id=team.id, tables=stricter(), by=OFFICERS[0],
            approvers=OFFICERS[1:], effective_from=LATER,
        )  # fmt: skip
    with an_act(team.nurse) as _act:
        days = [review_rule("medium", team_id=team.id, at=at).days for at in (AT, LATER)]
        assert days == [45, 40]
        assert review_rule("unheard of", team_id=team.id, at=LATER).days == 60
        assert [number_of(SESSION_DAYS, team_id=team.id, at=at) for at in (AT, LATER)] == [28, 14]
        assert number_of(SAMPLE, team_id=team.id, at=LATER) == 2
        assert [within(team, at) for at in (AT, LATER)] == [1, 0]
        with counted() as sent:
            within(team, LATER)
        assert sent == 0, "what a process has read costs nothing"
