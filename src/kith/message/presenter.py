"""Messages as words for a page."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from kith.message.rules import Group, Told, grouped
from kith.message.shows import Notice, NoticeGroup, NoticesShow
from kith.message.words import in_words
from kith.web.shows import Filled
from kith.web.words import first_up, moment


def notices_show(told: Sequence[Told], *, total: int, form: Filled, at: datetime) -> NoticesShow:
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
    if told.thing_kind == "proposal":
        return reverse("proposal", kwargs={"proposal_id": told.thing_id})
    if told.thing_kind == "spared":
        return reverse("spared", kwargs={"spared_id": told.thing_id})
    if told.thing_kind == "join":
        return reverse("joined-own")
    if told.thing_kind == "offer":
        return reverse("offer", kwargs={"offer_id": told.thing_id})
    return reverse("person", kwargs={"person_id": told.person_id}) if told.person_id else ""
