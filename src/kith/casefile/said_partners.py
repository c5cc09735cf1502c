"""What rows of summaries to partners say in a case file: asked, answered, ended, and copies of the plan that were given."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kith.alignment.presenter import GIVEN_WORDS, TO_WORDS
from kith.alignment.rules import STATE_WORDS, State
from kith.casefile.rules import Form
from kith.casefile.said import Around, Image, Said, joined
from kith.language import _ as say
from kith.person.rules import shown


def asked(one: Form, before: Image, around: Around) -> Said | None:
    """Say that a partner was asked whether a summary is right, and how that ended where nobody answered."""
    now = one.image
    if not before:
        words = _("%(agency)s was sent a summary of the plan") % {"agency": around.agency(now["agency_id"])}
        return Said(_("Partner"), words, _at(now["sent_at"]))
    state = State(now["state"])
    if now["settled_as"] and not before.get("settled_as"):
        return Said(_("Partner"), _("Without an answer: %(how)s") % {"how": shown(now["settled_because"])})
    if now["state"] == before.get("state") or state in (State.ALIGNED, State.NOT_ALIGNED):
        return None
    values = {"agency": around.agency(now["agency_id"]), "state": say(STATE_WORDS[state])}
    words = _("%(agency)s was asked: %(state)s") % values
    return Said(_("Partner"), joined(words, shown(now["ended_because"])), _at(now["ended_at"]))


def answered(one: Form, before: Image, around: Around) -> Said | None:
    """Say whether a partner said that a summary is right, never what they said of it."""
    now = one.image
    words = _("A partner answered: %(state)s") % {"state": say(STATE_WORDS[State(now["verdict"])])}
    return Said(_("Partner"), words, _at(now["at"]))


def copied(one: Form, before: Image, around: Around) -> Said | None:
    """Say that a copy of the plan was given, to whom."""
    now = one.image
    values = {"number": now["number"], "to": TO_WORDS[now["given_to"]], "how": GIVEN_WORDS[now["how"]]}
    words = _("version %(number)s was given to %(to)s, %(how)s") % values
    return Said(_("Plan"), joined(words[:1].upper() + words[1:], shown(now["who"])), _at(now["given_at"]))


def _at(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


OF_PARTNERS = {"alignment_request": asked, "alignment_answer": answered, "alignment_copy": copied}
