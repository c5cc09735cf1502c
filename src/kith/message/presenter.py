"""Messages as words for a page."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from kith.language import clock
from kith.message.mail_queries import MailLine
from kith.message.mail_rules import DIGEST_TIMES, EVERY_HOURS, MailKind, MailStep, Topic, Wish
from kith.message.rules import Group, Told, grouped
from kith.message.shows import MailedLine, Notice, NoticeGroup, NoticesShow, ReachMeShow
from kith.message.words import in_words
from kith.team.reachable import Reachable
from kith.web.shows import Filled, Option
from kith.web.words import first_up, moment


def notices_show(told: Sequence[Told], *, total: int, form: Filled, at: datetime, mail_is_sent: bool) -> NoticesShow:
    """Return the page of notices: twenty of one kind are one line."""
    groups = [_group(one, at) for one in grouped(told)]
    return NoticesShow(
        form=form,
        up_to=at,
        unread=[one for one in groups if not one.is_read],
        read=[one for one in groups if one.is_read],
        number_unread=sum(not one.is_read for one in told),
        number_listed=len(told),
        total=total,
        mail_is_sent=mail_is_sent,
    )


def _group(group: Group, at: datetime) -> NoticeGroup:
    notices = [_notice(told, at) for told in group.told]
    return NoticeGroup(group.kind, in_words(group.kind, len(notices)), notices[0].when, notices, group.is_read)


def _notice(told: Told, at: datetime) -> Notice:
    about = told.about or (_("somebody whose record you cannot open") if told.is_about_somebody else "")
    return Notice(about, first_up(moment(told.told_at, at)), _address(told))


def _address(told: Told) -> str:
    """Where a message leads: to its action, else to the person; nowhere when the record cannot be opened."""
    if told.is_about_somebody and told.person_id is None:
        return ""
    if told.thing_kind == "action":
        return reverse("action", kwargs={"action_id": told.thing_id})
    if told.thing_kind == "escalation":
        return reverse("escalation", kwargs={"escalation_id": told.thing_id})
    if told.thing_kind == "restricted":
        return reverse("restricted", kwargs={"concern_id": told.thing_id})
    if told.thing_kind == "proposal":
        return reverse("proposal", kwargs={"proposal_id": told.thing_id})
    if told.thing_kind == "spared":
        return reverse("spared", kwargs={"spared_id": told.thing_id})
    if told.thing_kind == "case file":
        return reverse("case-file", kwargs={"file_id": told.thing_id})
    if told.thing_kind == "supervision note":
        return reverse("supervision-note", kwargs={"note_id": told.thing_id})
    if told.thing_kind == "mdt":
        return reverse("mdt-minutes", kwargs={"mdt_id": told.thing_id})
    if told.thing_kind == "supervision":
        return reverse("supervision")
    if told.thing_kind == "join":
        return reverse("joined-own")
    if told.thing_kind == "rule version":
        return reverse("rule-version", kwargs={"version_id": told.thing_id})
    if told.thing_kind == "set-up":
        return reverse("place-set-up")
    if told.thing_kind in ("partner request", "alignment"):  # the second: a mail with its link did not arrive
        return reverse("partner-request", kwargs={"request_id": told.thing_id})
    if told.thing_kind == "weekly meeting":
        return reverse("weekly-questions", kwargs={"meeting_id": told.thing_id})
    if told.thing_kind == "weekly meeting case":
        return reverse("weekly-page", kwargs={"case_id": told.thing_id})
    if told.thing_kind == "offer":
        return reverse("offer", kwargs={"offer_id": told.thing_id})
    return reverse("person", kwargs={"person_id": told.person_id}) if told.person_id else ""


TOPICS = {
    Topic.DECISIONS: (later("Decisions"), later("Proposals, what was decided by right, what became of escalations")),
    Topic.OFFERS: (later("Offers and help"), later("Work offered to you, answers to yours, somebody asks for help")),
    Topic.WORK: (later("Your work"), later("Actions given, changed, commented, overdue; work passed to you")),
    Topic.CONTACTS: (later("Contacts"), later("Made, missed, planned or called off")),
    Topic.PEOPLE: (later("People you answer for"), later("Leads, deaths, merges, who may see a record")),
    Topic.FOLLOWED: (later("People you follow"), later("Escalations, new owners, holds that ended, missed contacts")),
    Topic.OTHER: (later("Everything else"), ""),
}
MAILS = {
    MailKind.URGENT: later("Urgent"),
    MailKind.CHOSEN: later("At once"),
    MailKind.DIGEST: later("Digest"),
}
STEPS = {
    MailStep.SENT: later("Taken by the mail server"),
    MailStep.REFUSED: later("The mail server refused your address"),
    MailStep.BOUNCED: later("The mail server sent it back"),
    MailStep.NOT_REACHED: later("The mail server was not reached: it is tried again"),
    MailStep.TAKEN_AGAIN: later("Handed over again: nobody knows whether it left the first time"),
    MailStep.GIVEN_UP: later("Given up: it did not arrive"),
    MailStep.SET_ASIDE: later("Not sent: you had read everything"),
}
BAD = frozenset({MailStep.REFUSED, MailStep.BOUNCED, MailStep.GIVEN_UP})


def filled_wish(wish: Wish, own: Reachable) -> dict[str, str | frozenset[str]]:
    """Return what stands in the form of how somebody is reached."""
    return {
        "email": own.email,
        "phone": own.phone,
        "at_once": wish.at_once,
        "digest": wish.digest,
        "digest_at": f"{wish.digest_at:%H:%M}",
        "every_hours": str(wish.every_hours),
    }


def reach_me_show(
    *, form: Filled, steps: Sequence[MailLine], has_address: bool, mail_is_sent: bool, at: datetime
) -> ReachMeShow:
    """Return the page on which somebody says how they are reached and told."""
    return ReachMeShow(
        form=form,
        warning=_warning(has_address=has_address, mail_is_sent=mail_is_sent),
        topics=[Option(str(one), str(words), str(more)) for one, (words, more) in TOPICS.items()],
        times=[Option(f"{one:%H:%M}", clock(one.hour, one.minute)) for one in DIGEST_TIMES],
        hours=[Option(str(one), ngettext("each hour", "each %(n)d hours", one) % {"n": one}) for one in EVERY_HOURS],
        mailed=[_mailed(one, at) for one in steps],
    )


def _warning(*, has_address: bool, mail_is_sent: bool) -> str:
    if not mail_is_sent:
        return _(
            "Kith sends no e-mail here: something urgent reaches you on these pages alone. Keep them open on duty."
        )
    if not has_address:
        return _("Kith has no e-mail address of yours: something urgent reaches you on these pages alone.")
    return ""


def _mailed(one: MailLine, at: datetime) -> MailedLine:
    step = MailStep(one.what)
    words = str(STEPS[step])
    if one.code.isdecimal():
        words = _("%(words)s (%(code)s)") % {"words": words, "code": one.code}
    return MailedLine(first_up(moment(one.at, at)), str(MAILS[MailKind(one.kind)]), words, step in BAD)
