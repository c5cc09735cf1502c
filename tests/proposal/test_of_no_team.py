"""What is made on a thing of no team - merging two records - is proposed to the proposer's team, where that may open it all."""

from datetime import timedelta
from uuid import UUID

import pytest

from board.reading import page
from builders import AT, OFFICERS, ATeam, Someone, a_person, a_team, an_act, signed_in
from forms import send
from kith.access.home import as_kith
from kith.act import Refusal
from kith.act.refusals import OnlyProposed
from kith.handover import merging
from kith.handover.merge_queries import merges_of
from kith.person import operations as people
from kith.person.models import Person
from kith.policy.publishing import publish_tables
from kith.policy.queries import right_of
from kith.policy.reading import shipped_files
from kith.proposal import operations
from kith.proposal.queries import waiting
from kith.proposal.rules import State
from kith.team import operations as teams
from proposal.test_operations import now

ROWS = shipped_files("decision-rights")["role-rights.csv"].rstrip("\n")
MERGE = (
    "OURS-M,handover.merge,nurse,,propose,team-lead,120,,The team lead looks at each merge.,Ours,team lead,2026-06-01"
    ",2027-06-01,in force,2026-01-01,ours"
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> ATeam:
    """A team whose nurses propose merges, of a place where they decide them."""
    team = a_team()
    with as_kith(at=AT) as act:
        publish_tables(
            act=act, place_id=team.info.place_id, team_id=team.id, by=OFFICERS[0], approvers=OFFICERS[1:],
            tables={"decision-rights": {"role-rights.csv": f"{ROWS}\n{MERGE}\n"}},
        )  # fmt: skip
    return team


@pytest.fixture
def two(team: ATeam) -> tuple[UUID, UUID]:
    return a_person(team), a_person(team, "Doris Petigrew")


def test_whoever_visits_a_team_proposes_a_merge_as_it_ships() -> None:
    dentist, nurse = right_of("handover.merge", "dentistry"), right_of("handover.merge", "nurse")
    assert (dentist.verdict, dentist.rule, dentist.to, nurse.verdict) == ("propose", "VISIT-1", "team-lead", "decide")
    assert [right_of("handover.unmerge", role).verdict for role in ("dentistry", "nurse")] == ["no", "decide"]


def proposed(who: Someone, two: tuple[UUID, UUID]) -> UUID:
    with an_act(who) as act, pytest.raises(OnlyProposed) as refused:
        merging.merge(act=act, kept_id=two[0], other_id=two[1], because="Her daughter says so")
    what = refused.value.extra
    with an_act(who) as act:
        return operations.propose(
            act=act, command=what.command, command_version=what.version, body=what.body, reason="Twice on the list"
        )


def are_one(team: ATeam, two: tuple[UUID, UUID]) -> bool:
    with an_act(team.lead):
        return bool(merges_of(person_ids=two))


def test_a_merge_is_proposed_on_its_page_and_done_by_whoever_approves(team: ATeam, two: tuple[UUID, UUID]) -> None:
    browser, address = signed_in(team.nurse), f"/person/{two[0]}/same/{two[1]}/"
    form = browser.get(address)
    assert "You propose, Ama Owusu decides by 10:22" in page(form).text
    values = {"kept": str(two[0]), "because": "Her daughter says so"}
    after = page(send(browser, form, address, **values, why_propose="Twice on the list")).text
    assert "Sam Whitlock proposes: Merging two records of one person" in after
    assert "Doris Petigrew" in after and "Her daughter says so" in after
    assert not are_one(team, two)
    lead = signed_in(team.lead)
    with an_act(team.lead):
        [key] = waiting(team_id=team.id)
    at = f"/proposal/{key}/"
    assert "Approved and done" in page(send(lead, lead.get(at), f"{at}approve/")).text
    assert are_one(team, two)


def test_a_merge_of_which_somebody_changed_a_record_meanwhile_comes_back(team: ATeam, two: tuple[UUID, UUID]) -> None:
    key = proposed(team.nurse, two)
    with an_act(team.social_worker) as act:
        known = Person.objects.get(id=two[1])
        people.correct(act=act, person_id=known.id, recorded_at=known.recorded_at, changes={"family": "Petticrew"})
    with an_act(team.lead, AT + timedelta(minutes=5)) as act:
        operations.approve(act=act, proposal_id=key, version=1)
    assert (now(team, key).state, are_one(team, two)) == (State.CAME_BACK, False)


def test_what_the_team_that_decides_cannot_open_whole_is_not_proposed_there(team: ATeam) -> None:
    other = a_team("Vale", place_id=team.info.place_id)
    doris, twin = a_person(team), a_person(other, "Doris Petigrew")
    with as_kith(at=AT) as act:
        nurse = {"account_id": team.nurse.account_id, "role": "nurse", "tier": "consistent", "sessions": 1}
        teams.add_member(act=act, team_id=other.id, **nurse)
    with pytest.raises(Refusal, match="No team of yours can open everything this is about"):
        proposed(team.nurse, (doris, twin))
    assert not are_one(team, (doris, twin))
