"""Offers about people on the boards, as facts for whoever reads the board. One statement for any number of teams."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kith.action.offer_words import pool_words
from kith.board.answers import Asked, OfferFacts
from kith.board.team_day import Colleague, TeamDay, rows_of_teams, short_names
from kith.language import _
from kith.person.rules import shown


@dataclass(slots=True)
class Offered:
    """The offers of one person on one list, and the accounts that have something to do with them."""

    offers: list[OfferFacts] = field(default_factory=list)
    accounts: set[UUID] = field(default_factory=set)


def offers_by_person(
    *,
    teams: Mapping[UUID, TeamDay],
    days: Mapping[tuple[int, int], TeamDay],
    account_id: UUID | None,
    at: datetime,
) -> dict[tuple[int, int], Offered]:
    """
    Return what waits for an answer, by team and person (numbers of their ids), for the reader's account.

    `days` are the days of the teams for those on a list, whose duty lead is whoever may open that record.
    An offer is the receiver's and the giver's own work; a pool's is everybody's until somebody takes it, so nobody's own.
    """
    found: dict[tuple[int, int], Offered] = defaultdict(Offered)
    names = {team.id: short_names(team.colleagues.values()) for team in teams.values()}
    for row in rows_of_teams(_OFFERS, teams, at):
        pair = row[0].int, row[1].int
        team = days.get(pair, teams[row[0]])
        one = _Row(*row[2:])
        offered = found[pair]
        offered.offers.append(_facts(one, team, names[team.id], account_id))
        offered.accounts |= _accounts(one, team)
    return found


@dataclass(frozen=True, slots=True)
class _Row:
    id: UUID
    state: str
    what: str
    giver_id: UUID
    to_member_id: UUID | None
    to_role: str
    to_team: bool
    purpose: str
    offered_at: datetime
    answer_by: datetime
    owner_id: UUID | None
    has_question: bool

    @property
    def is_pool(self) -> bool:
        return self.to_member_id is None


def _facts(row: _Row, team: TeamDay, names: Mapping[UUID, str], account_id: UUID | None) -> OfferFacts:
    duty = team.duty_lead
    somebody = _("somebody who has left")
    holder = _holder(row, team)
    to = names.get(row.to_member_id, somebody) if row.to_member_id else pool_words(row.to_role)
    own = [one for one in team.colleagues.values() if one.account_id == account_id]
    gave = any(one.id == row.giver_id for one in own)
    in_pool = row.is_pool and not gave and any(row.to_team or one.role == row.to_role for one in own)
    return OfferFacts(
        offer_id=row.id,
        asked=Asked(row.state),
        what=shown(row.what),
        giver=names.get(row.giver_id, somebody),
        to=to,
        holder=names.get(holder.id, holder.name) if holder else (duty.name if duty else _("nobody")),
        offered_at=row.offered_at,
        answer_by=row.answer_by,
        is_yours=gave or (holder is not None and holder.account_id == account_id),
        is_for_you=row.state == "waiting" and (in_pool or any(one.id == row.to_member_id for one in own)),
        is_pool=row.is_pool,
        is_help=row.purpose == "help",
        has_question=row.has_question,
    )


def _holder(row: _Row, team: TeamDay) -> Colleague | None:
    """Who holds the work: its owner, or the duty lead for one who has left and for what waits in a pool."""
    waits_in_pool = row.is_pool and row.state == "waiting" and row.purpose == "own"
    owner = team.colleagues.get(row.owner_id) if row.owner_id and not waits_in_pool else None
    return owner or team.duty_lead


def _accounts(row: _Row, team: TeamDay) -> set[UUID]:
    receiver = team.colleagues.get(row.to_member_id) if row.to_member_id and row.state == "waiting" else None
    known = (team.colleagues.get(row.giver_id), receiver, _holder(row, team))
    return {one.account_id for one in known if one}


_OFFERS = """
select o.team_id, o.person_id, o.id, o.state, coalesce(a.what, ''), o.giver_id, o.to_member_id, o.to_role, o.to_team,
       o.purpose, o.offered_at, o.answer_by, coalesce(a.owner_id, e.named_lead_id), o.question <> ''
  from action_offer o
  left join action_action a on a.id = o.action_id
  left join caseload_listentry e on e.id = o.entry_id
 where o.team_id = any(%(teams)s::uuid[]) and o.person_id is not null
   and (a.id is null or a.state in ('open', 'held')) and (e.id is null or e.state <> 'ended')
   and (o.state = 'waiting'
        or o.state in ('declined', 'lapsed') and o.seen_at is null and o.purpose = 'own'
        or o.state = 'withdrawn' and o.answered_at >= %(start)s and o.purpose = 'own'
           and not exists (select 1 from action_offer n where n.offered_at > o.offered_at and n.purpose = 'own'
                            and (n.action_id = o.action_id or n.entry_id = o.entry_id)))
 order by o.offered_at, o.id
"""
