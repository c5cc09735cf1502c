"""Actions in words: where one stands, its history step by step, and what two people wrote differently."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from kith.action.differing import seen_of
from kith.action.forms import OTHER, by_options
from kith.action.queries import ActionRow, Owner, StepRow, Wording
from kith.action.rules import (
    KINDS,
    OWN_CLOCK,
    UNFINISHED,
    ActionKind,
    ActionState,
    Standing,
    can_step,
    deadline,
    standing,
)
from kith.action.shows import ActionShow, AddShow, DifferenceShow, StepLine, StepShow
from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import local_day
from kith.team.queries import TeamInfo
from kith.team.reachable import Reachable
from kith.web import typed
from kith.web.pages import fresh_form
from kith.web.shows import Differs, Filled, Meanwhile, Option
from kith.web.words import days, first_up, long_day, moment, saved_words
from kith.web.words import deadline as by_words

DONE_WORDS = {
    ActionKind.PLAIN: later("Done"),
    ActionKind.LOOK_THROUGH: later("Everybody is looked through"),
    ActionKind.URGENT: later("Answer it"),
    ActionKind.WEEKLY_MEETING: later("Write what the meeting decided"),
    ActionKind.IMPORT_REVIEW: later("Write what was kept"),
    ActionKind.AFTER_DEATH: later("Mark as done"),
    ActionKind.DOUBLES: later("Compare the records"),
    ActionKind.ACCESS_ASK: later("Answer"),
    ActionKind.SEE_THROUGH: later("See it through"),
    ActionKind.SPARED: later("Look at it"),
    ActionKind.PROPOSAL: later("Decide it"),
    ActionKind.NOTICED: later("Say what you saw"),
    ActionKind.SUPERVISION: later("Mark as done"),
    ActionKind.PLAN_REVIEW: later("Look through the plan"),
    ActionKind.RESTRICTED_TASK: later("Open it"),
    ActionKind.PARTNER_ANSWER: later("See what they answered"),
    ActionKind.TELL_PERSON: later("Say how they were told"),
    ActionKind.CONTRADICTION: later("Settle it"),
    ActionKind.PREPARE_CASE: later("Open the page"),
}
OUTCOME_WORDS = {
    ActionKind.NOTICED: later("What you saw, and what came of it"),
    ActionKind.WEEKLY_MEETING: later("What the meeting decided"),
}
"""What is asked of those who finish work that needs an outcome."""
STEPS = {
    "add": later("Given"),
    "change": later("Changed"),
    "take": later("Taken over"),
    "resume": later("Taken off hold"),
    "complete": later("Done"),
    "cancel": later("Cancelled"),
    "correct": later("Marked as made in error"),
    "comment": later("Comment"),
    "offer": later("Offered"),
    "ask help": later("Asked for help"),
    "help": later("Helps"),
    "accept": later("Accepted"),
    "decline": later("Declined"),
    "withdraw": later("Offer withdrawn"),
    "lapse": later("Offer lapsed without an answer"),
    "ask": later("Asked before answering"),
    "remind": later("Reminded"),
    "pass": later("Passed on"),
    "reopen": later("Opened again"),
}
FIELDS = {
    "what": later("What"),
    "owner_id": later("Who answers for it"),
    "due_at": later("By when"),
    "doer": later("Who does it"),
}
WISHES = {
    "edit": later("Change the action"),
    "hold": later("Put on hold"),
    "cancel": later("Cancel the action"),
    "correct": later("Made in error"),
}
TRANSITION_OF = {"hold": "hold", "done": "complete", "cancel": "cancel", "correct": "correct"}
ORIGINS = {
    "intake": later("an import"),
    "huddle item": later("a huddle"),
    "contact": later("a planned contact"),
    "sighting": later("a warning sign that was seen"),
    "alike": later("an import"),
    "ask": later("a colleague of another team"),
    "note": later("a colleague who joined the record"),
    "plan": later("the shared plan"),
    "refresh": later("the shared plan"),
    "supervision": later("a supervision session"),
}


@dataclass(frozen=True, slots=True)
class Around:
    """
    What stands around an action on its page: whose it is, the team's slug, what the reader may, where it is finished,
    what is to be compared.
    """

    who: Who | None
    team_slug: str
    may: Callable[[str], bool]
    account_id: UUID
    at: datetime
    finish_at: str = ""
    offers: Sequence[tuple[UUID, str]] = ()
    helpers: str = ""
    is_duty: bool = False
    differences: Sequence[DifferenceShow] = ()
    reach: Reachable | None = None


def action_show(
    row: ActionRow, steps: Sequence[StepRow], names: Mapping[str, str], around: Around, form: Filled
) -> ActionShow:
    """Return one action with its history and what the reader may do with it now. `names` are those of members, by id."""
    stands, words = standing_words(row, around.at)
    is_open, may = row.state in UNFINISHED, around.may
    is_yours = row.owner_account_id == around.account_id
    can_finish = is_open and may(KINDS[row.kind].finished_by)
    is_to_look_through = row.kind is ActionKind.LOOK_THROUGH and bool(around.finish_at)
    is_free = row.kind not in OWN_CLOCK
    return ActionShow(
        action_id=row.id,
        who=around.who,
        team_slug=around.team_slug,
        what=shown(row.what),
        kind=_(KINDS[row.kind].label),
        standing=stands,
        standing_words=words,
        owner=owner_words(row),
        reach=around.reach,
        is_yours=is_yours,
        due_at=row.due_at,
        first_due_at=row.first_due_at,
        origin=str(ORIGINS.get(row.origin_kind, "")),
        steps=[step_line(step, names, around.at) for step in steps],
        form=form,
        press_key=fresh_form().key,
        version=row.version,
        doer=doer_words(row.doer_kind, row.doer),
        hold_reason=shown(row.hold_reason),
        return_date=row.return_date,
        outcome=shown(row.outcome),
        done_words=_("Look people through") if is_to_look_through else str(DONE_WORDS[row.kind]),
        finish_at=around.finish_at if can_finish else "",
        can_finish=can_finish,
        can_take=is_open and is_free and may("action.take") and row.owner_account_id != around.account_id,
        can_change=is_open and is_free and may("action.change"),
        can_hold=is_free and can_step("hold", row.state) and may("action.hold"),
        can_resume=can_step("resume", row.state) and may("action.resume"),
        can_cancel=is_free and can_step("cancel", row.state) and may("action.cancel"),
        can_correct=is_free and can_step("correct", row.state) and may("action.mark_in_error"),
        can_comment=may("action.comment"),
        can_offer=is_open and may("action.offer") and (is_yours or around.is_duty),
        can_remind=is_open and may("action.remind") and (not is_yours or bool(around.offers)),
        offers=around.offers,
        helpers=around.helpers,
        differences=around.differences,
    )


def owner_words(row: ActionRow) -> str:
    """Return who answers for an action: the owner, or the duty lead in place of one who is not there any more (P1)."""
    if row.state in UNFINISHED and row.is_in_pool:
        return _("The duty lead, until somebody takes it from the pool")
    if row.is_owner_there or row.state not in UNFINISHED:
        return row.owner
    return _("The duty lead (%(name)s is not on the team any more)") % {"name": row.owner}


def doer_words(kind: str, name: str) -> str:
    """Return who does it when it is not the owner: 'the person', 'Mrs Clarke (carer)'; else ''."""
    kinds = {"partner": _("partner"), "person": _("the person"), "carer": _("carer")}
    return f"{shown(name)} ({kinds[kind]})" if kind in kinds else ""


def standing_words(row: ActionRow, at: datetime) -> tuple[str, str]:
    """Return where an action stands, by its code and in words: ('overdue', '1 day late'), ('done', 'done today 3pm')."""
    if row.state not in UNFINISHED:
        assert row.closed_at is not None
        ends = {
            ActionState.DONE: _("done"),
            ActionState.CANCELLED: _("cancelled"),
            ActionState.IN_ERROR: _("made in error"),
        }
        return str(row.state), f"{ends[row.state]} {moment(row.closed_at, at)}"
    stands = standing(row.facts, at)
    if stands is Standing.WAITING and row.return_date:
        return str(stands), _("on hold until %(day)s") % {"day": long_day(row.return_date)}
    if stands is Standing.RETURNED:
        return str(stands), _("back from hold")
    if stands is not Standing.OVERDUE:
        return str(stands), _("due %(when)s") % {"when": by_words(row.due_at, at)}
    late = (local_day(at) - local_day(deadline(row.facts))).days
    return str(stands), _("%(days)s late") % {"days": days(late)} if late else _("late since %(when)s") % {
        "when": moment(deadline(row.facts), at)
    }


def step_line(step: StepRow, names: Mapping[str, str], at: datetime) -> StepLine:
    """Return one step in words, with what stood there before where something was changed."""
    words = str(STEPS.get(step.kind, step.kind))
    text = shown(step.text)
    if step.kind == "hold":
        day = datetime.fromisoformat(step.detail["return_date"]).date() if "return_date" in step.detail else None
        words = _("Put on hold until %(day)s") % {"day": long_day(day)} if day else _("Put on hold")
    if step.kind in ("change", "accept"):
        text = "; ".join(_change_words(step, names, at))
    written = _("written %(when)s") % {"when": moment(step.recorded_at, at)} if _is_later(step) else ""
    return StepLine(words, step.who, moment(step.event_at, at), text, written)


def _is_later(step: StepRow) -> bool:
    return (step.recorded_at - step.event_at).total_seconds() >= 60


def _change_words(step: StepRow, names: Mapping[str, str], at: datetime) -> list[str]:
    """Return what was changed, each as it is now and as it was before."""
    before = step.detail.get("before", {})
    return [
        _("%(label)s: %(now)s, before: %(was)s")
        % {
            "label": label,
            "now": _told(field, step.detail.get(field, ""), names, at) or _("nobody else"),
            "was": _told(field, before[field], names, at) or _("nobody else"),
        }
        for field, label in FIELDS.items()
        if field in before
    ]


def _told(field: str, value: object, names: Mapping[str, str], at: datetime) -> str:
    if field == "owner_id":
        return names.get(str(value), "")
    if field == "due_at":
        return by_words(datetime.fromisoformat(str(value)), at)
    return shown(str(value))


def add_show(
    *,
    who: Who,
    owners: tuple[list[Owner], list[str]],
    team: TeamInfo,
    teams: Sequence[Option],
    at: datetime,
    form: Filled | None,
) -> AddShow:
    """Return the form of a new action; by itself it is for oneself, by the first usual deadline."""
    by = by_options(at=at, calendar=team.calendar)
    first = owners[0][0].id if owners[0] else ""
    return AddShow(
        who=who,
        owners=owner_options(owners[0]),
        why_not=owners[1],
        by=by,
        doers=doer_options(),
        form=form or fresh_form(who=str(first), by=by[0].value, doer_kind="member", team=str(team.id)),
        teams=teams,
    )


def owner_options(owners: Sequence[Owner]) -> list[Option]:
    """Return owners as answers of a list."""
    return [Option(str(owner.id), owner.words) for owner in owners]


def doer_options() -> list[Option]:
    """Return who may do what somebody else answers for."""
    return [
        Option("member", _("Whoever answers for it")),
        Option("partner", _("A partner service")),
        Option("person", _("The person")),
        Option("carer", _("A carer")),
    ]


def edit_form(row: ActionRow) -> Filled:
    """Return the form of a change with what stands there now."""
    values = typed.moment_fields(row.due_at, day_name="by_day", time_name="by_time")
    return fresh_form(what=row.what, who=str(row.owner_id), by=OTHER, doer_kind=row.doer_kind, doer=row.doer, **values)


def with_owner(owners: list[Owner], row: ActionRow) -> list[Owner]:
    """Return possible owners with the present one, who may stay."""
    return owners if row.owner_id in {one.id for one in owners} else [Owner(row.owner_id, row.owner), *owners]


def step_show(
    doing: str,
    row: ActionRow,
    who: Who | None,
    form: Filled,
    *,
    owners: tuple[Sequence[Owner], Sequence[str]] = ((), ()),
    by: Sequence[Option] = (),
    meanwhile: Meanwhile | None = None,
    differences: Sequence[DifferenceShow] = (),
) -> StepShow:
    """Return the form of one step of an action; of an action that has ended, only what the reader wrote."""
    can_go_on = row.state in UNFINISHED if doing == "edit" else can_step(TRANSITION_OF[doing], row.state)
    return StepShow(
        doing=doing,
        action_id=row.id,
        who=who,
        what=shown(row.what),
        owner=owner_words(row),
        due_at=row.due_at,
        version=row.version,
        form=form,
        done_words=str(DONE_WORDS[row.kind]),
        outcome_words=str(OUTCOME_WORDS.get(row.kind, _("What came of it (optional)"))),
        owners=owner_options(owners[0]),
        why_not=owners[1],
        by=by,
        doers=doer_options(),
        meanwhile=meanwhile,
        can_go_on=can_go_on or meanwhile is None,
        as_comment="" if can_go_on or meanwhile is None else typed_words(doing, row, form),
        differences=differences,
        seen=seen_of(differences),
    )


def typed_words(doing: str, row: ActionRow, form: Filled) -> str:
    """Return what somebody wrote into a step's form, to be kept as a comment; '' when there was nothing but its press."""
    typed_text = str(form.values.get({"edit": "what", "done": "outcome"}.get(doing, "reason"), "")).strip()
    return _("%(step)s: %(words)s") % {"step": wish_words(doing, row), "words": typed_text} if typed_text else ""


def wish_words(doing: str, row: ActionRow) -> str:
    """Return what a form asks for, in a word or two."""
    return str(DONE_WORDS[row.kind] if doing == "done" else WISHES[doing])


def overtaken(
    doing: str, row: ActionRow, form: Filled, last: StepRow | None, before: Wording | None, at: datetime
) -> Meanwhile:
    """Return who saved first while somebody filled in a step's form: how the action stands and reads now, and their step."""
    typed_text = str(form.values.get("outcome" if doing == "done" else "reason", "")).strip()
    told = row.outcome or row.hold_reason
    differs = [
        Differs(_("How it stands"), "", first_up(standing_words(row, at)[1]), wish_words(doing, row)),
        Differs(_("In words"), "", shown(told), shown(typed_text)),
    ]
    if before:
        now = Wording(row.what, row.owner, row.due_at, row.doer)
        differs += [Differs(label, was, there, was) for label, was, there, _mine in _wordings(before, now, before, at)]
    return Meanwhile(_who_saved(last, at), [one for one in differs if one.theirs or one.yours])


def meanwhile_show(
    row: ActionRow, last: StepRow | None, before: Wording | None, yours: Wording, at: datetime
) -> Meanwhile:
    """Return who saved first, and each field in which the action now differs from what the reader wrote."""
    theirs = Wording(row.what, row.owner, row.due_at, row.doer)
    differs = [Differs(*one) for one in _wordings(before or theirs, theirs, yours, at)]
    if row.state not in UNFINISHED:
        differs.insert(0, Differs(_("How it stands"), "", first_up(standing_words(row, at)[1]), _("still to be done")))
    return Meanwhile(_who_saved(last, at), differs)


def _who_saved(last: StepRow | None, at: datetime) -> str:
    return saved_words(last.who, last.recorded_at, at) if last else _("somebody")


def _wordings(start: Wording, theirs: Wording, yours: Wording, at: datetime) -> list[tuple[str, str, str, str]]:
    """Return label, start, theirs and yours of each field in which two wordings differ."""
    told = {
        _("What"): (start.what, theirs.what, yours.what),
        _("Who answers for it"): (start.owner, theirs.owner, yours.owner),
        _("By when"): tuple(by_words(one.due_at, at) for one in (start, theirs, yours)),
        _("Who does it"): (start.doer, theirs.doer, yours.doer),
    }
    return [
        (label, shown(was), shown(there), shown(mine)) for label, (was, there, mine) in told.items() if there != mine
    ]
