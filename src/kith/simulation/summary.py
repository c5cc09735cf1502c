"""What a demo tells when it has been made: who can sign in, and how much there is."""

from typing import Any

from kith.access.home import as_kith
from kith.simulation.borough import TEAM_TO_COME, MadeUpMember, MadeUpTeam
from kith.simulation.lives import Wanted
from kith.simulation.reading import counts, has_agreed
from kith.simulation.scene import CHANNEL
from kith.trail.queries import number_of_entries

SHOWN_A_TEAM = 4


def answer_of(wanted: Wanted) -> dict[str, Any]:
    """Return the answer of `kith demo`: sign-ins, teams, and counts, the same for the same wishes."""
    teams = wanted.borough.teams
    with as_kith(at=wanted.until):
        return {
            "sign_in": [
                *_sign_ins(teams),
                _sign_in(teams[0].slug, wanted.borough.safeguarding),
                _sign_in(TEAM_TO_COME[1], wanted.borough.manager),
                *_newcomers(teams),
            ],
            "teams": [team.slug for team in teams],
            **counts(),
            "operations": number_of_entries(channel=CHANNEL, until=wanted.until),
        }


def _sign_ins(teams: tuple[MadeUpTeam, ...]) -> list[dict[str, Any]]:
    return [_sign_in(team.slug, member) for team in teams for member in team.members[:SHOWN_A_TEAM]]


def _newcomers(teams: tuple[MadeUpTeam, ...]) -> list[dict[str, Any]]:
    """Return the newcomer, marked as such until they have signed in."""
    return [
        _sign_in(team.slug, team.newcomer) | ({} if has_agreed(username=team.newcomer.username) else {"first": True})
        for team in teams
        if team.newcomer
    ]


def _sign_in(team: str, member: MadeUpMember) -> dict[str, Any]:
    return {"username": member.username, "password": member.password, "role": member.role, "team": team}
