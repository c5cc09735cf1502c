"""Who works with a person, what they object to, what is shared all the same, and that nothing beyond it is ever shared."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import AT, ATeam, Someone, a_member, a_person, a_team, an_act, with_key
from kith.access.home import as_kith
from kith.act import Act, NotAllowed, NotVisible, Refusal, Stale
from kith.agency import disclosing, objecting, queries, rules
from kith.agency.disclosing import Disclosed, Said, disclose, tell
from kith.agency.involving import Telling, Works, change_involvement, end_involvement, involve
from kith.agency.models import Disclosure, Involved, Objection, Override
from kith.agency.objecting import Overrides
from kith.agency.rules import FIELDS, PURPOSES, Agreement, Allowed, Barred, How, Involvement, Standing
from kith.handover import deaths, merging
from kith.place.rules import local_day
from kith.policy.rules import verdict_for
from kith.policy.sharing_rules import Basis
from kith.policy.shipped import rights, roles
from network.neighbours import protected
from partners import FIELDS as USUAL
from partners import TOLD, AnAgency, an_agency, an_agreement, works_with
from statements import counted
from trailing import last_entry, outcomes

TODAY = local_day(AT)
CARE = "coordinate-care"


@pytest.fixture
def housing(team: ATeam) -> AnAgency:
    return an_agency(team.lead)


@pytest.fixture
def agreed(team: ATeam, doris: UUID, manager: Someone, housing: AnAgency) -> AnAgency:
    """An agency that works with Doris, with an agreement."""
    an_agreement(manager, housing)
    works_with(team.nurse, doris, housing)
    return housing


def on(team: ATeam, person_id: UUID) -> dict[str, UUID]:
    return {"team_id": team.id, "person_id": person_id}


def asked(team: ATeam, person_id: UUID, agency: AnAgency, purpose: str = CARE, at: Any = AT) -> Allowed | Barred:
    with an_act(team.nurse, at):
        return queries.may_share(person_id=person_id, agency_id=agency.id, purpose=purpose, at=at)


# Who works with a person


def test_agency_works_with_a_person_for_a_purpose_on_a_basis(team: ATeam, doris: UUID, housing: AnAgency) -> None:
    works = Works(housing.id, "repairs", "consent", TOLD, housing.contact_id, "The boiler", TODAY - timedelta(days=3))
    with an_act(team.nurse) as act, counted() as sent:
        involve(act=act, **on(team, doris), works=works)
    assert sent == 6
    with an_act(team.nurse), counted() as sent:
        [row] = queries.agencies_of(person_id=doris, at=AT)
    assert sent == 1
    assert (row.name, row.service, row.contact, row.purpose, row.basis, row.why, row.told_by, row.told_how) == (
        "Ashmere Homes", "housing", "Jo Marsh", "repairs", "consent", "The boiler", "Sam Whitlock", "in person",
    )  # fmt: skip
    assert last_entry(team.nurse, "agency.involve").person_ids == [doris]
    change = {"team_id": team.id, "involved_id": row.id}
    with an_act(team.nurse) as act:
        untold = replace(works, telling=Telling("not told", "", "In hospital"), contact_id=None)
        change_involvement(act=act, **change, version=1, works=untold)
        with pytest.raises(Stale):
            change_involvement(act=with_key(act), **change, version=1, works=untold)
        with pytest.raises(Refusal, match="Say why"):
            end_involvement(act=with_key(act), **change, version=2, because="")
        end_involvement(act=with_key(act), **change, version=2, because="Mended")
    with an_act(team.nurse) as act:
        [row] = queries.agencies_of(person_id=doris, at=AT)
        assert (row.until_day, row.ended_because, row.untold_because, row.contact_id) == (
            TODAY,
            "Mended",
            "In hospital",
            None,
        )
        assert queries.agencies_of(person_id=doris, at=AT + timedelta(days=1)) == []
        with pytest.raises(Refusal, match="has ended"):
            end_involvement(act=act, **change, version=3, because="Again")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"purpose": "gossip"}, "purpose"),
        ({"basis": "because"}, "basis"),
        ({"basis": "vital interests"}, "basis"),
        ({"agency_id": UUID(int=5, version=4)}, "agency"),
        ({"contact_id": UUID(int=5, version=4)}, "contact"),
        ({"from_day": TODAY + timedelta(days=1)}, "from_day"),
        ({"telling": Telling("by pigeon")}, "told_how"),
        ({"telling": Telling("not told")}, "untold_because"),
        ({"telling": Telling("letter", " ")}, "told_by"),
    ],
)
def test_involvement_with_something_wrong_is_refused(
    team: ATeam, doris: UUID, housing: AnAgency, wrong: dict[str, Any], field: str
) -> None:
    works = replace(Works(housing.id, CARE, "direct care", TOLD, housing.contact_id), **wrong)
    with an_act(team.nurse) as act:
        with pytest.raises(Refusal) as refused:
            involve(act=act, **on(team, doris), works=works)
        assert (refused.value.field, Involved.objects.count()) == (field, 0)
    assert outcomes(team.nurse, "agency.involve") == [("refused", "Refusal")]


def test_same_agency_for_the_same_purpose_stands_once(
    team: ATeam, doris: UUID, housing: AnAgency, manager: Someone
) -> None:
    works_with(team.nurse, doris, housing)
    with pytest.raises(Refusal, match="for that already"):
        works_with(team.nurse, doris, housing)
    works_with(team.nurse, doris, housing, "repairs", "consent")
    with pytest.raises(NotAllowed):
        works_with(manager, doris, housing, "safe-visiting", "legal duty")


def test_people_of_another_team_are_not_there(team: ATeam, doris: UUID, agreed: AnAgency) -> None:
    other = a_team("Next Door", place_id=team.place_id)
    works = Works(agreed.id, "repairs", "consent", TOLD)
    with an_act(other.nurse) as act:
        for refused in (
            lambda: involve(act=act, **on(other, doris), works=works),
            lambda: objecting.object_to(act=with_key(act), **on(other, doris), words="No"),
            lambda: queries.may_share(person_id=doris, agency_id=agreed.id, purpose=CARE, at=AT),
        ):
            with pytest.raises(NotVisible):
                refused()
        assert [one.objects.count() for one in (Involved, Objection, Override, Disclosure)] == [0, 0, 0, 0]
        assert [one.number_of_people for one in queries.agencies(team_id=other.id, at=AT)] == [0]
    with an_act(team.nurse):
        assert [one.number_of_people for one in queries.agencies(team_id=team.id, at=AT)] == [1]


# What they object to, and what is shared all the same


def test_objection_stops_sharing_at_once_and_until_it_is_taken_back(team: ATeam, doris: UUID, agreed: AnAgency) -> None:
    assert isinstance(asked(team, doris, agreed), Allowed)
    with an_act(team.social_worker) as act, counted() as sent:
        key = objecting.object_to(
            act=act, **on(team, doris), words="They talk", agency_id=agreed.id, said_by="her daughter", on_day=TODAY
        )
    assert sent == 5
    assert asked(team, doris, agreed) == Barred("They do not want this shared with Ashmere Homes.", rules.Bar.OBJECTION)
    later = AT + timedelta(minutes=5)
    back = {"team_id": team.id, "objection_id": key}
    with an_act(team.nurse, later) as act:
        with pytest.raises(Refusal, match="in their own words"):
            objecting.withdraw_objection(act=act, **back, version=1, words=" ")
        with pytest.raises(Stale):
            objecting.withdraw_objection(act=with_key(act), **back, version=2, words="Fine now")
        objecting.withdraw_objection(act=with_key(act), **back, version=1, words="Fine now")
        with pytest.raises(Refusal, match="has ended"):
            objecting.withdraw_objection(act=with_key(act), **back, version=2, words="Fine now")
    assert isinstance(asked(team, doris, agreed, at=later), Allowed)
    assert isinstance(asked(team, doris, agreed), Barred)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"words": " "}, "words"),
        ({"agency_id": UUID(int=5, version=4)}, "agency"),
        ({"purpose": "gossip"}, "purpose"),
        ({"on_day": TODAY + timedelta(days=1)}, "on_day"),
    ],
)
def test_objection_with_something_wrong_is_refused(team: ATeam, doris: UUID, wrong: dict[str, Any], field: str) -> None:
    with an_act(team.nurse) as act:
        with pytest.raises(Refusal) as refused:
            objecting.object_to(act=act, **on(team, doris), **({"words": "No"} | wrong))
        assert (refused.value.field, Objection.objects.count()) == (field, 0)


def an_override(who: Someone, person_id: UUID, agency: AnAgency, **different: Any) -> UUID:
    last = TODAY + timedelta(days=27)
    sharing = replace(Overrides(agency.id, CARE, "Cold home", "Care Act 2014, section 42", last, TOLD), **different)
    with an_act(who) as act:
        return objecting.override(act=act, team_id=who.team_id, person_id=person_id, sharing=sharing)


def test_override_is_by_two_roles_for_28_days_at_most_and_the_other_is_told(
    team: ATeam, doris: UUID, agreed: AnAgency, supervisor: Someone
) -> None:
    lead_of_concerns = a_member(team, "Rosa Keane", "safeguarding-lead")
    with pytest.raises(Refusal, match="nothing has to be overridden"):
        an_override(supervisor, doris, agreed)
    with an_act(team.nurse) as act:
        objecting.object_to(act=act, **on(team, doris), words="Nobody at all")
    assert verdict_for(rights()["agency.override"], roles()["on-call"]) == "no"
    for who in (team.lead, team.nurse):
        with pytest.raises(NotAllowed, match="Who can"):
            an_override(who, doris, agreed)
    for wrong, field in (
        ({"until_day": TODAY + timedelta(days=28)}, "until_day"),
        ({"until_day": TODAY - timedelta(days=1)}, "until_day"),
        ({"reason": ""}, "reason"),
        ({"ground": " "}, "ground"),
        ({"purpose": "gossip"}, "purpose"),
        ({"telling": Telling("not told")}, "untold_because"),
    ):
        with pytest.raises(Refusal) as refused:
            an_override(supervisor, doris, agreed, **wrong)
        assert refused.value.field == field
    key = an_override(supervisor, doris, agreed)
    allowed = asked(team, doris, agreed)
    assert isinstance(allowed, Allowed)
    assert (allowed.override_id, allowed.fields) == (key, frozenset(USUAL))
    assert isinstance(asked(team, doris, agreed, at=AT + timedelta(days=27)), Allowed)
    assert isinstance(asked(team, doris, agreed, at=AT + timedelta(days=28)), Barred)
    with pytest.raises(Refusal, match="overridden already"):
        an_override(lead_of_concerns, doris, agreed)
    assert told_of(lead_of_concerns) == ["agency.override"]
    end = {"team_id": team.id, "override_id": key, "version": 1}
    with an_act(team.nurse) as act, pytest.raises(NotAllowed):
        objecting.end_override(act=act, **end, because="Warm again")
    with an_act(team.lead) as act:
        objecting.end_override(act=act, **end, because="Warm again")
    assert isinstance(asked(team, doris, agreed), Barred)


def told_of(who: Someone) -> list[str]:
    from django.db import connection

    with an_act(who), connection.cursor() as cursor:
        cursor.execute(
            "select e.command from message_message m join trail_entry e on e.id = m.act_id where m.account_id = %s",
            [who.account_id],
        )
        return [command for (command,) in cursor.fetchall()]


# What was shared


def test_what_is_shared_is_written_down_with_everything_it_rests_on(team: ATeam, doris: UUID, agreed: AnAgency) -> None:
    said = Said(
        agreed.id, CARE, ["name", "actions-of-agency"], "telephone", agreed.contact_id, "She asked about the lift"
    )
    with an_act(team.nurse) as act, counted() as sent:
        key = tell(act=act, **on(team, doris), said=said)
    assert sent == 6
    with an_act(team.nurse):
        row = Disclosure.objects.get()
        allowed = queries.may_share(person_id=doris, agency_id=agreed.id, purpose=CARE, at=AT)
    assert isinstance(allowed, Allowed)
    assert (row.id, row.agreement_id, row.basis, row.fields, row.how, row.state, row.shared_at, row.override_id) == (
        key, allowed.agreement_id, "direct care", ["actions-of-agency", "name"], "telephone", "given", AT, None,
    )  # fmt: skip
    assert last_entry(team.nurse, "agency.tell").person_ids == [doris]
    with an_act(team.nurse), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Disclosure.objects.update(words="nothing")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"fields": ["name", "goals"]}, "does not allow all of this"),
        ({"fields": []}, "at least one thing"),
        ({"purpose": "repairs"}, "not involved"),
        ({"purpose": "gossip"}, "what it is for"),
        ({"how": "link"}, "how it was told"),
        ({"contact_id": UUID(int=5, version=4)}, "works at this agency"),
    ],
)
def test_what_may_not_be_told_is_refused(
    team: ATeam, doris: UUID, agreed: AnAgency, wrong: dict[str, Any], said: str
) -> None:
    telling = replace(Said(agreed.id, CARE, ["name"]), **wrong)
    with an_act(team.nurse) as act:
        with pytest.raises(Refusal, match=said):
            tell(act=act, **on(team, doris), said=telling)
        assert Disclosure.objects.count() == 0


def beyond(act: Act, shared: Disclosed) -> UUID:
    """Share without asking what may be told, as a defect would."""
    known = disclosing.may_share
    anything = Allowed(queries.agreements_of(agency_id=shared.agency_id)[-1].id, Basis.CONSENT, frozenset(FIELDS))
    disclosing.may_share = lambda **_asked: anything  # type: ignore[assignment]
    try:
        return disclose(act, shared)
    finally:
        disclosing.may_share = known


def _objects(team: ATeam, doris: UUID, agreed: AnAgency, manager: Someone) -> None:
    with an_act(team.nurse) as act:
        objecting.object_to(act=act, **on(team, doris), words="No")


def _agrees_less(team: ATeam, doris: UUID, agreed: AnAgency, manager: Someone) -> None:
    an_agreement(manager, agreed, fields=("actions-of-agency",))


def _ends(team: ATeam, doris: UUID, agreed: AnAgency, manager: Someone) -> None:
    with an_act(team.nurse, AT - timedelta(days=1)):
        pass
    with an_act(team.nurse) as act:
        row = Involved.objects.get()
        end_involvement(act=act, team_id=team.id, involved_id=row.id, version=1, because="Moved")


@pytest.mark.parametrize(
    ("first", "fields", "days", "said"),
    [
        (None, ["name"], 0, ""),
        (None, ["name", "goals"], 0, "No agreement"),
        (None, ["name"], 365, "No agreement"),
        (_agrees_less, ["name"], 0, "No agreement"),
        (_objects, ["name"], 0, "do not want this shared"),
        (_ends, ["name"], 1, "not involved"),
    ],
)
def test_database_refuses_what_the_application_should_have(
    team: ATeam, doris: UUID, agreed: AnAgency, manager: Someone,
    first: Callable[..., None] | None, fields: list[str], days: int, said: str,
) -> None:  # fmt: skip
    """The control is the first row: the same by the same way is kept, where it is within the agreement."""
    if first:
        first(team, doris, agreed, manager)
    shared = Disclosed(team.id, doris, agreed.id, CARE, fields, how=How.LINK)
    with an_act(team.nurse, AT + timedelta(days=days)) as act:
        running = replace(act, work=_work(act))
        if not said:
            assert Disclosure.objects.get(id=beyond(running, shared)).state == "sent"
            return
        with pytest.raises(DatabaseError, match=said), transaction.atomic():
            beyond(running, shared)


def _work(act: Act) -> Any:
    from django.db import connection

    from kith.act.types import Work

    with connection.cursor() as cursor:
        cursor.execute("select id from trail_entry order by happened_at limit 1")
        [(act_id,)] = cursor.fetchall()
        cursor.execute("select set_config('kith.act', %s, true)", [str(act_id)])
    return Work(act_id, None)


# Protected, died, merged


def test_nothing_says_where_somebody_is_whose_whereabouts_are_protected(
    team: ATeam, doris: UUID, manager: Someone, housing: AnAgency
) -> None:
    an_agreement(manager, housing, fields=("name", "address", "telephone", "how-to-get-in"))
    works_with(team.nurse, doris, housing)
    before = asked(team, doris, housing)
    protected(team, doris)
    after = asked(team, doris, housing)
    assert isinstance(before, Allowed) and isinstance(after, Allowed)
    assert (len(before.fields), after.fields) == (4, frozenset({"name"}))


def test_death_ends_what_agencies_do_and_a_death_in_error_does_not(team: ATeam, doris: UUID, agreed: AnAgency) -> None:
    with an_act(team.nurse) as act:
        deaths.record_death(act=act, person_id=doris, how_known="Her daughter rang")
    assert asked(team, doris, agreed) == Barred(
        "This person has died: nothing more is shared. Tell the partners instead.", rules.Bar.DEAD
    )
    for changed in (1, 0):
        with as_kith(at=AT) as act:
            assert deaths.follow_deaths(act=act) == changed
    with an_act(team.nurse) as act:
        assert [(one.until_day, one.ended_because) for one in Involved.objects.all()] == [(TODAY, "died")]
        with pytest.raises(Refusal, match="has died"):
            involve(act=act, **on(team, doris), works=Works(agreed.id, "repairs", "consent", TOLD))
        deaths.undo_death(act=with_key(act), person_id=doris, because="Another Doris")
    with as_kith(at=AT) as act:
        assert deaths.follow_deaths(act=act) == 1
    assert isinstance(asked(team, doris, agreed), Allowed)


def test_what_somebody_does_not_want_shared_goes_along_when_two_records_are_one(
    team: ATeam, doris: UUID, agreed: AnAgency
) -> None:
    other = a_person(team, "Doris Hale")
    works_with(team.nurse, other, agreed)
    works_with(team.nurse, other, agreed, "repairs", "consent")
    with an_act(team.nurse) as act:
        objecting.object_to(act=act, **on(team, other), words="No")
    said = Said(agreed.id, CARE, ["name"], "telephone", agreed.contact_id)
    with an_act(team.nurse, AT + timedelta(seconds=1)) as act:
        tell(act=act, **on(team, doris), said=said)
    with an_act(team.lead, AT + timedelta(seconds=2)) as act:
        merging.merge(act=act, kept_id=doris, other_id=other, because="Same birth date")
        assert queries.violations(at=AT)["P10"] == [], "what was told before they were one was told against nobody"
    assert isinstance(asked(team, doris, agreed), Barred)
    with an_act(team.nurse):
        assert {(one.purpose, one.person_id == doris, one.until_day) for one in Involved.objects.all()} == {
            (CARE, True, None), (CARE, False, TODAY), ("repairs", True, None),
        }  # fmt: skip
    with an_act(team.lead) as act:
        merging.unmerge(act=act, person_id=other, because="Two people")
    assert isinstance(asked(team, doris, agreed), Allowed)
    with an_act(team.nurse):
        assert {(one.purpose, one.person_id == doris, one.until_day) for one in Involved.objects.all()} == {
            (CARE, True, None), (CARE, False, None), ("repairs", False, None),
        }  # fmt: skip


# Whatever is agreed, asked and objected

_days = st.integers(-40, 40).map(lambda number: TODAY + timedelta(days=number))
_moments = st.integers(-40 * 24, 40 * 24).map(lambda hours: AT + timedelta(hours=hours))
_purposes = st.sampled_from(sorted(PURPOSES)[:3])
_fields = st.frozensets(st.sampled_from([*sorted(FIELDS), "gone"]), max_size=6)
_agreements = st.lists(
    st.builds(
        Agreement, st.uuids(), _purposes, st.integers(1, 5), _fields, _days, _days, st.none() | _moments,
    ),
    max_size=6, unique_by=lambda one: (one.purpose, one.number),
)  # fmt: skip
_standings = st.builds(
    Standing,
    st.just("Ashmere Homes"),
    st.lists(st.builds(Involvement, _purposes, st.sampled_from(Basis), _days, st.none() | _days), max_size=4),
    _agreements,
    st.lists(st.builds(rules.Objection, _moments, _purposes | st.just(""), st.none() | _moments), max_size=2),
    st.lists(st.builds(rules.Override, st.uuids(), _purposes, _moments, _days, st.none() | _moments), max_size=2),
    st.booleans(),
    st.booleans(),
)


@settings(max_examples=400, deadline=None)
@given(_standings, _purposes, _moments)
def test_what_may_be_shared_is_always_within_the_agreement_in_force(standing: Standing, purpose: str, at: Any) -> None:
    found = rules.may_share(standing, purpose=purpose, at=at)
    if isinstance(found, Barred):
        return
    day: date = local_day(at)
    [agreement] = [one for one in standing.agreements if one.id == found.agreement_id]
    assert found.fields and found.fields <= agreement.fields
    assert agreement.purpose == purpose and agreement.from_day <= day <= agreement.until_day
    assert agreement.ended_at is None or at < agreement.ended_at
    assert not any(
        one.purpose == purpose and one.number > agreement.number and one.from_day <= day for one in standing.agreements
    )
    assert {FIELDS[one].kind for one in found.fields} <= PURPOSES[purpose].kinds
    assert not (standing.is_protected and any(FIELDS[one].says_where for one in found.fields))
    assert not standing.is_dead
    stands = [one for one in standing.objections if rules.objects_now(one, purpose, at)]
    assert bool(stands) == (found.override_id is not None)
    same = {one.id: one for one in standing.overrides}
    assert found.override_id is None or rules.overrides(same[found.override_id], at)
    assert rules.may_share(replace(standing, objections=[]), purpose=purpose, at=at).fields == found.fields  # type: ignore[union-attr]
