"""The pages of the huddle, walked without scripts as a browser would."""

import pytest

from builders import AT, a_person, a_team
from huddle.reading import form_of, heading, signed_in, words

pytestmark = pytest.mark.django_db


def test_a_whole_huddle_with_refusal_and_cure():
    team = a_team()
    a_person(team, "Doris Pettigrew", at=AT)
    a_person(team, "Brian Ashworth", at=AT)
    browser = signed_in(team.lead)
    here = f"/huddle/{team.slug}/"

    before = browser.get(here)
    assert before.status_code == 200, before.content[:500]
    assert "2 people on the agenda" in words(before)
    started = browser.post(here, form_of(before, here), follow=True)
    assert heading(started) == "Brian Ashworth"

    form = form_of(started, "/item/") | {"outcome": "action", "what": "Ring the pharmacy", "who": "", "then": "next"}
    following = browser.post(
        started.redirect_chain[-1][0] if "/item/" in started.redirect_chain[-1][0] else action_of(started),
        form,
        follow=True,
    )
    assert heading(following) == "Doris Pettigrew"

    refused = browser.post(f"{here}close/", form_of(following, "/close/"))
    assert refused.status_code == 422
    assert heading(refused) == "The huddle cannot close yet: 2 things are loose"
    cure = form_of(refused, "/close/")
    who = next(name for name in cure if name.startswith("who-"))
    outcome = next(name for name in cure if name.startswith("outcome-"))
    cure |= {who: str(team.nurse.member_id), outcome: "weekly meeting"}
    closed = browser.post(f"{here}close/", cure, follow=True)
    assert closed.status_code == 200
    assert heading(closed) == "Huddle closed at 8:22am"
    assert "2 people spoken of. 1 action, with an owner and a deadline. 1 person for the weekly meeting." in words(
        closed
    )


def action_of(answer):
    import re

    return re.search(r'<form method="post" action="([^"]*/item/[^"]*)"', answer.content.decode()).group(1)
