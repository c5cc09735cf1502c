"""
Two records of one person: merged, followed on every team's list, and taken apart again.

A merge links. What is open moves to the record that is kept and stays with its owners; what is past stays where it was
written. What moved is told by the past of its rows, ended by the act of the merge, so that undoing brings it back. Lists of
teams that the actor does not see are followed within a minute by Kith's own account.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.access.operations import close_reach, open_reach, shut_out
from kith.act import Act, Refusal, ids, operation
from kith.alignment.ending import withdraw_all
from kith.caseload.writing import ON_THE_LIST, REACH_AFTER_LIST
from kith.handover import merge_queries as queries
from kith.handover.knowing import step_back
from kith.handover.merge_queries import MergeRow, MovedRow
from kith.handover.models import Merge, Moved
from kith.handover.moving import move_open, put_open_back
from kith.handover.telling_apart import keep_apart
from kith.language import later
from kith.person import operations as people
from kith.person.models import Person
from kith.person.queries import sight_of_person
from kith.person.rules import tidy

ONE_PERSON = later("recorded as the same person")
"""Why a team reaches the second record of somebody whose first it reaches."""
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Unmerged:
    """What taking a merge back brought back, and what was left with the kept record because somebody changed it since."""

    restored: int
    left: list[UUID]
    is_identity_left: bool = False


@operation("handover.merge", sight=queries.sight_of_two)
def merge(
    *,
    act: Act,
    kept_id: UUID,
    other_id: UUID,
    because: str,
    number_of: UUID | None = None,
    born_of: UUID | None = None,
) -> UUID:
    """
    Say that two records are of one person, and move what is open to the one that is kept; return the merge.

    Raises:
        Refusal: without a reason; for one record and itself; where one is protected, dead, or merged already; where both
            have an NHS number or a birth date, differing, and none of the two is named as right.
    """
    because = _words(because, _("Say how you know that they are one person."))
    _hold(kept_id, other_id)
    both = Person.objects.in_bulk([kept_id, other_id])
    _check_two(kept_id, other_id)
    kept, other = both[kept_id], both[other_id]
    _check_mergeable(kept, other)
    _check_chosen(kept, other, number_of, born_of)
    made = Merge(id=ids.new(), kept_id=kept_id, other_id=other_id, because=because, merged_at=act.at, act_id=act.id)
    made.save(force_insert=True)
    people.take_together(act=act, kept=kept, other=other, number_of=number_of, born_of=born_of)
    for person_id, account_id in sorted(queries.shut_out_of(person_ids=[kept_id, other_id])):
        shut_out(act=act, person_id=other_id if person_id == kept_id else kept_id, account_id=account_id)
    _reach_both(act)
    for one in queries.teams_to_move(merge_id=made.id):
        if one.team_id in act.teams:
            _move(act, one.merge, one.team_id)
    act.concerns(kept_id, other_id, merge_id=made.id)
    return made.id


@operation("handover.follow_merges")
def follow_merges(*, act: Act) -> int:
    """
    Bring every list and reach in sight into line with who is one person; return how much changed. For Kith, once a minute.

    A death that the other record tells of is one of the kept. Done again it changes nothing.
    """
    dead = queries.died_by_the_other()
    for person_id, died_at in dead:
        people.record_death(act=act, person_id=person_id, died_at=died_at)
    number = len(dead) + _reach_both(act)
    unfollowed, in_error = queries.teams_to_move(), queries.moved_in_error()
    for one in unfollowed:
        _hold(one.merge.kept_id, one.merge.other_id)
        _move(act, one.merge, one.team_id)
    for moved in in_error:
        _put_back(act, moved)
    return number + len(unfollowed) + len(in_error) + _close_lost(act, act.teams)


@operation("handover.unmerge", sight=sight_of_person)
def unmerge(*, act: Act, person_id: UUID, because: str) -> Unmerged:
    """
    Take back the merge of this record (the other) into another: both stand alone again.

    What somebody changed since it was moved is left with the record that was kept, and named.

    Raises:
        Refusal: without a reason, or when the record was not merged into another.
    """
    because = _words(because, _("Say how you know that they are two people."))
    found = _merge_of(person_id)
    _hold(found.kept_id, found.other_id)
    undone = Merge.objects.filter(id=found.id, undone_at=None).update(
        undone_at=act.at, undone_because=because, act_id=act.id
    )
    if not undone:
        raise _not_merged()
    whole = people.put_back(act=act, person_id=found.kept_id, taken_by=found.act_id)
    done = [_put_back(act, one) for one in queries.moved_by(merge_id=found.id) if one.team_id in act.teams]
    act.concerns(found.kept_id, found.other_id, merge_id=found.id)
    keep_apart(act=act, one_id=found.kept_id, other_id=found.other_id, because=because)
    _close_lost(act, act.teams)
    return Unmerged(
        sum(one.restored for one in done), [key for one in done for key in one.left], is_identity_left=not whole
    )


def _move(act: Act, found: MergeRow, team_id: UUID) -> None:
    because = _("Two records of this person were merged: ask again")
    withdraw_all(act, person_id=found.other_id, team_id=team_id, because=because)
    moved = move_open(act=act, team_id=team_id, kept_id=found.kept_id, other_id=found.other_id)
    for member_id, account_id in queries.shut_out_members(team_id=team_id, person_id=found.kept_id):
        step_back(act=act, team_id=team_id, member_id=member_id, account_id=account_id, person_id=found.kept_id)
    if moved.other_entry_id:
        open_reach(act=act, person_ids=[found.kept_id], team_id=team_id, why=ON_THE_LIST)
        open_reach(act=act, person_ids=[found.other_id], team_id=team_id, why=ONE_PERSON)
        close_reach(act=act, person_id=found.other_id, team_id=team_id, why=ON_THE_LIST, until=act.at)
    Moved(
        id=ids.new(),
        team_id=team_id,
        merge_id=found.id,
        other_entry_id=moved.other_entry_id,
        kept_entry_id=moved.kept_entry_id,
        is_made=moved.is_made,
        act_id=act.id,
    ).save(force_insert=True)
    act.concerns(found.kept_id, found.other_id, team_id=team_id)


def _put_back(act: Act, moved: MovedRow) -> Unmerged:
    if moved.other_entry_id:
        open_reach(act=act, person_ids=[moved.other_id], team_id=moved.team_id, why=ON_THE_LIST)
    restored, left = put_open_back(act=act, moved=moved)
    if moved.is_made and moved.kept_entry_id not in left:
        tail = REACH_AFTER_LIST if queries.was_listed(moved=moved) else timedelta()
        close_reach(act=act, person_id=moved.kept_id, team_id=moved.team_id, why=ON_THE_LIST, until=act.at + tail)
    Moved.objects.filter(id=moved.id, undone_at=None).update(undone_at=act.at, act_id=act.id)
    act.concerns(moved.kept_id, moved.other_id, team_id=moved.team_id)
    return Unmerged(restored, left)


def _reach_both(act: Act) -> int:
    """Let teams in sight that reach one of two records reach the other too; return how many did not."""
    halves = queries.half_reached(why=ONE_PERSON)
    for half in halves:
        open_reach(act=act, person_ids=[half.person_id], team_id=half.team_id, why=ONE_PERSON, until=half.until)
    act.concerns(*(half.person_id for half in halves))
    return len(halves)


def _close_lost(act: Act, team_ids: Collection[UUID]) -> int:
    """End the reach of these teams that only a merge gave and that has lost its reason; return how many."""
    lost = [one for one in queries.reached_for_nothing(why=ONE_PERSON) if one.team_id in team_ids]
    for reach in lost:
        close_reach(act=act, person_id=reach.person_id, team_id=reach.team_id, why=ONE_PERSON, until=act.at)
    act.concerns(*(reach.person_id for reach in lost))
    return len(lost)


def _hold(*person_ids: UUID) -> None:
    """Wait for whoever begins something for these people now, and let nobody begin until this act is over."""
    with connection.cursor() as cursor:
        cursor.execute("select handover_hold(%s::uuid[])", [list(person_ids)])


def _check_two(kept_id: UUID, other_id: UUID) -> None:
    if kept_id == other_id:
        raise Refusal(_("Choose two records: this is one and the same."))
    for one in queries.merges_of(person_ids=[kept_id, other_id]):
        if other_id in (one.kept_id, one.other_id) or kept_id == one.other_id:
            raise Refusal(
                _(
                    "One of these is merged with another record already. Take that merge back first, or merge with its record."
                )
            )


def _check_mergeable(kept: Person, other: Person) -> None:
    if kept.is_protected or other.is_protected:
        raise Refusal(_("A protected record is not merged. Ask your safeguarding lead."), rule="P10")
    if kept.is_dead != other.is_dead:
        raise Refusal(
            _(
                "One record says that this person has died and the other that they live. Correct the one that is wrong first."
            )
        )
    if kept.is_dead:
        raise Refusal(_("Both records are of somebody who has died: what is open there is finished where it stands."))


def _check_chosen(kept: Person, other: Person, number_of: UUID | None, born_of: UUID | None) -> None:
    both = (kept.id, other.id)
    if kept.nhs_number and other.nhs_number and kept.nhs_number != other.nhs_number and number_of not in both:
        raise Refusal(_("They have two NHS numbers. Choose the one that is right."), field="number_of")
    if differ_in_birth(kept, other) and born_of not in both:
        raise Refusal(_("They have two birth dates. Choose the one that is right."), field="born_of")


def differ_in_birth(kept: Person, other: Person) -> bool:
    """Say whether two records have a birth date each, and not the same."""
    if kept.birth_date is None or other.birth_date is None:
        return False
    return (kept.birth_date, kept.birth_precision) != (other.birth_date, other.birth_precision)


def _merge_of(person_id: UUID) -> MergeRow:
    found = [one for one in queries.merges_of(person_ids=[person_id]) if one.other_id == person_id]
    if not found:
        raise _not_merged()
    return found[0]


def _not_merged() -> Refusal:
    return Refusal(_("This record is not merged with another."))


def _words(text: str, missing: str) -> Any:
    words = tidy(text)
    if not words:
        raise Refusal(missing, field="because")
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field="because")
    return words
