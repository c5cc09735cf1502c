"""Links: what stands in their address, how long they open, one answer, and what their holder reaches."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from builders import AT, ATeam, a_person, an_act, with_key
from door.made import JO, MATTER, SETTLED, UNTIL, Told, a_link, by_link, end, issue, use
from kith.act import NotAllowed, NotVisible, Refusal, Thing, ids
from kith.act.context import set_context
from kith.act.register import commands
from kith.door import operations
from kith.door.entering import Holder, enter
from kith.door.links import Wanted
from kith.door.models import Link
from kith.door.queries import held, state_of
from kith.door.rules import CODE_TRIES, LONGEST, Ended
from kith.door.seams import seams
from kith.door.tokens import code_of, is_code, is_pass, link_in, pass_of, token_of
from kith.network.operations import Cares, add_carer
from kith.person.models import Person
from kith.policy.by_link import by_link as by_link_table
from kith.policy.queries import decide
from kith.trail.models import Entry
from statements import counted
from trailing import last_entry

DAY = timedelta(days=1)


def row(team: ATeam, link_id: UUID) -> Link:
    with an_act(team.nurse):
        return Link.objects.get(id=link_id)


# The token


def test_a_token_opens_its_own_link_and_no_change_of_it_opens_any() -> None:
    link_id, other = ids.new(), ids.new()
    token = token_of(link_id)
    assert (link_in(token), len(token)) == (link_id, 43)
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
    changed = [
        token[:place] + letters[(letters.index(token[place]) + step) % 64] + token[place + 1 :]
        for place in range(len(token))
        for step in (1, 7, 32)
    ]
    cut = [token[:length] for length in range(len(token))] + [f"{token}=", f"{token}A", token.lower(), ""]
    joined = [token_of(other)[:22] + token[22:], token[:21] + token_of(other)[21:]]
    random = [token_of(ids.new())[::-1] for _ in range(200)]
    assert {link_in(one) for one in [*changed, *cut, *joined, *random, "é" * 43, "no such"]} == {None}


def test_a_token_is_of_the_key_that_signed_it_and_a_rotated_key_still_opens(settings) -> None:  # type: ignore[no-untyped-def]
    link_id, first = ids.new(), settings.SECRET_KEY
    token, code, carried = token_of(link_id), code_of(link_id), pass_of(link_id)
    settings.SECRET_KEY = "another key, made for this test"
    assert (link_in(token), is_code(link_id, code), is_pass(link_id, carried)) == (None, False, False)
    settings.SECRET_KEY_FALLBACKS = [first]
    assert (link_in(token), is_code(link_id, code), is_pass(link_id, carried)) == (link_id, True, True)


def test_a_code_is_six_digits_of_its_link_however_they_are_spaced() -> None:
    link_id, other = ids.new(), UUID(int=5)
    code = code_of(link_id)
    assert len(code) == 6 and code.isdecimal()
    assert [is_code(link_id, typed) for typed in (code, f"{code[:3]} {code[3:]}", f"{code[:4]}-{code[4:]}")] == [
        True
    ] * 3
    assert [is_code(link_id, typed) for typed in ("", code[:5], f"{code}0", code_of(other), "12345x")] == [False] * 5


# Making and ending


def test_a_link_names_its_contact_on_the_trail_and_ends_the_one_before(team: ATeam, doris: UUID) -> None:
    for_id = ids.new()
    first = a_link(team, doris, for_id=for_id)
    with an_act(team.nurse) as act, counted() as sent:
        wanted = Wanted(doris, team.id, MATTER, for_id, JO, "Jo Bell-Ward, Wexcombe Homes", UNTIL, code=True)
        second = issue(act=act, wanted=wanted)
    assert sent == 5
    assert (row(team, first).ended_because, row(team, second).ended_because) == (Ended.REPLACED, "")
    with an_act(team.nurse):
        assert {key: one.link_id for key, one in state_of(for_what=MATTER, for_ids=[for_id, ids.new()]).items()} == {
            for_id: second
        }
        names = [row(team, one).account.name for one in (first, second)]
        assert names == ["Jo Bell, Wexcombe Homes", "Jo Bell-Ward, Wexcombe Homes"], "what was stays under its name"
    assert last_entry(team.nurse, "test.issue_link").person_ids == [doris]


@pytest.mark.parametrize("until", [AT, AT - DAY, AT + LONGEST + timedelta(seconds=1)])
def test_a_link_for_over_14_days_or_for_the_past_is_refused(team: ATeam, doris: UUID, until) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal, match="within the next 14 days"):
        a_link(team, doris, until=until)
    assert a_link(team, doris, until=AT + LONGEST)


def test_the_database_itself_lets_no_link_last_over_14_days(
    team: ATeam, doris: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kith.door.links.LONGEST", LONGEST * 2)
    with pytest.raises(IntegrityError, match="14_days"):
        a_link(team, doris, until=AT + LONGEST + timedelta(seconds=1))


def test_a_link_stands_as_it_was_made_whoever_writes_it(team: ATeam, doris: UUID) -> None:
    link_id, albert = a_link(team, doris), a_person(team, "Albert Osei")
    changes = ({"valid_until": UNTIL + DAY}, {"person_id": albert}, {"for_id": ids.new()}, {"needs_code": True})
    for standing in (an_act(team.nurse), by_link(link_id)):
        with standing:
            for change in changes:
                with pytest.raises(DatabaseError, match="permission denied"):
                    written(link_id, **change)
            assert written(link_id, wrong_tries=1) == 1, "the control"
    with by_link(link_id):
        assert written(link_id, answered_at=AT) == 1
        with pytest.raises(DatabaseError, match="not taken back"):
            written(link_id, answered_at=None)


def written(link_id: UUID, **values: object) -> int:
    """Write a link as what runs within the application could, under the act that made it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('kith.act', act_id::text, true) from door_link where id = %s", [link_id])
        return Link.objects.filter(id=link_id).update(**values)


def test_a_link_that_was_withdrawn_opens_nothing(team: ATeam, doris: UUID) -> None:
    for_id = ids.new()
    link_id = a_link(team, doris, for_id=for_id)
    with an_act(team.nurse) as act:
        assert [end(act=with_key(act), for_id=for_id, because=Ended.WITHDRAWN) for _ in range(2)] == [1, 0]
    with pytest.raises(NotVisible), by_link(link_id) as act:
        operations.open_(act=act, link_id=link_id)


# What the holder does


def test_opening_is_noted_once_and_is_the_contact_s_own_act(team: ATeam, doris: UUID) -> None:
    link_id = a_link(team, doris)
    for minutes in (1, 2):
        with by_link(link_id, AT + timedelta(minutes=minutes)) as act:
            operations.open_(act=act, link_id=link_id)
    assert row(team, link_id).first_opened_at == AT + timedelta(minutes=1)
    entry = last_entry(team.nurse, "door.open")
    assert (entry.role, entry.channel, entry.person_ids, entry.account_id) == (
        "partner-by-link", "link", [doris], row(team, link_id).account_id,
    )  # fmt: skip


def test_five_wrong_codes_end_a_link_and_tell_whoever_asked(team: ATeam, doris: UUID, told: Told) -> None:
    link_id = a_link(team, doris, code=True)
    left = []
    for _number in range(CODE_TRIES):
        with by_link(link_id) as act:
            left.append(operations.try_code(act=act, link_id=link_id))
    assert (left, told.ended) == ([4, 3, 2, 1, 0], [(link_id, "guessed")])
    assert (row(team, link_id).ended_because, row(team, link_id).wrong_tries) == ("guessed", 5)
    with pytest.raises(NotVisible), by_link(link_id) as act:
        operations.try_code(act=act, link_id=link_id)


def test_whoever_says_it_is_not_for_them_ends_the_link_and_it_is_told(team: ATeam, doris: UUID, told: Told) -> None:
    link_id = a_link(team, doris)
    with by_link(link_id) as act:
        assert operations.turn_away(act=act, link_id=link_id)
    assert told.ended == [(link_id, "not for them")]
    found = held(link_id=link_id)
    assert found is not None and not found.is_open(AT)


def test_a_link_is_used_once(team: ATeam, doris: UUID) -> None:
    link_id = a_link(team, doris)
    with an_act(team.nurse) as act:
        use(act=act, link_id=link_id)
        with pytest.raises(Refusal, match="was sent from this link already"):
            use(act=with_key(act), link_id=link_id)
    late = a_link(team, doris)
    with an_act(team.nurse, UNTIL) as act, pytest.raises(Refusal, match="its time is over"):
        use(act=act, link_id=late)
    assert [row(team, one).answered_at for one in (link_id, late)] == [AT, None]


@pytest.mark.parametrize(
    "command",
    ["open_", "try_code", "turn_away", "shut"],
)
def test_nobody_of_the_team_does_what_the_holder_of_a_link_does(team: ATeam, doris: UUID, command: str) -> None:
    link_id = a_link(team, doris)
    with an_act(team.lead) as act, pytest.raises(NotAllowed):
        getattr(operations, command)(act=act, link_id=link_id)
    assert row(team, link_id).first_opened_at is None


def test_by_a_link_nothing_but_its_own_few_commands_is_decided(team: ATeam, doris: UUID) -> None:
    link_id = a_link(team, doris)
    with by_link(link_id) as act:
        thing = Thing("person", doris, team.id, doris)
        may = {name for name, _version in commands() if decide(act, name, thing).verdict != "no"}
        assert may == set(by_link_table()), "each command of the table is there, and no other is decided"
        with pytest.raises(NotAllowed, match="LINK-0"):
            end(act=act, for_id=ids.new(), because=Ended.WITHDRAWN)
        with pytest.raises(NotVisible):
            add_carer(act=act, team_id=team.id, person_id=doris, carer=Cares("daughter", "Shopping", "Ann"))
    with by_link(link_id):
        refused = Entry.objects.order_by("command").values_list("command", "reason")
        assert list(refused) == [("network.add_carer", "NotVisible"), (SETTLED, "LINK-0")], "their own, on the trail"


# What the holder reaches


def reached() -> list[UUID]:
    return list(Person.objects.order_by("id").values_list("id", flat=True))


def test_the_holder_reaches_the_link_s_person_only_while_what_follows_from_its_end_is_done(
    team: ATeam, doris: UUID
) -> None:
    others, followed = [a_person(team, "Albert Osei"), a_person(team, "Maya Holt")], []
    seams.tells[MATTER] = lambda act, link, because: followed.append(reached())
    with an_act(team.nurse):
        assert {doris, *others} <= set(reached()), "the control: the team reaches all of them"
    link_id = a_link(team, doris)
    with by_link(link_id) as act:
        before = reached()
        operations.open_(act=act, link_id=link_id)
        opened = reached()
        operations.turn_away(act=with_key(act), link_id=link_id)
        assert (before, opened, followed, reached()) == ([], [], [[doris]], [])
    with by_link(link_id):
        assert reached() == [], "once it has ended"


def test_naming_a_link_that_is_another_s_opens_nothing(team: ATeam, doris: UUID) -> None:
    link_id = a_link(team, doris)
    with transaction.atomic():
        set_context(account_id=team.nurse.account_id, role="nurse", at=AT, link_id=link_id)
        assert reached() == [], "a member who names a link has neither its reach nor their own"
        set_context(account_id=team.nurse.account_id, role="nurse", at=AT)
        assert doris in reached(), "the control: the next context has forgotten it"


def test_entering_tells_apart_no_token_and_a_link_that_is_over_only_inside(team: ATeam, doris: UUID) -> None:
    link_id = a_link(team, doris)
    with transaction.atomic():
        assert enter("x" * 43, AT) is None
        assert enter(token_of(ids.new()), AT) is None, "signed, but there is no such link"
        holder = enter(token_of(link_id), AT)
        assert isinstance(holder, Holder)
        assert (holder.name, holder.role, holder.link.is_open(AT), holder.link.is_open(UNTIL)) == (
            "Jo Bell, Wexcombe Homes", "partner-by-link", True, False,
        )  # fmt: skip
