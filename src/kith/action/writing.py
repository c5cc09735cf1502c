"""One action as it was opened, checked and written: the row, its step, and whoever is told of it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from kith.access.rules import RESTRICTED
from kith.act import Act, Refusal, Stale
from kith.action import queries
from kith.action.models import DOERS, Action
from kith.action.offer_rules import ENDS, Lapse
from kith.action.parts import EndOffers, NewStep
from kith.action.queries import ActionRow
from kith.action.rules import OWN_CLOCK, UNFINISHED, NoSuchStep, check_step
from kith.message.parts import Tell
from kith.person.rules import tidy

LONGEST = 2_000
"""Characters of what is to be done, a reason, an outcome or a comment."""


FURTHEST = timedelta(days=366 * 2)


LATEST = timedelta(days=90)
"""How long ago work may have been due when somebody writes it down: what was promised and not done is late at once."""


def row_of(act: Act) -> ActionRow:
    row: ActionRow = act.thing.row["action"]
    return row


def checked_words(text: str, field: str, missing: str) -> str:
    """Return what was typed with its lines kept. Raises Refusal when there is nothing, or far too much."""
    words = "\n".join(filter(None, map(tidy, text.splitlines())))
    if not words:
        raise Refusal(missing, field=field)
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field=field)
    return words


def checked_deadline(act: Act, due_at: datetime) -> datetime:
    if due_at < act.at - LATEST:
        raise Refusal(_("Choose a day within the last 90 days, or one to come."), field="by")
    if due_at > act.at + FURTHEST:
        raise Refusal(_("Choose a day within two years."), field="by")
    return due_at


def checked_doer(kind: str, name: str) -> str:
    name = tidy(name)
    if kind not in DOERS:
        raise Refusal(_("Choose who does it."), field="doer_kind")
    if kind != "member" and not name:
        raise Refusal(_("Enter the name of whoever does it."), field="doer")
    return "" if kind == "member" else name


def as_opened(act: Act, version: int) -> ActionRow:
    """
    Return the action if it is still as the actor opened it. Raises Stale otherwise.

    Asked before every other rule: what is wrong with a change is told on the action as it is now, never on one that is past.
    """
    if row_of(act).version != version:
        raise _stale(act)
    return row_of(act)


def check_unfinished(row: ActionRow) -> None:
    if row.state not in UNFINISHED:
        raise Refusal(_("This action is %(state)s: nothing more can be changed.") % {"state": row.state})


def check_is_told_here(row: ActionRow) -> None:
    """Raise Refusal for restricted work: its page is the whole team's, and nothing about it is written or changed there."""
    if row.origin_kind == RESTRICTED:
        raise Refusal(
            _("This is restricted: everything about it is written, done and passed on from its own page."), rule="P10"
        )


def check_has_no_clock(row: ActionRow) -> None:
    """Raise Refusal for restricted work, and for work whose time and owner go by an escalation's route."""
    check_is_told_here(row)
    if row.kind in OWN_CLOCK:
        raise Refusal(_("This is an escalation with a clock of its own: answer it, or send it on, on its own page."))


def move(act: Act, step: str, at: datetime, text: str, **values: Any) -> None:
    """Bring an action to the state that a step leads to, and write the step."""
    try:
        state = check_step(step, row_of(act).state)
    except NoSuchStep as wrong:
        raise Refusal(str(wrong)) from None
    write(act, state=state, **values)
    write_step(act, step, at, text, {"return_date": values["return_date"]} if values.get("return_date") else None)


def write(act: Act, **values: Any) -> None:
    """
    Write an action if nobody has since it was loaded. One statement; offers that it ends go with the last one.

    Raises:
        Stale: when somebody has. Refusal: for restricted work.
    """
    row = row_of(act)
    check_is_told_here(row)
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


def write_step(act: Act, kind: str, at: datetime, text: str, detail: dict[str, Any] | None = None) -> None:
    """Write a step, with the version that it led to. Raises Refusal for restricted work."""
    row = row_of(act)
    check_is_told_here(row)
    version = row.version + (kind != "comment")
    act.add("step", NewStep(row.team_id, row.person_id, row.id, kind, at, text, {"version": version} | (detail or {})))


def tell_owner(act: Act, kind: str) -> None:
    row = row_of(act)
    if row.is_owner_there:
        tell(act, kind, row.team_id, row.owner_account_id, row.id, row.person_id)


def tell(act: Act, kind: str, team_id: UUID, account_id: UUID | None, action_id: UUID, person_id: UUID | None) -> None:
    """Tell somebody about an action; nobody is told of their own act."""
    if account_id and account_id != act.account_id:
        act.add("message", Tell(team_id, account_id, kind, "action", action_id, person_id))
