"""
One command on several actions: each line is an act of its own, seen, decided and answered by itself (P14).

A line that is refused says why and keeps nothing; the others go on. Lines derive their keys from the command's, so that
sending it again gives the same answers and does nothing twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, Refusal, ids, operation
from kith.act.context import begin_act
from kith.action import operations
from kith.action.offering import offer
from kith.action.queries import duty_for
from kith.team.queries import duty_lead_now, sight_of_team, team_by_id

MOST_LINES = 100


class Doing(StrEnum):
    """What is done to each action."""

    TAKE = "take"
    TO_DUTY = "to duty"
    OFFER = "offer"
    MOVE = "move"
    HOLD = "hold"
    DONE = "done"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class BulkLine:
    """One action, as its version was when it was ticked."""

    action_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the lines are for; only what `doing` asks for is read. `text` is a note, a reason or an outcome."""

    doing: Doing
    to_member_id: UUID | None = None
    to_role: str = ""
    to_team: bool = False
    due_at: datetime | None = None
    return_date: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class LineResult:
    """What became of one line: done, or the sentence that says why not."""

    action_id: UUID
    is_done: bool
    words: str


@operation("action.bulk", sight=sight_of_team)
def bulk(*, act: Act, team_id: UUID, lines: list[BulkLine], wanted: Wanted) -> list[LineResult]:
    """
    Do one thing to several actions of a team; return what became of each, in order.

    Raises:
        Refusal: without a line, with over 100 or one of them twice, or when what is wanted is not whole. What is wrong with
            a single line is its result.
    """
    if not lines:
        raise Refusal(_("Tick the actions first."), field="line")
    if len(lines) > MOST_LINES:
        raise Refusal(_("Tick %(most)d actions at most.") % {"most": MOST_LINES}, field="line")
    if len({line.action_id for line in lines}) != len(lines):
        raise Refusal(_("One of the actions is ticked twice: load the page again."), field="line")
    _check(wanted)
    if wanted.doing is Doing.TO_DUTY:
        wanted = replace(wanted, to_member_id=duty_lead_now(team=team_by_id(team_id=team_id), at=act.at))
    results = [_line(act, line, wanted) for line in lines]
    begin_act(act.id)
    number = sum(one.is_done for one in results)
    act.concerns(team_id=team_id, doing=str(wanted.doing), number_done=number, number_refused=len(lines) - number)
    return results


def _check(wanted: Wanted) -> None:
    """What every line would be refused for is said once."""
    missing = {
        Doing.OFFER: (
            wanted.to_member_id or wanted.to_role or wanted.to_team,
            "to",
            _("Choose whom to offer them to: a member, a role or the whole team."),
        ),
        Doing.MOVE: (wanted.due_at, "by", _("Choose by when.")),
        Doing.HOLD: (wanted.text.strip() and wanted.return_date, "reason", _("Say what we wait for, and until when.")),
        Doing.CANCEL: (wanted.text.strip(), "reason", _("Say why they will not be done.")),
    }
    given, field, sentence = missing.get(wanted.doing, (True, "", ""))
    if not given:
        raise Refusal(sentence, field=field)


def _line(act: Act, line: BulkLine, wanted: Wanted) -> LineResult:
    """Do one line as an act of its own, with its own savepoint, receipt and entry."""
    own = replace(act, work=None, key=str(ids.derived(act.key, line.action_id)))
    try:
        _DO[wanted.doing](own, line, wanted)
    except Refusal as refusal:
        return LineResult(line.action_id, is_done=False, words=refusal.sentence)
    return LineResult(line.action_id, is_done=True, words="")


def _take(act: Act, line: BulkLine, wanted: Wanted) -> object:
    return operations.take(act=act, action_id=line.action_id, version=line.version)


def _to_duty(act: Act, line: BulkLine, wanted: Wanted) -> object:
    if wanted.to_member_id is None:
        raise Refusal(_("Nobody takes the duty now: publish a rota, or set the on-call cover."), rule="P2")
    for_person = duty_for(action_id=line.action_id, member_id=wanted.to_member_id, at=act.at)
    return operations.change(act=act, action_id=line.action_id, version=line.version, owner_id=for_person)


def _offer(act: Act, line: BulkLine, wanted: Wanted) -> object:
    return offer(
        act=act,
        action_id=line.action_id,
        to_member_id=wanted.to_member_id,
        to_role=wanted.to_role,
        to_team=wanted.to_team,
        note=wanted.text,
    )


def _move(act: Act, line: BulkLine, wanted: Wanted) -> object:
    return operations.change(act=act, action_id=line.action_id, version=line.version, due_at=wanted.due_at)


def _hold(act: Act, line: BulkLine, wanted: Wanted) -> object:
    assert wanted.return_date is not None
    return operations.hold(
        act=act,
        action_id=line.action_id,
        version=line.version,
        reason=wanted.text,
        return_date=wanted.return_date,
    )


def _done(act: Act, line: BulkLine, wanted: Wanted) -> object:
    return operations.complete(act=act, action_id=line.action_id, version=line.version, outcome=wanted.text)


def _cancel(act: Act, line: BulkLine, wanted: Wanted) -> object:
    return operations.cancel(act=act, action_id=line.action_id, version=line.version, reason=wanted.text)


_DO: Mapping[Doing, Callable[[Act, BulkLine, Wanted], object]] = {
    Doing.TAKE: _take,
    Doing.TO_DUTY: _to_duty,
    Doing.OFFER: _offer,
    Doing.MOVE: _move,
    Doing.HOLD: _hold,
    Doing.DONE: _done,
    Doing.CANCEL: _cancel,
}
