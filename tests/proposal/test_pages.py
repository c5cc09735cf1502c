"""The pages of proposals: said above the button, sent with its reason, decided on a page of its own; all rights of a role."""

from uuid import UUID

from board.reading import page
from builders import ATeam, Someone, an_act, an_entry, signed_in
from forms import form_of, send
from kith.caseload import operations as caseload
from kith.proposal.rules import State
from proposal.test_operations import now, sent


def test_the_form_says_who_decides_and_sends_the_proposal_with_its_reason(
    team: ATeam, doris: UUID, helper: Someone, supervisor: Someone
) -> None:
    browser, address = signed_in(helper), f"/list-entry/{an_entry(team, doris).id}/"
    form = browser.get(address)
    said = page(form).text
    assert "You propose, Ama Owusu decides by 12:22pm" in said
    assert "rest on an assessment: the clinical supervisor decides. TIER-1" in said
    assert "Send proposal to Ama Owusu" in said
    after = send(browser, form, address, risk_tier="high", why_propose="She fell twice")
    text = page(after).text
    assert "Your proposal is sent. Nothing is changed until it is approved." in text
    assert "Bo Helper proposes: Who leads, risk tier and how often to be seen" in text
    assert "Risk tier now Not assessed High" in text
    assert "“She fell twice”" in text
    assert "Nothing this rests on has changed since." in text
    assert "Take it back" in text and "Approve exactly this" not in text
    assert an_entry(team, doris).risk_tier == "not assessed"


def test_whoever_decides_sees_the_same_form_without_a_reason_to_give(team: ATeam, doris: UUID) -> None:
    said = page(signed_in(team.nurse).get(f"/list-entry/{an_entry(team, doris).id}/")).text
    assert "You decide" in said and "Send proposal" not in said


def test_without_a_reason_a_page_of_its_own_asks_for_it_and_lets_it_be_done_now(
    team: ATeam, doris: UUID, helper: Someone, supervisor: Someone
) -> None:
    browser, address = signed_in(helper), f"/list-entry/{an_entry(team, doris).id}/"
    asked = send(browser, browser.get(address), address, risk_tier="high")
    text = page(asked).text
    assert (asked.status_code, "Exactly this would be done" in text, "If it cannot wait" in text) == (403, True, True)
    empty = send(browser, asked, "/proposals/send/")
    assert (empty.status_code, "Say why you propose it." in page(empty).text) == (422, True)
    nothing = send(browser, empty, "/proposals/now/")
    assert (nothing.status_code, "Say why this cannot wait" in page(nothing).text) == (422, True)
    assert an_entry(team, doris).risk_tier == "not assessed"
    done = send(browser, nothing, "/proposals/now/", why_now="Nobody answers, and she is alone")
    assert "Done. Whoever decides this is told, with your reason." in page(done).text
    assert an_entry(team, doris).risk_tier == "high"


def test_approving_by_the_page(team: ATeam, doris: UUID, helper: Someone, supervisor: Someone) -> None:
    key = sent(team, doris, helper)
    browser, address = signed_in(supervisor), f"/proposal/{key}/"
    shown = browser.get(address)
    said = page(shown).text
    assert "4 hours left" in said and "Why you You decide" in said
    after = send(browser, shown, f"{address}approve/", words="Yes, and ring me")
    assert (
        "Approved and done" in page(after).text and "Joy Supervisor, today 8:22am: Yes, and ring me" in page(after).text
    )
    assert an_entry(team, doris).risk_tier == "high"


def test_refusing_by_the_page_needs_words(team: ATeam, doris: UUID, helper: Someone, supervisor: Someone) -> None:
    key = sent(team, doris, helper)
    browser, address = signed_in(supervisor), f"/proposal/{key}/"
    shown = browser.get(address)
    values = {name: value for name, value in form_of(shown, f"{address}approve/").values.items() if name != "words"}
    empty = browser.post(f"{address}refuse/", values)
    assert (empty.status_code, "Say why you refuse it" in page(empty).text) == (422, True)
    browser.post(f"{address}refuse/", values | {"words": "Seen yesterday and well"})
    text = page(signed_in(helper).get(address)).text
    assert "Refused" in text and "Seen yesterday and well" in text
    assert now(team, key).state is State.REFUSED


def test_what_moved_is_shown_and_goes_back(team: ATeam, doris: UUID, helper: Someone, supervisor: Someone) -> None:
    key = sent(team, doris, helper)
    entry = an_entry(team, doris)
    with an_act(team.nurse) as act:
        caseload.set_entry(act=act, entry_id=entry.id, version=1, risk_tier="low", cadence_days=None)
    browser, address = signed_in(supervisor), f"/proposal/{key}/"
    shown = browser.get(address)
    text = page(shown).text
    assert "Something has changed since: it cannot be approved as it is." in text
    assert "Risk tier was Not assessed now Low" in text
    assert "Approve exactly this" not in text
    send(browser, shown, f"{address}approve/")
    assert now(team, key).state is State.CAME_BACK


def test_all_rights_of_a_role_stand_on_one_page(team: ATeam, helper: Someone) -> None:
    browser = signed_in(helper)
    own = page(browser.get("/rights/")).text
    assert "Decision rights: community health worker" in own
    assert "A change of a medicine No command yet" in page(browser.get("/rights/?role=nurse")).text
    assert "TIER-1" in own and "Raising a concern is never withheld. RIGHT-215" in own
    assert "Raised an escalation" not in own, "a right says what may be done, not what was"
    assert browser.get("/rights/?role=pilot").status_code == 404
    assert browser.get("/proposals/send/").status_code == 404


def test_a_member_proposes_that_somebody_leaves_the_list(team: ATeam, doris: UUID) -> None:
    entry = an_entry(team, doris)
    browser, address = signed_in(team.nurse), f"/list-entry/{entry.id}/close/"
    form = browser.get(address)
    assert "You propose, Ama Owusu decides by" in page(form).text
    values = {"reason": "goals met", "holder": "gp practice", "held_by": "Dr Marsh", "untold_because": "no letter yet"}
    after = send(browser, form, address, **values, why_propose="All is done")
    text = page(after).text
    assert "Sam Whitlock proposes: Taking somebody off the list" in text
    assert "On the list as now Active Off the list" in text
    key = UUID(after.redirect_chain[-1][0].split("/")[2])
    lead, where = signed_in(team.lead), f"/proposal/{key}/"
    send(lead, lead.get(where), f"{where}approve/")
    assert now(team, key).state is State.APPROVED
    assert "You propose" not in page(lead.get(address)).text
