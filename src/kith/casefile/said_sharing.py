"""What rows of agencies say in a case file: who works with a person and why, what is not to be shared, what was shared."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from kith.agency.person_presenter import about_words, ended_words
from kith.agency.presenter import BASIS_WORDS, HOW_WORDS, purpose_words, telling_words, told_words
from kith.casefile.rules import Form
from kith.casefile.said import Around, Image, Said, joined
from kith.person.rules import shown
from kith.web.words import plain_day

WHY = ("basis", "why", "contact_id", "told_how", "told_by", "untold_because", "until_day")
"""Columns of an involvement that say something else when they change."""


def involved(one: Form, before: Image, around: Around) -> Said | None:
    """Say that an agency works with them, for what, on which basis, how they were told; or that it does no longer."""
    now = one.image
    if before and not any(now[name] != before[name] for name in WHY):
        return None
    values = {"agency": around.agency(now["agency_id"]), "what": purpose_words(now["purpose"])}
    if now["until_day"]:
        words = _("%(agency)s works with them no longer: %(what)s") % values
        return Said(_("Sharing"), joined(words, ended_words(now["ended_because"])))
    words = _("%(agency)s works with them: %(what)s") % values
    since = _("since %(day)s") % {"day": _day(now["from_day"])}
    basis = str(BASIS_WORDS[now["basis"]])
    return Said(_("Sharing"), joined(words, basis, shown(now["why"]), since, _telling(now)))


def objection(one: Form, before: Image, around: Around) -> Said | None:
    """Say what they do not want shared, in their words, or that they took it back."""
    now = one.image
    about = about_words(around.agency(now["agency_id"]) if now["agency_id"] else "", now["purpose"])
    if now["withdrawn_at"] and not before.get("withdrawn_at"):
        words = _("They take it back: %(what)s") % {"what": about}
        return Said(_("Sharing"), joined(words, _quoted(now["withdrawn_words"])), _at(now["withdrawn_at"]))
    if before:
        return None
    values = {"who": shown(now["said_by"]), "day": _day(now["on_day"])}
    said = _("said by %(who)s on %(day)s") if now["said_by"] else _("said on %(day)s")
    words = _("They do not want it shared: %(what)s") % {"what": about}
    return Said(_("Sharing"), joined(words, _quoted(now["words"]), said % values), _at(now["since"]))


def override(one: Form, before: Image, around: Around) -> Said | None:
    """Say that something is shared all the same, why and on which ground, or that this was ended."""
    now = one.image
    values = {
        "agency": around.agency(now["agency_id"]), "what": purpose_words(now["purpose"]), "day": _day(now["until_day"]),
    }  # fmt: skip
    if now["ended_at"] and not before.get("ended_at"):
        words = _("Not shared against what they said any more: %(agency)s, %(what)s") % values
        return Said(_("Sharing"), joined(words, shown(now["ended_because"])), _at(now["ended_at"]))
    if before:
        return None
    words = _("Shared all the same until %(day)s: %(agency)s, %(what)s") % values
    return Said(
        _("Sharing"), joined(words, shown(now["reason"]), shown(now["ground"]), _telling(now)), _at(now["since"])
    )


def disclosure(one: Form, before: Image, around: Around) -> Said | None:
    """Say what was told to an agency: whom there, how, for what, which fields, and whether that was against what they said."""
    now = one.image
    agency = around.agency(now["agency_id"])
    contact = around.names.get(str(now["contact_id"]), "") if now["contact_id"] else ""
    values = {
        "whom": ", ".join(filter(None, (shown(contact), agency))), "how": str(HOW_WORDS[now["how"]]),
        "purpose": purpose_words(now["purpose"]), "what": told_words(now["fields"]),
    }  # fmt: skip
    words = _("Told %(whom)s %(how)s, for “%(purpose)s”: %(what)s") % values
    against = _("against what they said") if now["override_id"] else ""
    said = joined(words, str(BASIS_WORDS[now["basis"]]), against, shown(now["words"]))
    return Said(_("Sharing"), said, _at(now["shared_at"]))


def _telling(now: Image) -> str:
    return telling_words(now["told_how"], now["told_by"], now["untold_because"])


def _quoted(text: str) -> str:
    return f"“{shown(text)}”"


def _at(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str) -> str:
    return plain_day(date.fromisoformat(text))


SHARING = {
    "agency_involved": involved,
    "agency_objection": objection,
    "agency_override": override,
    "agency_disclosure": disclosure,
}
