"""
Sending partners what a meeting decided, in the act that closes it, through the operation that sends every summary.

A nested operation asks no right of its own: here it is asked whether whoever closes may share.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, NotAllowed, Refusal
from kith.agency.rules import PURPOSES
from kith.alignment.composing_rules import in_words
from kith.alignment.rules import usual_day
from kith.alignment.sending import ToSend, send
from kith.alignment.times import times
from kith.mdt.minutes import Line
from kith.mdt.partner_queries import Partner, partners_of
from kith.mdt.queries import Whole
from kith.mdt.types import ToPartner
from kith.person.rules import shown
from kith.place.rules import date_words
from kith.policy.queries import right_of

SEND = "alignment.send"


def no_right(*, role: str, team_id: UUID, at: datetime) -> str:
    """Return why a role sends partners nothing while it closes a meeting, with who can; '' where it decides that. No statement."""
    said = right_of(SEND, role, team_id=team_id, at=at)
    return "" if said.verdict == "decide" else said.sentence


def send_decided(act: Act, found: Whole, chosen: Sequence[ToPartner]) -> Mapping[UUID, Sequence[Line]]:
    """
    Send the chosen partners what they may be told now; return by case who got what and who was sent nothing because.

    Inside the closing. As many statements as `partners_of`, and 26 for each partner that is sent something.

    Raises:
        NotAllowed: where whoever closes may not share.
        Refusal: naming the partner (its key is the field), where one may not be sent anything now, or not what was looked at.
    """
    forbidden = no_right(role=act.role, team_id=found.meeting.team_id, at=act.at)
    if forbidden and chosen:
        raise NotAllowed(forbidden, rule="P10")
    known = {one.key: one for one in partners_of(whole=found, at=act.at)}
    wanted = {one.key: one for one in chosen}
    if gone := sorted(wanted.keys() - known.keys()):
        words = _("Somebody who was to be told works with this person no more. Nothing is closed: look again.")
        raise Refusal(words, field=field_of(gone[0]), rule="P10")
    lines: dict[UUID, list[Line]] = {}
    for key, one in known.items():
        if key in wanted:
            _send(act, found, one, wanted[key])
        said = _got(act, one) if key in wanted else _not_sent(one, forbidden)
        lines.setdefault(one.case_id, []).append(said)
    return lines


def field_of(key: str) -> str:
    """Return the name of the box that ticks a partner."""
    return f"partner-{key}"


def purpose_words(purpose: str) -> str:
    """Return the label of a purpose."""
    return str(_(PURPOSES[purpose].label)) if purpose in PURPOSES else purpose


def _send(act: Act, found: Whole, one: Partner, to: ToPartner) -> None:
    """Send one, as it was looked at. Raises Refusal naming it."""
    if not one.may:
        raise _named(one, one.why_not)
    by = confirm_by(one, act.at)
    sent = ToSend(one.agency_id, one.purpose, to.contact_id, by, to.seen, sorted(one.draft.left_out))
    try:
        send(act=act, team_id=found.meeting.team_id, person_id=one.person_id, to=sent)
    except Refusal as refusal:
        raise _named(one, refusal.sentence) from None


def confirm_by(one: Partner, at: datetime) -> date:
    """Return by when one is asked to confirm: as usual, and no later than their agreement holds."""
    return usual_day(at, times(), one.draft.allowed.until_day if one.draft.allowed else None)


def _named(one: Partner, sentence: str) -> Refusal:
    words = {"agency": shown(one.agency), "why": sentence}
    return Refusal(_("%(agency)s: %(why)s The meeting is not closed.") % words, field=field_of(one.key), rule="P10")


def _got(act: Act, one: Partner) -> Line:
    assert one.contact is not None
    words = {
        "agency": shown(one.agency),
        "purpose": purpose_words(one.purpose),
        "who": shown(one.contact.name),
        "what": in_words(one.draft.parts),
        "day": date_words(confirm_by(one, act.at)),
    }
    said = _("%(agency)s, for %(purpose)s. Sent to %(who)s: %(what)s. To be confirmed by %(day)s.")
    return _("Partner told"), said % words


def _not_sent(one: Partner, forbidden: str) -> Line:
    why = forbidden or one.why_not or _("Left out when the meeting closed.")
    words = {"agency": shown(one.agency), "purpose": purpose_words(one.purpose), "why": why}
    return _("Partner not sent"), _("%(agency)s, for %(purpose)s. %(why)s") % words
