"""Who may see what. Pure: the seats come with the act, the reach with the thing as row-level security let it be loaded."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from kith.act.types import Act, Seat, Thing

KITH_ACCOUNT = "00000000-0000-4000-8000-00000000717b"
"""The id of Kith's own account: jobs, imports and local administration act as it."""


RESTRICTED = "restricted"
"""The kind of a thing that is a restricted matter: on the trail, in messages, as the origin of work."""


MANAGES = "place-manager"
"""The role that opens nobody's record: whoever manages a place sees how its teams work, and numbers."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands to a restricted matter: who leads it, whether the account is an opener (of the whole), or barred."""

    lead_role: str
    is_opener: bool = False
    is_whole: bool = False
    is_barred: bool = False


def opens(act: Act, thing: Thing) -> str:
    """
    Return what the actor may open of a restricted matter: 'whole', 'own' (what they wrote, and the answer), or '' for nothing.

    By the roles that they hold on its team now, and by its list. Whoever is barred opens nothing, whatever their role.
    """
    standing: Standing = thing.row["standing"]
    if standing.is_barred or thing.team_id not in act.teams:
        return ""
    if standing.lead_role in act.roles_in(thing.team_id) or (standing.is_opener and standing.is_whole):
        return "whole"
    return "own" if standing.is_opener else ""


def only_manages(seats: Iterable[Seat], team_id: UUID) -> bool:
    """Say whether somebody's seats on a team are those of a place manager alone, so that they open no record there."""
    return {one.role for one in seats if one.team_id == team_id} == {MANAGES}


def may_see(act: Act, thing: Thing) -> bool:
    """
    Say whether the actor may see a thing that was loaded under row-level security.

    A thing about a person was let through by reach. A thing of a team alone needs a seat on that team, or Kith's own
    account, which sees teams but never people. A restricted matter is seen by its own list: not by a seat, and not by Kith.
    What is for certain accounts alone names them in `row["only"]`.
    """
    if thing.kind == RESTRICTED:
        return bool(opens(act, thing))
    only = thing.row.get("only")
    if only is not None and act.account_id not in only:
        return False
    if thing.person_id is not None or thing.team_id is None:
        return True
    return thing.team_id in act.teams or str(act.account_id) == KITH_ACCOUNT
