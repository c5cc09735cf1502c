"""How on-call cover of a place gives way, leaves no gap, and brings its seats along. For the operations alone."""

from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, ids
from kith.team.models import OnCall
from kith.team.rules import COVER_DAYS_AHEAD, Period, cover_gaps, gap_words, without


def give_way(act: Act, place_id: UUID, wanted: Period) -> list[Period]:
    """Cut the wanted period out of the cover of others; return what covers the place then."""
    left: list[Period] = []
    for row in OnCall.objects.filter(place_id=place_id):
        held = Period(row.during.lower, row.during.upper)
        pieces = without(held, wanted)
        left += pieces
        if pieces != [held]:
            _replace(act, row, pieces)
    return left


def _replace(act: Act, row: OnCall, pieces: list[Period]) -> None:
    if not pieces:
        row.delete()
        return
    first, *rest = [DateTimeTZRange(piece.start_at, piece.end_at) for piece in pieces]
    OnCall.objects.filter(id=row.id).update(during=first, act_id=act.id)
    for during in rest:
        OnCall(id=ids.new(), place_id=row.place_id, account_id=row.account_id, during=during, act_id=act.id).save(
            force_insert=True
        )


def check_no_gap(act: Act, periods: list[Period]) -> None:
    """Refuse cover with a gap in the next 14 days; the sentence names the gap."""
    gaps = cover_gaps(periods, act.at, act.at + timedelta(days=COVER_DAYS_AHEAD))
    if gaps:
        words = {"gap": gap_words(gaps[0])}
        raise Refusal(
            _("There would be no on-call cover %(gap)s. Set somebody's cover for that time first.") % words,
            field="since",
            rule="P2",
        )


def align_cover(place_id: UUID) -> None:
    """Bring seats and memberships of the cover into line on every team of the place. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select team_align_cover(%s)", [place_id])
