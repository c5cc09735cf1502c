"""What is wrong with the versions kept: found afresh from the rows, never by what a process remembers."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q

from kith.policy import in_force, reading
from kith.policy.floor_rules import laxer_than_floor
from kith.policy.models import APPROVERS, Scope, Status, Version

Found = dict[str, list[tuple[object, ...]]]


def found(at: datetime) -> Found:
    """Return the violations of P11 by kind: alone, altered, laxer (from this moment on). Two statements and one per new text."""
    return {"alone": list(_alone()), "altered": list(_altered()), "laxer": list(_laxer(at))}


def _alone() -> Iterator[tuple[object, ...]]:
    others = Count("approvals__account_id", filter=~Q(approvals__account_id=F("proposed_by_id")), distinct=True)
    rows = Version.objects.filter(status=Status.PUBLISHED).annotate(others=others)
    yield from rows.filter(others__lt=APPROVERS).order_by("id").values_list("id")


def _altered() -> Iterator[tuple[object, ...]]:
    for key, texts, known in Version.objects.order_by("id").values_list("id", "texts", "digest"):
        if reading.digest(texts) != known:
            yield (key,)


def _laxer(at: datetime) -> Iterator[tuple[object, ...]]:
    index, told = in_force.load(), set[UUID]()
    versions = [one for held in index.values() for one in held]
    for own in versions:
        if own.scope != Scope.TEAM:
            continue
        moments = {at, *(one.effective_from for one in versions if one.place_id == own.place_id)}
        for moment in sorted(one for one in moments if one >= at):
            rules = in_force.tables_by(index, team_id=own.scope_id, place_id=own.place_id, at=moment, rights=True)
            floor = in_force.tables_by(index, team_id=None, place_id=own.place_id, at=moment, rights=True)
            standing = in_force.standing_by(index, own.table, own.scope_id, own.place_id, moment)
            wrong = laxer_than_floor(own.table, rules, floor) if standing.version_id == own.id else []
            if wrong and own.id not in told:
                told.add(own.id)
                yield (own.id, own.table, wrong[0].sentence)
