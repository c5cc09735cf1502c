"""
What was done beyond a right (P7): each act on the trail judged by the rights that were in force for its team at its moment.

The trail does not say which case of a thing it was, so an act counts only where no case of its command is decided by its role.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from kith.policy.by_link import BY_LINK, by_link
from kith.policy.floor_rules import RIGHTS
from kith.policy.in_force import Index, Published, load, rights_by
from kith.policy.models import Scope
from kith.policy.queries import role_label
from kith.policy.rules import DECIDES, Right, Rights, Role, verdict_for
from kith.policy.seams import seams
from kith.policy.shipped import rights_table, roles
from kith.trail.queries import Suspect, done_beyond, done_by_role

GRACE = timedelta(minutes=1)
"""How long an act that began before a table was published may still be written by the one before: a request reads it once."""
_EVER = datetime.min.replace(tzinfo=UTC)

Layers = tuple[Rights, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    """A time in which the same rights were in force for somebody, until a moment (None: still); of several, the most holds."""

    since: datetime
    until: datetime | None
    of_each: Sequence[Layers]


def beyond_rights() -> list[tuple[str, str, int]]:
    """Return what was done beyond a right: command, role in words, how often. A fixed number of statements."""
    done = done_by_role()
    index = {key: held for key, held in load().items() if key[1] == RIGHTS}
    places = seams.places_of({team for _command, _role, team in done if team} if index else ())
    spans: dict[UUID | None, list[_Span]] = {}
    suspects = []
    for command, code, team in done:
        if code == BY_LINK and command not in by_link():
            suspects.append(Suspect(command, code, team, _EVER, None, may_override=False))
        role = roles().get(code)
        if role is None:
            continue
        held = None if role.group == "kith" else spans.setdefault(team, _spans(index, team, places))
        for span in held or [_Span(_EVER, None, [(rights_table(),)])]:
            suspects += [*_suspect(command, role, team, span)]
    found: dict[tuple[str, str], int] = {}
    for command, code, number in done_beyond(suspects=suspects):
        found[command, code] = found.get((command, code), 0) + number
    return [(command, role_label(code), number) for (command, code), number in sorted(found.items()) if number]


def _spans(index: Index, team: UUID | None, places: Mapping[UUID, UUID]) -> list[_Span]:
    """Return the times between changes of the rights in force for a team; for no team: of every place's floor, and what ships."""
    floors = {key[0] for key, held in index.items() if held[0].scope == Scope.PLACE}
    mine = (team, places.get(team)) if team else ()
    scopes = {one for one in mine if one} or floors
    changes = _changes([index.get((scope, RIGHTS), ()) for scope in scopes])
    ends = [*changes, None]
    found = []
    for since, until in zip([_EVER, *changes], ends, strict=True):
        if team:
            each = [rights_by(index, team_id=team, place_id=places.get(team), at=since)]
        else:
            each = [rights_by(index, team_id=None, place_id=place, at=since) for place in sorted(floors)]
        found.append(_Span(since, until, each or [(rights_table(),)]))
    return found


def _changes(held: Iterable[Sequence[Published]]) -> list[datetime]:
    moments = {
        moment for versions in held for one in versions for moment in (one.effective_from, one.retired_at) if moment
    }
    return sorted(moments)


def _suspect(command: str, role: Role, team: UUID | None, span: _Span) -> Iterator[Suspect]:
    """Yield what counts if it was done in a span: nothing where the role might decide it, or there is no such command."""
    rights = [
        next((one.commands[command] for one in layers if command in one.commands), None) for layers in span.of_each
    ]
    told = [right for right in rights if right is not None]
    if len(told) < len(rights) or any(_decides(right, role) for right in told):
        return
    rows = [row for right in told for case in _cases(right) if (row := right.row_for(role.code, case))]
    since = min((datetime.combine(row.effective_from, time(), UTC) for row in rows), default=_EVER)
    start = span.since + GRACE if span.since > _EVER else _EVER
    yield Suspect(command, role.code, team, max(since, start), span.until, any(row.may_override for row in rows))


def _decides(right: Right, role: Role) -> bool:
    return any(verdict_for(right, role, case) in DECIDES for case in _cases(right))


def _cases(right: Right) -> set[str]:
    return {"", *(case for _role, case in right.refined)}
