"""
The only writers of drafts of a whole place: its floor, by which every team of it is held. As `operations`, everybody for
themselves, through a team of the place on which they have a role.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, operation
from kith.policy.in_force import Behind
from kith.policy.models import Scope
from kith.rulebook import drafting, floor_queries


@operation("rulebook.propose_floor", sight=floor_queries.sight_of_floor)
def propose_floor(
    *,
    act: Act,
    team_id: UUID,
    table: str,
    files: dict[str, str],
    why: str,
    from_day: date | None = None,
    replaces: UUID | None = None,
) -> UUID:
    """
    Keep another version of a table for the whole place of a team, and say why; return its id. As `rulebook.propose`.

    What is found in it is also where it asks less than the place does now, which somebody answers for, and each team whose own
    table would be laxer then, which that team mends first.

    Raises:
        Refusal: as `rulebook.propose`; for a place that has no tables yet, which local administration publishes.
    """
    if not act.thing.row["has_floor"]:
        raise Refusal(_("The first tables of a place are published by whoever runs Kith: kith policy publish."))
    return drafting.keep(act, PLACE, team_id, drafting.Wanted(table, files, why, from_day, replaces))


@operation("rulebook.answer_floor", sight=floor_queries.sight_of_floor_draft)
def answer_floor(*, act: Act, team_id: UUID, version_id: UUID, finding: str, words: str) -> None:
    """Say why a draft of a place may be signed though a check found something in it. Raises as `rulebook.answer`."""
    drafting.keep_answer(act, PLACE, finding, words)


@operation("rulebook.sign_floor", sight=floor_queries.sight_of_floor_draft)
def sign_floor(*, act: Act, team_id: UUID, version_id: UUID) -> bool:
    """
    Sign a draft of a place for oneself; return whether it is in force with this signature. Every team of the place is told then.

    Raises:
        Refusal: as `rulebook.sign`; where a team's own table would be laxer than it, with a case that would slip through.
    """
    return drafting.keep_signature(act, PLACE)


@operation("rulebook.withdraw_floor", sight=floor_queries.sight_of_floor_draft)
def withdraw_floor(*, act: Act, team_id: UUID, version_id: UUID) -> None:
    """Give up a draft of a place. Raises as `rulebook.withdraw`."""
    drafting.give_up(act, PLACE)
    _tell(version_id, "rules withdrawn", None)


def _ask_to_sign(_act: Act, version: Behind, _team_id: UUID, roles: Collection[str]) -> None:
    _tell(version.id, "rules proposed", [*roles])


def _tell_all(_act: Act, _team_id: UUID, version_id: UUID) -> None:
    _tell(version_id, "rules changed", None)


def _tell(version_id: UUID, what: str, roles: list[str] | None) -> None:
    """Tell those of every team of the place, each once; of a withdrawal whoever proposed it. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select rulebook_tell_place(%s, %s, %s)", [version_id, what, roles])


PLACE = drafting.Level(Scope.PLACE, "rulebook.sign_floor", floor_queries.findings_of_draft, _ask_to_sign, _tell_all)
