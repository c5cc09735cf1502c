"""What is not answered in time goes on by itself: by rows, locked by one worker, so that nothing runs twice."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.act import Act, ids, operation
from kith.action.operations import NewAction, make
from kith.action.passing import cancel_because
from kith.escalation.models import RouteStep
from kith.escalation.opening import Asking, about_in, asking, barred, kept_from, thing_of_track, work_of
from kith.escalation.queries import Due, lock_due, route_of
from kith.escalation.rules import Asked, Ended, Track
from kith.message.parts import Tell
from kith.team.queries import sight_of_team


@dataclass(frozen=True, slots=True)
class _Move:
    """One escalation and what it goes on to."""

    due: Due
    asked: Asked
    owner_id: UUID
    until: datetime
    round: int

    @property
    def repeats(self) -> bool:
        """Whether the last step asks again, rather than another step for the first time."""
        return self.round > self.due.round


@operation("escalation.move_on", sight=sight_of_team)
def move_on(*, act: Act, team_id: UUID) -> int:
    """
    Move on every escalation of a team whose step was not answered in time; return how many. By Kith, every minute.

    To the next step that somebody is there for, of the route as it was in force when it began; the last, the place's on-call
    cover, asks again, counted, and stays. The action of a step that is over ends with it; of a step that repeats it goes on,
    late. A fixed number of statements.
    """
    moves = _moves(act, team_id)
    if not moves:
        return 0
    _end_steps(act, [one.due.id for one in moves])
    fresh = [one for one in moves if not one.repeats]
    cancel_because(
        act=act,
        team_id=team_id,
        action_ids=[one.due.ask_id for one in fresh],
        reason=_("Not answered in time: it went on"),
    )
    asks = make(act=act, rows=[_ask(team_id, one) for one in fresh])
    made = {one.due.id: action_id for one, action_id in zip(fresh, asks, strict=True)}
    _note_steps(act, team_id, moves)
    _write(act, moves, made)
    clinical = [one.due for one in moves if one.due.track == Track.CLINICAL]
    act.concerns(*(one.person_id for one in clinical), escalation_ids=[one.id for one in clinical])
    return len(moves)


def _moves(act: Act, team_id: UUID) -> list[_Move]:
    found = lock_due(team_id=team_id, at=act.at)
    if not found:
        return []
    team = asking(team_id=team_id, at=act.at)
    reporters = {one.person_id: one.opened_by_id for one in found}
    not_asked = barred(team, reporters.keys(), reporters)
    kept = kept_from(team, [due.id for due in found if due.track == Track.SAFEGUARDING])
    moves = []
    for due in found:
        never = not_asked[due.person_id]
        if due.id in kept:
            never = never.of_matter(team, kept[due.id])
        asked = team.ask(route_of(due, team_id=team_id), due.step, never)
        owner_id = team.holder(asked, never)
        again = asked.step.step <= due.step
        until = act.at + asked.step.repeats if again and asked.step.repeats else team.respond_by(asked.step)
        moves.append(_Move(due, asked, owner_id, until, due.round + 1 if again else due.round))
        _tell(act, team, due, owner_id)
    return moves


def _tell(act: Act, team: Asking, due: Due, owner_id: UUID) -> None:
    """Tell whoever is asked now, and the one who raised it: nobody has answered yet."""
    owner = team.members[owner_id]
    thing, about = thing_of_track(due.track), about_in(due.track, due.person_id)
    act.add("message", Tell(team.team.id, owner.account_id, "escalation asked", thing, due.id, about))
    if due.opened_by_id in {one.account_id for one in team.members.values()}:
        act.add("message", Tell(team.team.id, due.opened_by_id, "escalation went on", thing, due.id, about))


def _ask(team_id: UUID, one: _Move) -> NewAction:
    return work_of(one.due, team_id, one.due.person_id, one.owner_id, one.until, one.due.id)


def _end_steps(act: Act, escalation_ids: list[UUID]) -> None:
    RouteStep.objects.filter(escalation_id__in=escalation_ids, end="").update(
        end=Ended.MOVED_ON, ended_at=act.at, act_id=act.id
    )


def _note_steps(act: Act, team_id: UUID, moves: list[_Move]) -> None:
    RouteStep.objects.bulk_create(row for one in moves for row in _steps(act, team_id, one))


def _steps(act: Act, team_id: UUID, one: _Move) -> list[RouteStep]:
    """Return the rows of those passed over because nobody was there, and of the step that asks now."""
    rows = []
    for step in (*one.asked.passed_over, one.asked.step):
        is_now = step is one.asked.step
        rows.append(
            RouteStep(
                id=ids.new(),
                team_id=team_id,
                person_id=one.due.person_id,
                escalation_id=one.due.id,
                route=one.due.route,
                step=step.step,
                round=one.round,
                rule=step.id,
                member_id=one.asked.member_id if is_now else None,
                asked_at=act.at,
                respond_by=one.until,
                ended_at=None if is_now else act.at,
                end="" if is_now else Ended.NOBODY_THERE,
                act_id=act.id,
            )
        )
    return rows


def _write(act: Act, moves: list[_Move], made: dict[UUID, UUID]) -> None:
    """Write where each stands now. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update escalation_escalation e set step = n.step, round = n.round, asked_at = %s, respond_by = n.until,"
            " ask_id = coalesce(n.ask, e.ask_id), version = e.version + 1, act_id = %s"
            " from unnest(%s::uuid[], %s::int[], %s::int[], %s::timestamptz[], %s::uuid[]) n (id, step, round, until, ask)"
            " where e.id = n.id and e.state = 'open'",
            [
                act.at,
                act.id,
                [one.due.id for one in moves],
                [one.asked.step.step for one in moves],
                [one.round for one in moves],
                [one.until for one in moves],
                [made.get(one.due.id) for one in moves],
            ],
        )
