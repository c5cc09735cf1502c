"""What rows of a weekly meeting say in a case file: the case, what was decided by which right, how the person was told."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kith.casefile.rules import Form
from kith.casefile.said import Around, Image, Said, joined
from kith.mdt.right_rules import right_words
from kith.mdt.rules import WAYS, Outcome, outcome_label
from kith.person.rules import shown
from kith.policy.queries import role_label
from kith.web.words import first_up


def case(one: Form, before: Image, around: Around) -> Said | None:
    """Say that a weekly meeting spoke of them and why, and what became of the case."""
    now = one.image
    if not before:
        return Said(_("Weekly meeting"), _("On the list: %(why)s") % {"why": shown(now["why"])})
    if not now["outcome"] or (now["outcome"], now["reason"]) == (before["outcome"], before["reason"]):
        return None
    words = joined(outcome_label(Outcome(now["outcome"])), shown(now["reason"]))
    return Said(_("Weekly meeting"), words, _at(now["settled_at"]))


def decision(one: Form, before: Image, around: Around) -> Said | None:
    """Say what was decided, by which right; or that it was taken back."""
    now = one.image
    if now["withdrawn_at"]:
        words = _("taken back: %(what)s") % {"what": shown(now["what"])}
        return Said(_("Weekly meeting"), first_up(words), _at(now["withdrawn_at"]))
    right = right_words(now["verdict"], now["rule"], role_label(now["decider_role"]), role_label(now["to_role"]))
    words = _("Decided: %(what)s") % {"what": shown(now["what"])}
    return Said(_("Weekly meeting"), joined(words, right), _at(now["decided_at"]))


def telling(one: Form, before: Image, around: Around) -> Said | None:
    """Say how the person is to be told what was decided."""
    words = _("to be told %(how)s") % {"how": _(WAYS[one.image["how"]]).lower()}
    return Said(_("Weekly meeting"), first_up(words))


def told(one: Form, before: Image, around: Around) -> Said | None:
    """Say how the person was told, and what they said; or why that was not possible."""
    now = one.image
    if now["not_possible_because"]:
        words = _("not told: %(why)s") % {"why": shown(now["not_possible_because"])}
        return Said(_("Weekly meeting"), first_up(words), _at(now["told_at"]))
    words = _("told %(how)s what was decided") % {"how": _(WAYS[now["how"]]).lower()}
    said = _("they said: “%(said)s”") % {"said": shown(now["said"])} if now["said"] else ""
    return Said(_("Weekly meeting"), joined(first_up(words), said), _at(now["told_at"]))


def untold(one: Form, before: Image, around: Around) -> Said | None:
    """Say why they had not been told yet when the next meeting asked."""
    words = _("not told yet: %(why)s") % {"why": shown(one.image["because"])}
    return Said(_("Weekly meeting"), first_up(words))


def _at(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


MEETING = {
    "mdt_case": case,
    "mdt_decision": decision,
    "mdt_telling": telling,
    "mdt_told": told,
    "mdt_untold": untold,
}
