"""
The only writers of actions and their steps.

Work is given to oneself or to the duty lead, who took the duty; in a meeting also to those present, and by rule to
whoever the rule names (P3). Both of these come from an upper operation, which answers for what it passes on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from kith.act import Act, NotAllowed, Refusal, Stale, ids, operation
from kith.action import queries
from kith.action.models import DOERS, Action
from kith.action.offer_rules import ENDS, Lapse
from kith.action.parts import EndOffers, NewStep
from kith.action.queries import ActionRow, NewOwner
from kith.action.rules import KINDS, OWN_CLOCK, UNFINISHED, ActionKind, NoSuchStep, check_step
from kith.caseload.parts import Looked
from kith.caseload.queries import intake
from kith.message.parts import Tell
from kith.person.operations import settle_differences
from kith.person.rules import tidy
from kith.place.rules import local_day
from kith.team.queries import day_on_team, duty_lead_now, team_by_id

LONGEST = 2_000
"""Characters of what is to be done, a reason, an outcome or a comment."""
FURTHEST = timedelta(days=366 * 2)
LATEST = timedelta(days=90)
"""How long ago work may have been due when somebody writes it down: what was promised and not done is late at once."""
LONGEST_HOLD = timedelta(days=366)
BY_MEETING, BY_RULE = "meeting", "rule"
FINISHED_WHERE: Mapping[ActionKind, Any] = {
    ActionKind.PLAIN: later("This is plain work: mark it as done on its own page."),
    ActionKind.LOOK_THROUGH: later("This is done when everybody has been looked through: open its line on the board."),
    ActionKind.URGENT: later("An escalation is finished by its answer: open it and say what you decided."),
    ActionKind.WEEKLY_MEETING: later("This is for the weekly meeting: open it and write what the meeting decided."),
    ActionKind.IMPORT_REVIEW: later("This is finished by comparing the records: open it and write what was kept."),
    ActionKind.AFTER_DEATH: later("This belongs to what is done after a death: mark it as done on its own page."),
    ActionKind.DOUBLES: later("This is finished by answering each pair: open it and compare the records."),
    ActionKind.ACCESS_ASK: later("Somebody waits for an answer: open it and say yes or no."),
    ActionKind.SEE_THROUGH: later("This is done when the escalation is closed: open it and say what came of it."),
    ActionKind.SPARED: later(
        "This is done by looking at what was not escalated: open it and say what you think of it."
    ),
    ActionKind.PROPOSAL: later("A colleague waits for your decision: open it and approve or refuse."),
    ActionKind.NOTICED: later("This was noticed at a contact: open it and write what you saw since."),
}
"""Where each kind of work is finished, for whoever tries another way."""


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
    _tell(act, "action given", team_id, owner.account_id, action_id, person_id)
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
    row = _as_opened(act, version)
    _check_unfinished(row)
    check_has_no_clock(row)
    wanted = {
        "what": row.what if what is None else _words(what, "what", _("Say what has to be done.")),
        "due_at": row.due_at if due_at is None or due_at == row.due_at else _deadline(act, due_at),
        "owner_id": row.owner_id if owner_id is None else owner_id,
        "doer_kind": row.doer_kind if doer_kind is None else doer_kind,
        "doer": row.doer if doer_kind is None else _doer(doer_kind, doer),
    }
    changes = {name: value for name, value in wanted.items() if value != getattr(row, name)}
    if "owner_id" in changes:
        if not given_by and row.owner_account_id != act.account_id:
            _check_not_anothers(act, row)
        _check_owner(act, row.team_id, act.thing.row["owner"], given_by, present)
    elif not changes:
        raise Refusal(_("Nothing was changed: change something, or go back."), field="what")
    _write(act, **changes)
    said = {name: str(value) for name, value in changes.items()}
    before = {name: str(getattr(row, name)) for name in changes}
    _step(act, "change", act.at, "", said | {"before": before})
    _tell_owner(act, "action changed")
    if "owner_id" in changes:
        _tell(act, "action given", row.team_id, act.thing.row["owner"].account_id, row.id, row.person_id)
    return row.id


@operation("action.take", sight=queries.sight_of_action)
def take(*, act: Act, action_id: UUID, version: int) -> UUID:
    """
    Take an unfinished action upon oneself: from the duty lead, from somebody away today or who has left. A hold stays.

    Raises:
        Refusal: when it is one's own, finished, or another's. Stale: when somebody changed it first.
    """
    row = _as_opened(act, version)
    _check_unfinished(row)
    check_has_no_clock(row)
    if row.own_member_id is None:
        raise Refusal(_("Only a member of the team can own its work."), rule="P1")
    if row.owner_account_id == act.account_id and row.is_owner_there:
        raise Refusal(_("This action is yours already."))
    _check_not_anothers(act, row)
    _write(act, owner_id=row.own_member_id)
    _step(act, "take", act.at, "", {"owner_id": row.own_member_id, "before": {"owner_id": row.owner_id}})
    _tell_owner(act, "action taken")
    return row.id


@operation("action.hold", sight=queries.sight_of_action)
def hold(*, act: Act, action_id: UUID, version: int, reason: str, return_date: date) -> UUID:
    """
    Let an action wait, for a reason, until a day on which it comes back to the board. It stays owned.

    Raises:
        Refusal: without a reason, for a day that is not ahead or over a year off, or when it is finished. Stale.
    """
    check_has_no_clock(_as_opened(act, version))
    reason = _words(reason, "reason", _("Say what we wait for."))
    today = local_day(act.at)
    if not today < return_date <= today + LONGEST_HOLD:
        raise Refusal(_("Choose a day from tomorrow to a year ahead."), field="return_date")
    _move(act, "hold", act.at, reason, hold_reason=reason, return_date=return_date)
    _tell_owner(act, "action changed")
    return action_id


@operation("action.resume", sight=queries.sight_of_action)
def resume(*, act: Act, action_id: UUID, version: int) -> UUID:
    """Take an action off hold. Raises Refusal when it is not held, Stale when somebody changed it first."""
    _as_opened(act, version)
    _move(act, "resume", act.at, "", hold_reason="", return_date=None)
    _tell_owner(act, "action changed")
    return action_id


@operation("action.complete", sight=queries.sight_of_action)
def complete(*, act: Act, action_id: UUID, version: int, outcome: str = "", done_at: datetime | None = None) -> UUID:
    """
    Finish plain work, done at a moment that is past (default now).

    Raises:
        Refusal: when another operation finishes this kind (the sentence says where), it is finished already, or the moment
            is to come or before it was given. Stale: when somebody changed it first.
    """
    return _finish(act, "action.complete", version, outcome, done_at)


@operation("action.settle_weekly_meeting", sight=queries.sight_of_action)
def settle_weekly_meeting(
    *, act: Act, action_id: UUID, version: int, outcome: str, done_at: datetime | None = None
) -> UUID:
    """Finish what was put to the weekly meeting, with what it decided. Raises as `complete`, and without an outcome."""
    _as_opened(act, version)
    outcome = _words(outcome, "outcome", _("Say what the meeting decided."))
    return _finish(act, "action.settle_weekly_meeting", version, outcome, done_at)


@operation("action.settle_noticed", sight=queries.sight_of_action)
def settle_noticed(*, act: Act, action_id: UUID, version: int, outcome: str, done_at: datetime | None = None) -> UUID:
    """Finish what was noticed at a contact, with what was seen since. Raises as `complete`, and without an outcome."""
    _as_opened(act, version)
    outcome = _words(outcome, "outcome", _("Say what you saw, and what came of it."))
    return _finish(act, "action.settle_noticed", version, outcome, done_at)


@operation("action.settle_import_review", sight=queries.sight_of_action)
def settle_import_review(
    *,
    act: Act,
    action_id: UUID,
    version: int,
    outcome: str = "",
    done_at: datetime | None = None,
    seen: Sequence[UUID] = (),
    taken: Sequence[UUID] = (),
) -> UUID:
    """
    Finish the comparison with a newer record: of the differences `seen`, those `taken` are taken over, the others kept.

    Without differences the outcome must say what was kept. Raises as `complete`, and when the differences are others now.
    """
    person_id = _as_opened(act, version).person_id
    said = settle_differences(act=act, person_id=person_id, seen=seen, taken=taken) if person_id else []
    if not said:
        outcome = _words(outcome, "outcome", _("Say what was kept and what was changed."))
    return _finish(act, "action.settle_import_review", version, "\n".join([*said, outcome]), done_at)


@operation("action.finish_look_through", sight=queries.sight_of_action)
def finish_look_through(*, act: Act, action_id: UUID, version: int, done_at: datetime | None = None) -> UUID:
    """Finish looking people through. Raises as `complete`, and while somebody is left."""
    origin = _as_opened(act, version).origin_id
    left = intake(intake_id=origin).number_left if origin else 0
    if left:
        raise Refusal(
            ngettext(
                "%(n)d person has not been looked through yet. Open the import's line on the board.",
                "%(n)d people have not been looked through yet. Open the import's line on the board.",
                left,
            )
            % {"n": left}
        )
    return _finish(act, "action.finish_look_through", version, "", done_at)


@operation("action.cancel", sight=queries.sight_of_action)
def cancel(*, act: Act, action_id: UUID, version: int, reason: str) -> UUID:
    """End an action that will not be done, with the reason. Raises Refusal without one or when finished, Stale."""
    _as_opened(act, version)
    reason = _words(reason, "reason", _("Say why it will not be done."))
    _move(act, "cancel", act.at, reason, **_ended(act.at, reason))
    _tell_owner(act, "action cancelled")
    return action_id


@operation("action.mark_in_error", sight=queries.sight_of_action)
def mark_in_error(*, act: Act, action_id: UUID, version: int, reason: str) -> UUID:
    """Mark what should never have been written; it leaves the board and keeps its history. Raises as `cancel`."""
    _as_opened(act, version)
    reason = _words(reason, "reason", _("Say what was wrong."))
    _move(act, "correct", act.at, reason, **_ended(act.at, reason))
    _tell_owner(act, "action in error")
    return action_id


@operation("action.comment", sight=queries.sight_of_action)
def comment(*, act: Act, action_id: UUID, text: str) -> UUID:
    """Add words to an action, finished or not; its owner is told. Raises Refusal without words."""
    _step(act, "comment", act.at, _words(text, "text", _("Write the comment first.")))
    _tell_owner(act, "action comment")
    return action_id


def _row(act: Act) -> ActionRow:
    row: ActionRow = act.thing.row["action"]
    return row


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
    words = _words(new.what, "what", _("Say what has to be done."))
    return replace(new, what=words, due_at=_deadline(act, new.due_at), doer=_doer(new.doer_kind, new.doer))


def _deadline(act: Act, due_at: datetime) -> datetime:
    if due_at < act.at - LATEST:
        raise Refusal(_("Choose a day within the last 90 days, or one to come."), field="by")
    if due_at > act.at + FURTHEST:
        raise Refusal(_("Choose a day within two years."), field="by")
    return due_at


def _doer(kind: str, name: str) -> str:
    name = tidy(name)
    if kind not in DOERS:
        raise Refusal(_("Choose who does it."), field="doer_kind")
    if kind != "member" and not name:
        raise Refusal(_("Enter the name of whoever does it."), field="doer")
    return "" if kind == "member" else name


def _words(text: str, field: str, missing: str) -> str:
    """Return what was typed with its lines kept. Raises Refusal when there is nothing, or far too much."""
    words = "\n".join(filter(None, map(tidy, text.splitlines())))
    if not words:
        raise Refusal(missing, field=field)
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field=field)
    return words


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


def _as_opened(act: Act, version: int) -> ActionRow:
    """
    Return the action if it is still as the actor opened it. Raises Stale otherwise.

    Asked before every other rule: what is wrong with a change is told on the action as it is now, never on one that is past.
    """
    if _row(act).version != version:
        raise _stale(act)
    return _row(act)


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


def _check_unfinished(row: ActionRow) -> None:
    if row.state not in UNFINISHED:
        raise Refusal(_("This action is %(state)s: nothing more can be changed.") % {"state": row.state})


def check_has_no_clock(row: ActionRow) -> None:
    """Raise Refusal for work whose time and owner go by an escalation's route."""
    if row.kind in OWN_CLOCK:
        raise Refusal(_("This is an escalation with a clock of its own: answer it, or send it on, on its own page."))


def _move(act: Act, step: str, at: datetime, text: str, **values: Any) -> None:
    """Bring an action to the state that a step leads to, and write the step."""
    try:
        state = check_step(step, _row(act).state)
    except NoSuchStep as wrong:
        raise Refusal(str(wrong)) from None
    _write(act, state=state, **values)
    _step(act, step, at, text, {"return_date": values["return_date"]} if values.get("return_date") else None)


def _finish(act: Act, command: str, version: int, outcome: str, done_at: datetime | None) -> UUID:
    row, done_at = _as_opened(act, version), done_at or act.at
    if KINDS[row.kind].finished_by != command:
        raise Refusal(str(FINISHED_WHERE[row.kind]))
    if done_at > act.at:
        raise Refusal(_("Choose a moment that is past."), field="day")
    if row.made_at and done_at < row.made_at:
        if done_at != row.made_at.replace(second=0, microsecond=0):
            raise Refusal(_("Choose a moment after the action was given."), field="day")
        done_at = row.made_at  # a form tells minutes: given and done within one
    words = _words(outcome, "outcome", "") if outcome.strip() else ""
    _move(act, "complete", done_at, words, **_ended(done_at, words))
    _tell_owner(act, "action done")
    return row.id


def _ended(at: datetime, outcome: str) -> dict[str, Any]:
    return {"closed_at": at, "outcome": outcome, "hold_reason": "", "return_date": None}


def _write(act: Act, **values: Any) -> None:
    """Write an action if nobody has since it was loaded. One statement; offers that it ends go with the last one."""
    row = _row(act)
    changed = Action.objects.filter(id=row.id, version=row.version).update(
        version=F("version") + 1, act_id=act.id, **values
    )
    if changed != 1:
        raise _stale(act)
    if "owner_id" in values or values.get("state") in ENDS:
        act.add("ended", EndOffers(row.id, ENDS.get(values.get("state", ""), Lapse.PASSED_ON), "state" in values))


def _stale(act: Act) -> Stale:
    return Stale(
        _("Somebody changed this action meanwhile. Nothing of yours is saved yet."),
        extra=queries.one(action_id=act.thing.id),
    )


def _step(act: Act, kind: str, at: datetime, text: str, detail: dict[str, Any] | None = None) -> None:
    """Write a step, with the version that it led to."""
    row = _row(act)
    version = row.version + (kind != "comment")
    act.add("step", NewStep(row.team_id, row.person_id, row.id, kind, at, text, {"version": version} | (detail or {})))


def _tell_owner(act: Act, kind: str) -> None:
    row = _row(act)
    if row.is_owner_there:
        _tell(act, kind, row.team_id, row.owner_account_id, row.id, row.person_id)


def _tell(act: Act, kind: str, team_id: UUID, account_id: UUID | None, action_id: UUID, person_id: UUID | None) -> None:
    """Tell somebody about an action; nobody is told of their own act."""
    if account_id and account_id != act.account_id:
        act.add("message", Tell(team_id, account_id, kind, "action", action_id, person_id))
