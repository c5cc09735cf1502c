"""Coming by a link: one answer for every door that stays closed, the limits, the trail; and that a session adds nothing."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import RequestFactory

from builders import AT, ATeam, an_act
from door.made import UNTIL, Told, a_link, end, use
from kith.act import ids
from kith.act.context import keeping_refusals, write_refusals
from kith.config.proxies import trusted_proxies
from kith.door.entering import Holder
from kith.door.knocking import Closed, come
from kith.door.models import Knock, Link
from kith.door.rules import OPENINGS_OF_A_LINK, WITHIN, WRONG_FROM_AN_ADDRESS, Ended
from kith.door.tokens import token_of
from kith.trail.models import Entry

HERE, THERE, PROXY = "192.0.2.7", "192.0.2.8", "10.0.0.5"


def knock(
    token: str, at: datetime = AT, *, address: str = HERE, told: str = "", method: str = "get", **more: Any
) -> Holder | Closed:
    """Come by a token as a request from an address does; `told` is what its X-Forwarded-For says."""
    headers = {"HTTP_X_FORWARDED_FOR": told} if told else {}
    request = getattr(RequestFactory(), method)("/answer/x", REMOTE_ADDR=address, **headers)
    with keeping_refusals() as waiting:
        with transaction.atomic():
            found = come(request, token, at, **more)
        write_refusals(waiting)
    return found


def refusals(team: ATeam) -> list[tuple[str, str, str]]:
    with an_act(team.nurse):
        found = Entry.objects.filter(command="door.open", outcome="refused").order_by("recorded_at")
        return [(one.reason, one.thing_kind, one.role) for one in found]


def ended(team: ATeam, link_id: UUID) -> None:
    with an_act(team.nurse) as act:
        end(act=act, for_id=Link.objects.get(id=link_id).for_id, because=Ended.WITHDRAWN)


def test_every_door_that_stays_closed_gives_one_answer(team: ATeam, doris: UUID, told: Told) -> None:
    link_id = a_link(team, doris)
    token = token_of(link_id)
    assert isinstance(knock(token), Holder), "the control: it opens"
    withdrawn, used = a_link(team, doris), a_link(team, doris)
    ended(team, withdrawn)
    with an_act(team.nurse) as act:
        use(act=act, link_id=used)
    wrong = ["x" * 43, token[:-1], token_of(ids.new()), token_of(withdrawn), token_of(used)]
    assert [knock(one) for one in wrong] == [Closed.NOTHING] * len(wrong)
    assert knock(token, UNTIL) is Closed.NOTHING, "past its time"
    told.holds = False
    assert knock(token) is Closed.NOTHING, "it may not be shared any more"
    assert set(refusals(team)) == {("NotOpen", "link", "partner-by-link")}
    assert len(refusals(team)) == 4, "those of known links, for their team; the others are on the trail as nobody's"


def test_a_press_on_a_link_that_may_not_be_shared_ends_it_and_a_look_does_not(
    team: ATeam, doris: UUID, told: Told
) -> None:
    link_id = a_link(team, doris)
    told.holds = False
    assert (knock(token_of(link_id)), told.ended) == (Closed.NOTHING, [])
    assert (knock(token_of(link_id), method="post"), told.ended) == (Closed.NOTHING, [(link_id, "not shared")])
    told.holds = True
    assert knock(token_of(link_id)) is Closed.NOTHING, "it stays ended"


def test_a_link_for_what_nobody_knows_opens_nothing(team: ATeam, doris: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_of(a_link(team, doris))
    monkeypatch.setattr("kith.door.seams.seams.holds", {})
    assert knock(token) is Closed.NOTHING


def test_wrong_tries_from_one_address_have_to_wait_and_a_link_that_holds_does_not(team: ATeam, doris: UUID) -> None:
    token = token_of(a_link(team, doris))
    answers = [knock("x" * 43) for _ in range(WRONG_FROM_AN_ADDRESS + 2)]
    assert answers == [Closed.NOTHING] * WRONG_FROM_AN_ADDRESS + [Closed.WAIT] * 2
    assert Knock.objects.filter(is_wrong=True).count() == WRONG_FROM_AN_ADDRESS, "past the limit nothing is kept"
    assert isinstance(knock(token), Holder)
    assert knock("x" * 43, address=THERE) is Closed.NOTHING, "another address has its own count"
    assert knock("x" * 43, AT + WITHIN) is Closed.NOTHING, "and it ends"


def test_behind_a_proxy_that_is_trusted_each_address_has_its_own_count(team: ATeam, settings: Any) -> None:
    settings.TRUSTED_PROXIES = trusted_proxies({"KITH_TRUSTED_PROXIES": PROXY})
    full = [knock("x" * 43, address=PROXY, told=f"203.0.113.9, {HERE}") for _ in range(WRONG_FROM_AN_ADDRESS + 1)]
    assert full[-1] is Closed.WAIT
    assert knock("x" * 43, address=PROXY, told=THERE) is Closed.NOTHING, "another behind the same proxy"
    assert knock("x" * 43, address=PROXY, told=f"{THERE}, {HERE}") is Closed.WAIT, (
        "what they put before it counts nothing"
    )
    assert knock("x" * 43, address=HERE, told=THERE) is Closed.WAIT, "nor where they come without the proxy"


def test_a_header_from_whom_nobody_trusts_counts_under_the_peer(team: ATeam) -> None:
    answers = [knock("x" * 43, told=f"203.0.113.{number}") for number in range(WRONG_FROM_AN_ADDRESS + 1)]
    assert (answers[-2], answers[-1]) == (Closed.NOTHING, Closed.WAIT)


def test_one_link_is_not_opened_without_end(team: ATeam, doris: UUID) -> None:
    token = token_of(a_link(team, doris))
    answers = [knock(token, address=f"192.0.2.{number}") for number in range(OPENINGS_OF_A_LINK + 1)]
    assert [isinstance(one, Holder) for one in answers] == [True] * OPENINGS_OF_A_LINK + [False]
    assert answers[-1] is Closed.WAIT
    assert isinstance(knock(token, AT + WITHIN), Holder)


def test_knocks_are_forgotten_after_a_day_and_hold_no_address(team: ATeam) -> None:
    knock("x" * 43)
    assert not Knock.objects.filter(address_digest__contains=HERE).exists()
    knock("x" * 43, AT + timedelta(days=1, seconds=1))
    assert Knock.objects.count() == 1


def test_whoever_answered_is_let_in_to_be_told_so_until_its_time_is_over(team: ATeam, doris: UUID) -> None:
    link_id = a_link(team, doris)
    with an_act(team.nurse) as act:
        use(act=act, link_id=link_id)
    assert isinstance(knock(token_of(link_id), answered_too=True), Holder)
    assert knock(token_of(link_id)) is Closed.NOTHING
    assert knock(token_of(link_id), UNTIL, answered_too=True) is Closed.NOTHING
