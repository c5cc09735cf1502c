"""Ending a huddle: mending what is loose, and closing it once nothing is (P5)."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.act import Act, NotAllowed, Refusal, Stale, operation
from kith.board.team_day import TeamDay, teams_today
from kith.huddle import queries
from kith.huddle.acting import huddle_of, room_here
from kith.huddle.closing_rules import refusal_words
from kith.huddle.deciders import name_in, own_colleague
from kith.huddle.in_hand import in_hand
from kith.huddle.mending import Mending
from kith.huddle.models import Huddle
from kith.huddle.queries import HuddleRow, whole
from kith.huddle.types import Cure, Mended
from kith.person.rules import is_a_reason, tidy
from kith.place.rules import local_day, time_words


@operation("huddle.mend", sight=queries.sight_to_close)
def mend(*, act: Act, huddle_id: UUID, cures: Sequence[Cure]) -> list[Mended]:
    """
    Settle loose ends, each by itself; return what became of each, in the order given, with a key derived from the act's.

    A line that is refused takes nothing else with it (P14). What is not loose any more is answered as mended.
    """
    room = room_here(act)
    found = whole(huddle=room.huddle)
    room = replace(room, present=found.present)
    people = in_hand(team=room.team, person_ids=found.person_ids, at=act.at)
    mending = Mending(act, room, found, people)
    return [mending.line(cure) for cure in cures]


@operation("huddle.close", sight=queries.sight_to_close)
def close(*, act: Act, huddle_id: UUID, reason: str = "") -> UUID:
    """
    Close a huddle in which nothing is loose. Ten statements, however many people.

    Whoever the team does not reach any more is settled as off the list. On a later day only the duty lead closes, and says
    why (P5).

    Raises:
        Refusal: with everything that is loose in its sentence and in `extra`; or for a missing reason.
        NotAllowed: on a later day, for anybody but the duty lead. Stale: when it is closed; `extra` is the huddle.
    """
    huddle = huddle_of(act)
    team = teams_today(team_ids=[huddle.team_id], at=act.at)[huddle.team_id]
    own = own_colleague(act, team)
    if huddle.closed_at:
        raise _closed_already(team, huddle)
    late = _reason_for_late(act, team, huddle, reason)
    _settle_gone(huddle_id, own.id)
    found = whole(huddle=huddle)
    if found.loose:
        raise Refusal(refusal_words(found.loose), rule="P5", extra=found.loose)
    Huddle.objects.filter(id=huddle_id, closed_at=None).update(
        closed_at=act.at, closed_by_id=own.id, closed_late_because=late, act_id=act.id
    )
    act.concerns(*found.person_ids)
    return huddle_id


def _reason_for_late(act: Act, team: TeamDay, huddle: HuddleRow, reason: str) -> str:
    """Return why a huddle is closed on a later day, empty on its own day. Raises NotAllowed, Refusal."""
    if local_day(act.at) == huddle.day:
        return ""
    duty = team.duty_lead
    if duty is None or duty.account_id != act.account_id:
        words = {"name": duty.name if duty else _("nobody has the duty now: ask the team lead to publish the rota")}
        raise NotAllowed(_("On a later day only the duty lead closes a huddle: %(name)s.") % words, rule="P5")
    if not is_a_reason(reason):
        raise Refusal(_("Write why it is closed late, in a few words."), field="reason")
    return tidy(reason)


def _settle_gone(huddle_id: UUID, member_id: UUID) -> None:
    """Record that nothing was to decide for people whom the team does not reach any more. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select huddle_settle_gone(%s, %s)", [huddle_id, member_id])


def _closed_already(team: TeamDay, huddle: HuddleRow) -> Stale:
    assert huddle.closed_at is not None
    words = {"name": name_in(team, huddle.closed_by_id), "time": time_words(huddle.closed_at)}
    return Stale(_("%(name)s closed this huddle at %(time)s.") % words, extra=huddle)
