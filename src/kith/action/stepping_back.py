"""Offers of or to somebody who steps back from a record: taken back in the same act, and whoever asked is told."""

from uuid import UUID

from django.db import connection

from kith.act import Act
from kith.action import offer_queries as offers
from kith.action.offer_queries import OfferRow
from kith.action.parts import NewStep
from kith.message.parts import Tell
from kith.team.queries import duty_lead_now, team_by_id


def withdraw_offers(*, act: Act, team_id: UUID, person_id: UUID, account_id: UUID, why: str) -> list[UUID]:
    """
    Take back every waiting offer of a team for a person that an account gave or was given; return them.

    Whom it was to is told, and so is whoever gave it or holds the work: they choose somebody else. Where neither is there any
    more, the duty lead is told. Inside an operation; one statement, and one more when there are any
    (three for each whose giver and owner are gone).
    """
    found = {
        row.id: row
        for row in offers.offers_for_person(team_id=team_id, person_id=person_id)
        if account_id in (row.giver_account_id, row.to_account_id)
    }
    if not found:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "update action_offer set state = 'withdrawn', answered_at = %s, answered_by_id = %s, reason = %s, act_id = %s,"
            " version = version + 1 where id = any(%s::uuid[]) and state = 'waiting' returning id",
            [act.at, act.account_id, why, act.id, list(found)],
        )
        withdrawn = sorted(key for (key,) in cursor.fetchall())
    for key in withdrawn:
        _say(act, found[key], account_id, why)
    act.concerns(person_id, offer_ids=withdrawn)
    return withdrawn


def _say(act: Act, row: OfferRow, account_id: UUID, why: str) -> None:
    if row.action_id is not None:
        said = {"offer_id": row.id}
        act.add("step", NewStep(row.team_id, row.person_id, row.action_id, "withdraw", act.at, why, said))
    if row.to_account_id and row.to_account_id != account_id:
        act.add("message", Tell(row.team_id, row.to_account_id, "offer withdrawn", "offer", row.id, row.person_id))
    for asker in sorted((_askers(row) or _on_duty(act, row)) - {account_id}):
        act.add("message", Tell(row.team_id, asker, "offer stepped back", "offer", row.id, row.person_id))


def _askers(row: OfferRow) -> set[UUID]:
    """Who gave an offer and who holds the work, if they are there; until the act is over that may be the one who goes."""
    two = ((row.giver_account_id, row.giver_is_there), (row.owner_account_id, row.owner_is_there))
    return {account for account, is_there in two if account and is_there}


def _on_duty(act: Act, row: OfferRow) -> set[UUID]:
    answering = duty_lead_now(team=team_by_id(team_id=row.team_id), at=act.at, person_id=row.person_id)
    account_id = offers.account_of_member(member_id=answering) if answering else None
    return {account_id} if account_id else set()
