"""Writing down that a person is away: contacts are paused until the day they are back, and go on by themselves."""

from datetime import date
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, ids, operation
from kith.caseload.parts import Looked
from kith.contact.away_rules import LONGEST_AGO, LONGEST_AWAY, AwayKind
from kith.contact.keeping import go_on, pause
from kith.contact.models import Away
from kith.contact.operations import checked_text
from kith.contact.series_queries import one_away, sight_of_person_on_team
from kith.place.rules import local_day
from kith.team.queries import team_by_id


@operation("contact.set_away", sight=sight_of_person_on_team)
def set_away(
    *,
    act: Act,
    team_id: UUID,
    person_id: UUID,
    kind: str,
    from_day: date,
    back_day: date,
    why: str = "",
    away_id: UUID | None = None,
    version: int = 0,
    source_id: UUID | None = None,
) -> UUID:
    """
    Write down that somebody is away from a day to the day they are back, or change an absence; return it.

    Contacts in between are paused, neither made nor missed, also those of today and earlier of which nothing is recorded;
    from the day they are back they go on as planned. The team's own change at once, those of other teams within a minute.
    Back on its first day, the absence is taken back. `source_id` is the hospital stay it was taken from.

    Raises:
        Stale: when somebody changed the absence first.
        Refusal: for a kind that is not known, days backwards, over a year long, over 90 days ago; from the database where they
            are away on these days already.
    """
    if kind not in set(AwayKind):
        raise Refusal(_("Choose where they are."), field="kind")
    today, is_new = local_day(act.at), away_id is None
    if back_day < from_day or (is_new and back_day == from_day):
        raise Refusal(_("Choose a day for being back that is after the day they went."), field="back_day")
    if is_new and (back_day <= today or from_day < today - LONGEST_AGO):
        raise Refusal(
            _("Choose a day for being back that is still to come, for somebody who went in the last 90 days."),
            field="back_day",
        )
    if back_day - from_day > LONGEST_AWAY or from_day > today + LONGEST_AWAY:
        raise Refusal(_("Choose a day within a year. Look at it again then."), field="back_day")
    values = {"kind": kind, "why": checked_text(why, "why"), "from_day": from_day, "back_day": back_day}
    if away_id is None:
        away_id = ids.new()
        Away(id=away_id, team_id=team_id, person_id=person_id, source_id=source_id, act_id=act.id, **values).save(
            force_insert=True
        )
    else:
        _change(act, away_id, version, person_id, values)
    team = team_by_id(team_id=team_id)
    paused = pause(act=act, team_id=team_id, person_id=person_id)
    go_on(act=act, team=team, person_id=person_id)
    act.add("looked", Looked(team_id, person_id))
    act.concerns(person_id, away_id=away_id, number_paused=len(paused))
    return away_id


def _change(act: Act, away_id: UUID, version: int, person_id: UUID, values: dict[str, object]) -> None:
    changed = Away.objects.filter(id=away_id, version=version, person_id=person_id).update(
        **values, version=F("version") + 1, act_id=act.id
    )
    if changed != 1:
        raise Stale(
            _("Somebody changed this absence meanwhile. Nothing of yours is saved yet."),
            extra=one_away(away_id=away_id),
        )
