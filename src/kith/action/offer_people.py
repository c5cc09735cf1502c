"""Whom offers are made to and who is told: one member, a role or the team, who has the duty, and what may be typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, Refusal
from kith.action.offer_queries import OfferRow
from kith.action.offer_words import pool_words
from kith.action.parts import NewStep
from kith.action.queries import ActionRow
from kith.action.rules import UNFINISHED
from kith.message.parts import Tell
from kith.person.rules import tidy
from kith.place.rules import local_day
from kith.team.queries import MemberInfo, TeamInfo, day_on_team, members, team_by_id

LONGEST = 500
"""Characters of a note, a reason or a question."""


@dataclass(frozen=True, slots=True)
class To:
    """Whom work is offered to: a member, those of a role, or the whole team."""

    member_id: UUID | None = None
    role: str = ""
    team: bool = False

    @property
    def is_pool(self) -> bool:
        """Whether any of several may take it."""
        return self.member_id is None


@dataclass(frozen=True, slots=True)
class Team:
    """A team at the moment of an act: its members there, who takes the duty, who has closed the person's record."""

    info: TeamInfo
    there: Sequence[MemberInfo]
    duty: MemberInfo | None
    closed: frozenset[UUID] = frozenset()

    def pool(self, role: str) -> list[UUID]:
        """The accounts of a pool, each once; whoever has closed the record is not asked."""
        able = [one for one in self.there if one.id not in self.closed]
        return list(dict.fromkeys(one.account_id for one in able if role in ("", one.role)))


def team_now(act: Act, team_id: UUID, person_id: UUID | None = None) -> Team:
    """Return the team at the moment of the act, its duty as it is for a person. Three statements."""
    info = team_by_id(team_id=team_id)
    there = members(team_id=team_id, at=act.at)
    day = day_on_team(team=info, day=local_day(act.at), at=act.at, person_id=person_id)
    return Team(info, there, next((one for one in there if one.id == day.answering), None), day.closed)


def check_unfinished(row: ActionRow) -> None:
    if row.state not in UNFINISHED:
        raise Refusal(_("This action is %(state)s: nothing more can be changed.") % {"state": row.state})


def tell(act: Act, kind: str, row: OfferRow, account_ids: Iterable[UUID]) -> None:
    for account_id in dict.fromkeys(account_ids):
        tell_one(act, account_id, kind, row.id, row.team_id, row.person_id)


def tell_one(act: Act, account_id: UUID, kind: str, offer_id: UUID, team_id: UUID, person_id: UUID | None) -> None:
    """Tell somebody about an offer; nobody is told of their own act."""
    if account_id != act.account_id:
        act.add("message", Tell(team_id, account_id, kind, "offer", offer_id, person_id))


def askers_of(row: OfferRow) -> set[UUID]:
    owner = {row.owner_account_id} if row.owner_is_there and row.owner_account_id else set()
    return owner | ({row.giver_account_id} if row.giver_is_there else set())


def receiver(row: OfferRow) -> str:
    return pool_words(row.to_role) if row.is_pool else row.to_name


def note_of(text: str) -> str:
    words = "\n".join(filter(None, map(tidy, text.splitlines())))
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field="note")
    return words


def needed(text: str, field: str, missing: str) -> str:
    if not (words := note_of(text)):
        raise Refusal(missing, field=field)
    return words


def step(act: Act, row: OfferRow, kind: str, text: str, detail: dict[str, Any] | None = None) -> None:
    """Write a step of the offered action; a person has none."""
    if row.action_id is None:
        return
    said = {"offer_id": row.id, **(detail or {})}
    act.add("step", NewStep(row.team_id, row.person_id, row.action_id, kind, act.at, text, said))
