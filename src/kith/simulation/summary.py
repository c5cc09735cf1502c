"""What a demo tells when it has been made: who can sign in, and how much there is."""

from datetime import datetime
from typing import Any

from django.db import connection

from kith.access.home import as_kith
from kith.simulation.founding import LivingTeam

SHOWN_A_TEAM = 3


def is_empty() -> bool:
    """Say whether nothing was ever done in this home, Kith's own account aside."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select not exists (select 1 from access_account where kind = 'person') and not exists (select 1 from place_place)"
        )
        return bool(cursor.fetchone()[0])


def answer_of(teams: list[LivingTeam], *, at: datetime) -> dict[str, Any]:
    """Return the answer of `kith demo`: sign-ins, teams, and counts, the same for the same wishes."""
    with as_kith(at=at), connection.cursor() as cursor:
        counts = {}
        for name, table in (("people", "person_person"), ("actions", "action_action"), ("huddles", "huddle_huddle")):
            cursor.execute(f"select count(*) from {table}")  # noqa: S608  (names above)
            counts[name] = cursor.fetchone()[0]
        cursor.execute("select count(*) from trail_entry")
        operations = cursor.fetchone()[0]
    return {
        "sign_in": _sign_ins(teams),
        "teams": [team.made_up.slug for team in teams],
        **counts,
        "operations": operations,
    }


def _sign_ins(teams: list[LivingTeam]) -> list[dict[str, Any]]:
    """Return some members of each team; the last one of all has never signed in."""
    shown: list[dict[str, Any]] = []
    for team in teams:
        shown += [
            {
                "username": member.made_up.username,
                "password": member.password,
                "role": member.made_up.role,
                "team": team.made_up.slug,
            }
            for member in team.members[: SHOWN_A_TEAM + 1]
        ]
    newcomer = next(member for member in reversed(teams[0].members) if not member.has_agreed)
    shown.append(
        {
            "username": newcomer.made_up.username,
            "password": newcomer.password,
            "role": newcomer.made_up.role,
            "team": teams[0].made_up.slug,
            "first": True,
        }
    )
    return shown
