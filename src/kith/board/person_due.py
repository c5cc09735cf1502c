"""What is due for a person, on their page: work in its order and words, escalations with their clock."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.action.presenter import doer_words, owner_words, standing_words
from kith.action.queries import ActionRow
from kith.action.rules import ActionKind, Standing, deadline, overdue_service_days, standing
from kith.board.moment_rules import by_words, left_words
from kith.board.person_queries import PersonRows
from kith.board.person_reader import Reader
from kith.board.person_shows import PersonAction, Worry
from kith.person.rules import shown
from kith.web.words import moment


def in_order_of_need(work: Iterable[ActionRow], at: datetime) -> list[ActionRow]:
    """Return work, escalations first, then overdue, due today and back from hold, later, waiting; earliest deadline first."""
    order = {Standing.OVERDUE: 1, Standing.RETURNED: 2, Standing.DUE_TODAY: 2, Standing.LATER: 3, Standing.WAITING: 4}

    def key(one: ActionRow) -> tuple[int, datetime, int]:
        rank = 0 if one.kind is ActionKind.URGENT else order[standing(one.facts, at)]
        return rank, deadline(one.facts), one.id.int

    return sorted(work, key=key)


def action_line(one: ActionRow, rows: PersonRows, reader: Reader) -> PersonAction:
    """Return an action as a line of the page."""
    stands, words = standing_of(one, rows)
    return PersonAction(
        action_id=one.id,
        what=shown(one.what),
        standing=stands,
        standing_words=words,
        words=_action_words(one, rows, reader),
        is_urgent=one.kind is ActionKind.URGENT,
        can_finish=one.team_id in rows.teams and one.kind in (ActionKind.PLAIN, ActionKind.NOTICED),
        done_words=_("Say what you saw") if one.kind is ActionKind.NOTICED else _("Done"),
    )


def _action_words(one: ActionRow, rows: PersonRows, reader: Reader) -> str:
    """Who owns it, who does it, why it waits, and when it was due at first."""
    parts = [_("Yours") if one.owner_account_id == reader.account_id and one.is_owner_there else owner_words(one)]
    if doer := doer_words(one.doer_kind, one.doer):
        parts.append(_("done by %(doer)s") % {"doer": doer})
    if one.hold_reason:
        parts.append(_("waiting: %(why)s") % {"why": shown(one.hold_reason)})
    if one.first_due_at != one.due_at:
        parts.append(_("first due %(moment)s") % {"moment": moment(one.first_due_at, rows.at)})
    return ". ".join(parts)


def standing_of(one: ActionRow, rows: PersonRows) -> tuple[str, str]:
    """Return where an action stands, by code and in words; late by service days, as the board counts them."""
    stands, words = standing_words(one, rows.at)
    team = rows.teams.get(one.team_id)
    number = overdue_service_days(deadline(one.facts), rows.at, team.calendar) if team else 0
    if stands == Standing.OVERDUE and number:
        words = ngettext("%(number)d day late", "%(number)d days late", number) % {"number": number}
    return stands, words


def due_words(one: ActionRow, rows: PersonRows) -> str:
    """Return an action with its deadline in words."""
    return f"{shown(one.what)}: {standing_of(one, rows)[1]}"


def then_words(waiting: Sequence[ActionRow], told: int, at: datetime) -> str:
    """Return what comes after: 'Then 1 by Friday 5pm, 2 waiting'."""
    after = [one.facts for one in waiting[told:]]
    coming = [one for one in after if standing(one, at) is Standing.LATER]
    held = len(after) - len(coming)
    parts = [_("1 by %(moment)s") % {"moment": moment(coming[0].due_at, at)}] if coming else []
    if len(coming) > 1:
        parts.append(_("%(number)d later") % {"number": len(coming) - 1})
    if held:
        parts.append(_("%(number)d waiting") % {"number": held})
    return _("Then %(what)s") % {"what": ", ".join(parts)} if parts else ""


def worry(one: ActionRow, rows: PersonRows) -> Worry:
    """Return an escalation with its clock: what is gone of its time, who was told, what was said last."""
    at, due_at = rows.at, one.due_at
    from_at, raised = one.made_at or at, rows.added.raised.get(one.id)
    minutes = max(1, int((due_at - from_at).total_seconds() // 60))
    gone = min(minutes, max(0, int((at - from_at).total_seconds() // 60)))
    told = _("Raised by %(name)s %(moment)s.")
    return Worry(
        action_id=one.id,
        words=f"{shown(one.what)}: {by_words(due_at, at)}",
        owner=owner_words(one),
        raised=told % {"name": raised.by, "moment": moment(from_at, at)} if raised and raised.by else "",
        told=raised.told if raised else "",
        said=raised.said if raised else "",
        left=left_words(due_at, at),
        minutes=minutes,
        minutes_gone=gone,
        from_at=from_at,
        due_at=due_at,
        tone="now" if at > due_at else "late" if (minutes - gone) * 4 <= minutes else "due",
    )
