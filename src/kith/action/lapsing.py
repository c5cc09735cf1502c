"""Offers that nobody answered lapse, and whoever must do the next thing is reminded: nothing changes hands by either."""

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, operation
from kith.action import offer_queries as offers
from kith.action.offer_people import askers_of, check_unfinished, note_of, step, team_now, tell
from kith.action.offer_words import at_words
from kith.action.parts import NewStep
from kith.action.queries import ActionRow
from kith.message.parts import Tell
from kith.team.queries import sight_of_team

REMIND_AGAIN_MINUTES = 60


@operation("action.remind", sight=offers.sight_of_reminding)
def remind(*, act: Act, action_id: UUID, note: str = "") -> UUID:
    """
    Remind of unfinished work whoever must do the next thing: the member to whom its owner offers it, else the owner, else
    the duty lead. Nothing changes hands.

    Raises:
        Refusal: when it is finished, when that is the actor, or when the actor reminded less than an hour ago.
    """
    row: ActionRow = act.thing.row["action"]
    check_unfinished(row)
    since: datetime | None = act.thing.row["reminded_at"]
    if since and (act.at - since).total_seconds() < REMIND_AGAIN_MINUTES * 60:
        raise Refusal(_("You reminded of this %(when)s: once an hour is enough.") % {"when": at_words(since, act.at)})
    asked: UUID | None = act.thing.row["asked"] if row.owner_account_id == act.account_id else None
    account_id = asked or _accountable(act, row)
    if account_id in (None, act.account_id):
        raise Refusal(_("This is yours: there is nobody to remind."))
    words = note_of(note)
    act.add("step", NewStep(row.team_id, row.person_id, row.id, "remind", act.at, words, {"version": row.version}))
    act.add("message", Tell(row.team_id, account_id, "reminder", "action", row.id, row.person_id))
    return row.id


@operation("action.lapse", sight=sight_of_team)
def lapse(*, act: Act, team_id: UUID) -> list[UUID]:
    """
    Let the offers of a team lapse that nobody can or did answer; return them. By Kith, every minute; doing it twice is once.

    The work stays with its owner (the duty lead if they are gone); giver, owner and receiver are told.
    """
    found = {row.id: row for row in offers.lapsing(team_id=team_id, at=act.at)}
    because = {key: row.lapses(act.at) for key, row in found.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            "update action_offer o set state = 'lapsed', lapsed_because = l.because, answered_at = %s,"
            " answered_by_id = %s, act_id = %s, version = version + 1 from unnest(%s::uuid[], %s::text[]) l (id, because)"
            " where o.id = l.id and o.state = 'waiting' returning o.id",
            [act.at, act.account_id, act.id, list(because), [str(one) for one in because.values()]],
        )
        lapsed = sorted(key for (key,) in cursor.fetchall())
    duty = team_now(act, team_id).duty if lapsed else None
    for key in lapsed:
        row = found[key]
        step(act, row, "lapse", "")
        askers = askers_of(row) or ({duty.account_id} if duty else set())
        tell(act, "offer lapsed", row, [*sorted(askers), *([row.to_account_id] if row.to_account_id else [])])
    act.concerns(*(found[key].person_id for key in lapsed), offer_ids=lapsed)
    return lapsed


def _accountable(act: Act, row: ActionRow) -> UUID | None:
    """Return the account that answers for an action now: the owner, else the duty lead."""
    if row.is_owner_there and not row.is_in_pool:
        return row.owner_account_id
    duty = team_now(act, row.team_id, row.person_id).duty
    return duty.account_id if duty else None
