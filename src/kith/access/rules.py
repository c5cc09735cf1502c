"""Who may see what. Pure: the seats come with the act, the reach with the thing as row-level security let it be loaded."""

from kith.act.types import Act, Thing

KITH_ACCOUNT = "00000000-0000-4000-8000-00000000717b"
"""The id of Kith's own account: jobs, imports and local administration act as it."""


def may_see(act: Act, thing: Thing) -> bool:
    """
    Say whether the actor may see a thing that was loaded under row-level security.

    A thing about a person was let through by reach. A thing of a team alone needs a seat on that team, or Kith's own
    account, which sees teams but never people.
    """
    if thing.person_id is not None or thing.team_id is None:
        return True
    return thing.team_id in act.teams or str(act.account_id) == KITH_ACCOUNT
