"""Finishing actions: each kind by the operation that its rule names, cancelled, or marked as never meant."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from kith.act import Act, Refusal, operation
from kith.action import queries
from kith.action.rules import KINDS, ActionKind
from kith.action.writing import as_opened, checked_words, move, tell_owner
from kith.caseload.queries import intake
from kith.person.operations import settle_differences

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
    ActionKind.SUPERVISION: later("This was agreed in supervision: mark it as done on its own page."),
    ActionKind.RESTRICTED_TASK: later("This is restricted: open it, and say on its own page what you did."),
    ActionKind.PARTNER_ANSWER: later("A partner is asked: open it and say what they answered, or how you go on."),
    ActionKind.TELL_PERSON: later(
        "The person is to be told what the meeting decided: open it and say how they were told."
    ),
    ActionKind.CONTRADICTION: later("Something contradicts: open it and say what holds now, and who agreed."),
    ActionKind.PREPARE_CASE: later("This is a page for the weekly meeting: open it and sign it as ready."),
    ActionKind.PLAN_REVIEW: later("This is done by looking through the plan: open the plan and say what came of it."),
}
"""Where each kind of work is finished, for whoever tries another way."""


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
    as_opened(act, version)
    outcome = checked_words(outcome, "outcome", _("Say what the meeting decided."))
    return _finish(act, "action.settle_weekly_meeting", version, outcome, done_at)


@operation("action.settle_noticed", sight=queries.sight_of_action)
def settle_noticed(*, act: Act, action_id: UUID, version: int, outcome: str, done_at: datetime | None = None) -> UUID:
    """Finish what was noticed at a contact, with what was seen since. Raises as `complete`, and without an outcome."""
    as_opened(act, version)
    outcome = checked_words(outcome, "outcome", _("Say what you saw, and what came of it."))
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
    person_id = as_opened(act, version).person_id
    said = settle_differences(act=act, person_id=person_id, seen=seen, taken=taken) if person_id else []
    if not said:
        outcome = checked_words(outcome, "outcome", _("Say what was kept and what was changed."))
    return _finish(act, "action.settle_import_review", version, "\n".join([*said, outcome]), done_at)


@operation("action.finish_look_through", sight=queries.sight_of_action)
def finish_look_through(*, act: Act, action_id: UUID, version: int, done_at: datetime | None = None) -> UUID:
    """Finish looking people through. Raises as `complete`, and while somebody is left."""
    origin = as_opened(act, version).origin_id
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
    as_opened(act, version)
    reason = checked_words(reason, "reason", _("Say why it will not be done."))
    move(act, "cancel", act.at, reason, **_ended(act.at, reason))
    tell_owner(act, "action cancelled")
    return action_id


@operation("action.mark_in_error", sight=queries.sight_of_action)
def mark_in_error(*, act: Act, action_id: UUID, version: int, reason: str) -> UUID:
    """Mark what should never have been written; it leaves the board and keeps its history. Raises as `cancel`."""
    as_opened(act, version)
    reason = checked_words(reason, "reason", _("Say what was wrong."))
    move(act, "correct", act.at, reason, **_ended(act.at, reason))
    tell_owner(act, "action in error")
    return action_id


def _finish(act: Act, command: str, version: int, outcome: str, done_at: datetime | None) -> UUID:
    row, done_at = as_opened(act, version), done_at or act.at
    if KINDS[row.kind].finished_by != command:
        raise Refusal(str(FINISHED_WHERE[row.kind]))
    if done_at > act.at:
        raise Refusal(_("Choose a moment that is past."), field="day")
    if row.made_at and done_at < row.made_at:
        if done_at != row.made_at.replace(second=0, microsecond=0):
            raise Refusal(_("Choose a moment after the action was given."), field="day")
        done_at = row.made_at  # a form tells minutes: given and done within one
    words = checked_words(outcome, "outcome", "") if outcome.strip() else ""
    move(act, "complete", done_at, words, **_ended(done_at, words))
    tell_owner(act, "action done")
    return row.id


def _ended(at: datetime, outcome: str) -> dict[str, Any]:
    return {"closed_at": at, "outcome": outcome, "hold_reason": "", "return_date": None}
