"""
"I know this person": somebody closes a record to themselves, and what they held for the person passes on. No blame.

It is never refused and asks for no reason. The team lead can open it again when asked to, with the reason (security: conflict
of interest).
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.access.operations import let_in, shut_out
from kith.act import Act, NotVisible, Refusal, Thing, operation
from kith.action.stepping_back import withdraw_offers
from kith.handover.emptying import Going, empty, why_known, why_not_offered
from kith.handover.hands import hands_of
from kith.handover.rules import Held
from kith.message.parts import Tell
from kith.person.queries import sight_of_person
from kith.person.rules import tidy
from kith.team.queries import team_by_id

LONGEST_REASON = 500


@operation("handover.know_person", sight=sight_of_person)
def know_person(*, act: Act, person_id: UUID) -> UUID:
    """
    Close a person's record to the actor at once, however their teams reach it, and pass on what they hold for the person.

    It goes to whoever has the duty of each team, who is told. Offers for the person that they gave or were given are taken
    back, and whoever asked is told. Never refused. Fifteen statements and more for a team in which they hold anything.
    """
    for team_id, member_id in _memberships(act):
        step_back(act=act, team_id=team_id, member_id=member_id, account_id=act.account_id, person_id=person_id)
    shut_out(act=act, person_id=person_id, account_id=act.account_id)
    return person_id


def step_back(*, act: Act, team_id: UUID, member_id: UUID, account_id: UUID, person_id: UUID) -> None:
    """Pass on what a member holds for a person, and take back the offers between them. Inside an operation."""
    held = [one for one in hands_of(team_id=team_id, member_id=member_id, at=act.at) if one.person_id == person_id]
    withdraw_offers(act=act, team_id=team_id, person_id=person_id, account_id=account_id, why=why_not_offered())
    passing = [one for one in held if one.held is not Held.OFFER]
    if passing:
        going = Going(team_by_id(team_id=team_id), member_id, account_id, why_known(), person_id)
        empty(act=act, going=going, holdings=passing, leads_too=True, until=None)


def sight_of_closed(*, person_id: UUID, account_id: UUID) -> Thing:
    """
    Return a record that is closed to an account, as a thing of a team that the actor shares with it.

    Raises NotVisible when the actor does not reach the person or shares no team with the account.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.id, s.team_id from access_personkey p join access_seat s on s.account_id = %s"
            " and s.during @> act_moment() and s.team_id = any((select my_teams())::uuid[]) where p.id = %s"
            " order by s.team_id limit 1",
            [account_id, person_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotVisible
    return Thing("person", person_id, row[1], person_id)


@operation("handover.open_again", sight=sight_of_closed)
def open_again(*, act: Act, person_id: UUID, account_id: UUID, because: str) -> UUID:
    """
    Let a colleague who closed a record to themselves open it again, because they asked; they are told.

    What they had held stays with whoever has it now.

    Raises:
        Refusal: without a reason, or when the record is not closed to them.
    """
    words = tidy(because)
    if not words:
        raise Refusal(_("Say why, in a few words."), field="because")
    if len(words) > LONGEST_REASON:
        raise Refusal(_("Shorten this to %(most)d characters.") % {"most": LONGEST_REASON}, field="because")
    if not let_in(act=act, person_id=person_id, account_id=account_id, because=words):
        raise Refusal(_("Choose whose record is closed."), field="account")
    team_id = act.thing.team_id
    assert team_id is not None
    act.add("message", Tell(team_id, account_id, "record open again", "person", person_id, person_id))
    act.concerns(account_id=str(account_id))
    return person_id


def _memberships(act: Act) -> Sequence[tuple[UUID, UUID]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select team_id, id from team_member where account_id = %s and during @> act_moment() order by team_id, id",
            [act.account_id],
        )
        found: list[tuple[UUID, UUID]] = cursor.fetchall()
    return found
