"""
The only writers of actions and their steps.

Work is given to oneself or to the duty lead, who took the duty; in a meeting also to those present, and by rule to
whoever the rule names (P3). Both of these come from an upper operation, which answers for what it passes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, NotAllowed, Refusal, ids, operation
from kith.action import queries
from kith.action.finishing import (
    FINISHED_WHERE,
    cancel,
    complete,
    finish_look_through,
    mark_in_error,
    settle_import_review,
    settle_noticed,
    settle_weekly_meeting,
)
from kith.action.models import Action
from kith.action.parts import NewStep
from kith.action.queries import ActionRow, NewOwner
from kith.action.rules import KINDS, ActionKind
from kith.action.writing import (
    FURTHEST,
    LATEST,
    LONGEST,
    as_opened,
    check_has_no_clock,
    check_unfinished,
    checked_deadline,
    checked_doer,
    checked_words,
    move,
    tell,
    tell_owner,
    write,
    write_step,
)
from kith.caseload.parts import Looked
from kith.place.rules import local_day
from kith.team.queries import day_on_team, duty_lead_now, team_by_id

__all__ = [
    "BY_MEETING",
    "BY_RULE",
    "FINISHED_WHERE",
    "FURTHEST",
    "LATEST",
    "LONGEST",
    "LONGEST_HOLD",
    "NewAction",
    "add",
    "cancel",
    "change",
    "check_has_no_clock",
    "comment",
    "complete",
    "finish_look_through",
    "hold",
    "make",
    "mark_in_error",
    "resume",
    "settle_import_review",
    "settle_noticed",
    "settle_weekly_meeting",
    "take",
]
"""What the house does with actions, under one name."""


LONGEST_HOLD = timedelta(days=366)


BY_MEETING, BY_RULE = "meeting", "rule"


@dataclass(frozen=True, slots=True)
class NewAction:
    """Work to be made. A doer who is no member (partner, person, carer) is named; the owner is a member all the same."""

    team_id: UUID
    person_id: UUID | None
    what: str
    owner_id: UUID
    due_at: datetime
    kind: str = ActionKind.PLAIN
    doer_kind: str = "member"
    doer: str = ""
    origin_kind: str = ""
    origin_id: UUID | None = None


@operation("action.add", sight=queries.sight_of_new)
def add(
    *,
    act: Act,
    team_id: UUID,
    person_id: UUID | None,
    what: str,
    owner_id: UUID,
    due_at: datetime,
    kind: str = ActionKind.PLAIN,
    doer_kind: str = "member",
    doer: str = "",
    origin_kind: str = "",
    origin_id: UUID | None = None,
    given_by: str = "",
    present: Sequence[UUID] = (),
) -> UUID:
    """
    Make an action with its owner and deadline; return its id. Whoever is given it is told.

    From inside another operation `given_by` may be `meeting`, with the members `present`, or `rule`; only then may it be of
    another kind than plain or have an origin.

    Raises:
        Refusal: without words, with a deadline over 90 days ago or over two years off, a doer who is not named, or an owner who
            may not be given it; from the database for a routine action for somebody who has died.
    """
    if not act.is_nested and (given_by or present or origin_kind or kind != ActionKind.PLAIN):
        raise NotAllowed(_("Only a meeting or a rule of Kith gives work in this way."), rule="P3")
    owner: NewOwner = act.thing.row["owner"]
    _check_owner(act, team_id, owner, given_by, present)
    new = NewAction(team_id, person_id, what, owner_id, due_at, kind, doer_kind, doer, origin_kind, origin_id)
    [action_id] = make(act=act, rows=[new])
    tell(act, "action given", team_id, owner.account_id, action_id, person_id)
    return action_id


def make(*, act: Act, rows: Sequence[NewAction]) -> list[UUID]:
    """
    Make actions whose owners the caller answers for; return their ids in order. Inside an operation; one statement.

    The database still refuses an owner who is not on the team now or cannot open the record.
    """
    checked = [_checked(act, row) for row in rows]
    made = [ids.new() for _row in checked]
    Action.objects.bulk_create([_action(act, key, row) for key, row in zip(made, checked, strict=True)])
    for key, row in zip(made, checked, strict=True):
        act.add("step", NewStep(row.team_id, row.person_id, key, "add", act.at, row.what, {"version": 1}))
        if row.person_id:
            act.add("looked", Looked(row.team_id, row.person_id))
    act.concerns(*(row.person_id for row in checked), action_ids=made)
    return made


@operation("action.change", sight=queries.sight_of_change)
def change(
    *,
    act: Act,
    action_id: UUID,
    version: int,
    what: str | None = None,
    due_at: datetime | None = None,
    owner_id: UUID | None = None,
    doer_kind: str | None = None,
    doer: str = "",
    given_by: str = "",
    present: Sequence[UUID] = (),
) -> UUID:
    """
    Change what an unfinished action says, who owns it, who does it or by when; None leaves as it is. A hold stays a hold.

    Raises:
        Refusal: as `add`, or when it is finished. Stale: when somebody changed it first; `extra` is the action as it is now.
    """
    if not act.is_nested and (given_by or present):
        raise NotAllowed(_("Only a meeting or a rule of Kith gives work in this way."), rule="P3")
    row = as_opened(act, version)
    check_unfinished(row)
    check_has_no_clock(row)
    wanted = {
        "what": row.what if what is None else checked_words(what, "what", _("Say what has to be done.")),
        "due_at": row.due_at if due_at is None or due_at == row.due_at else checked_deadline(act, due_at),
        "owner_id": row.owner_id if owner_id is None else owner_id,
        "doer_kind": row.doer_kind if doer_kind is None else doer_kind,
        "doer": row.doer if doer_kind is None else checked_doer(doer_kind, doer),
    }
    changes = {name: value for name, value in wanted.items() if value != getattr(row, name)}
    if "owner_id" in changes:
        if not given_by and row.owner_account_id != act.account_id:
            _check_not_anothers(act, row)
        _check_owner(act, row.team_id, act.thing.row["owner"], given_by, present)
    elif not changes:
        raise Refusal(_("Nothing was changed: change something, or go back."), field="what")
    write(act, **changes)
    said = {name: str(value) for name, value in changes.items()}
    before = {name: str(getattr(row, name)) for name in changes}
    write_step(act, "change", act.at, "", said | {"before": before})
    tell_owner(act, "action changed")
    if "owner_id" in changes:
        tell(act, "action given", row.team_id, act.thing.row["owner"].account_id, row.id, row.person_id)
    return row.id


@operation("action.take", sight=queries.sight_of_action)
def take(*, act: Act, action_id: UUID, version: int) -> UUID:
    """
    Take an unfinished action upon oneself: from the duty lead, from somebody away today or who has left. A hold stays.

    Raises:
        Refusal: when it is one's own, finished, or another's. Stale: when somebody changed it first.
    """
    row = as_opened(act, version)
    check_unfinished(row)
    check_has_no_clock(row)
    if row.own_member_id is None:
        raise Refusal(_("Only a member of the team can own its work."), rule="P1")
    if row.owner_account_id == act.account_id and row.is_owner_there:
        raise Refusal(_("This action is yours already."))
    _check_not_anothers(act, row)
    write(act, owner_id=row.own_member_id)
    write_step(act, "take", act.at, "", {"owner_id": row.own_member_id, "before": {"owner_id": row.owner_id}})
    tell_owner(act, "action taken")
    return row.id


@operation("action.hold", sight=queries.sight_of_action)
def hold(*, act: Act, action_id: UUID, version: int, reason: str, return_date: date) -> UUID:
    """
    Let an action wait, for a reason, until a day on which it comes back to the board. It stays owned.

    Raises:
        Refusal: without a reason, for a day that is not ahead or over a year off, or when it is finished. Stale.
    """
    check_has_no_clock(as_opened(act, version))
    reason = checked_words(reason, "reason", _("Say what we wait for."))
    today = local_day(act.at)
    if not today < return_date <= today + LONGEST_HOLD:
        raise Refusal(_("Choose a day from tomorrow to a year ahead."), field="return_date")
    move(act, "hold", act.at, reason, hold_reason=reason, return_date=return_date)
    tell_owner(act, "action changed")
    return action_id


@operation("action.resume", sight=queries.sight_of_action)
def resume(*, act: Act, action_id: UUID, version: int) -> UUID:
    """Take an action off hold. Raises Refusal when it is not held, Stale when somebody changed it first."""
    as_opened(act, version)
    move(act, "resume", act.at, "", hold_reason="", return_date=None)
    tell_owner(act, "action changed")
    return action_id


@operation("action.comment", sight=queries.sight_of_action)
def comment(*, act: Act, action_id: UUID, text: str) -> UUID:
    """Add words to an action, finished or not; its owner is told. Raises Refusal without words."""
    write_step(act, "comment", act.at, checked_words(text, "text", _("Write the comment first.")))
    tell_owner(act, "action comment")
    return action_id


def _check_owner(act: Act, team_id: UUID, owner: NewOwner, given_by: str, present: Sequence[UUID]) -> None:
    """P3: to oneself, to the duty lead, in a meeting to those present, by rule to whoever the rule names."""
    if not owner.is_there:
        raise Refusal(_("Choose somebody who is on the team now and can open the record."), field="who", rule="P1")
    if given_by == BY_RULE or owner.account_id == act.account_id:
        return
    if given_by == BY_MEETING and owner.member_id in present:
        return
    if owner.member_id == duty_lead_now(team=team_by_id(team_id=team_id), at=act.at, person_id=act.thing.person_id):
        return
    raise Refusal(
        _("Outside the huddle, work is given to yourself or to the duty lead. Offer it to anybody else.")
        if given_by != BY_MEETING
        else _("Work is given here to those present and to the duty lead. Choose one of them."),
        field="who",
        rule="P3",
    )


def _checked(act: Act, new: NewAction) -> NewAction:
    if new.kind not in KINDS:
        raise Refusal(_("This kind of action is not known."))
    words = checked_words(new.what, "what", _("Say what has to be done."))
    return replace(
        new, what=words, due_at=checked_deadline(act, new.due_at), doer=checked_doer(new.doer_kind, new.doer)
    )


def _action(act: Act, key: UUID, new: NewAction) -> Action:
    return Action(
        id=key,
        team_id=new.team_id,
        person_id=new.person_id,
        what=new.what,
        kind=new.kind,
        owner_id=new.owner_id,
        doer_kind=new.doer_kind,
        doer=new.doer,
        due_at=new.due_at,
        first_due_at=new.due_at,
        origin_kind=new.origin_kind,
        origin_id=new.origin_id,
        act_id=act.id,
    )


def _check_not_anothers(act: Act, row: ActionRow) -> None:
    """P3: work moves away from whoever answers for it only by them; that of the duty lead, and of the absent, may be taken."""
    if not row.is_owner_there:
        return
    team = team_by_id(team_id=row.team_id)
    day = day_on_team(team=team, day=local_day(act.at), at=act.at, person_id=row.person_id)
    if row.owner_id == day.answering or row.owner_id in day.away:
        return
    raise Refusal(
        _("%(name)s answers for this. Ask for it in the huddle: only the duty lead's work can be taken.")
        % {"name": row.owner},
        field="who",
        rule="P3",
    )
