"""What rows of a meeting to come say in a case file: who brought them and why, what they asked, what a specialist answered."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kith.casefile.rules import Form
from kith.casefile.said import Around, Image, Said, joined
from kith.person.rules import shown
from kith.policy.queries import role_label
from kith.preparation.presenter import HOW_WORDS, VERDICT_WORDS
from kith.web.words import first_up


def case(one: Form, before: Image, around: Around) -> Said | None:
    """Say why they stand on the list of a weekly meeting, that they wait, or that they left it and why."""
    now = one.image
    if now["state"] == "dropped" and before.get("state") != "dropped":
        return _said(_("taken off the list: %(why)s") % {"why": shown(now["outcome"])}, now["settled_at"])
    if not before:
        why = "; ".join(shown(reason["words"]) for reason in now["reasons"])
        return _said(_("on the list: %(why)s") % {"why": why})
    if now["moved_because"] != before["moved_because"]:
        return _said(shown(now["moved_because"]))
    return None


def request(one: Form, before: Image, around: Around) -> Said | None:
    """Say that a member asked to talk about them, and why."""
    if before:
        return None
    return _said(_("to be talked about: %(why)s") % {"why": shown(one.image["because"])}, one.image["made_at"])


def summary(one: Form, before: Image, around: Around) -> Said | None:
    """Say that a version of the page on them was made or written: what it told stands in the lines that it was made from."""
    now = one.image
    words = (
        _("page on them written, version %(number)d")
        if now["kind"] == "edited"
        else _("page on them made, version %(number)d")
    )
    return _said(words % {"number": now["number"]}, now["made_at"])


def asked(one: Form, before: Image, around: Around) -> Said | None:
    """Say what they ask, in their words, and how they want the answer; or why they were not asked."""
    now = one.image
    if now["not_asked_because"]:
        return _said(_("not asked: %(why)s") % {"why": shown(now["not_asked_because"])})
    how = _("wants the answer %(how)s") % {"how": HOW_WORDS[now["how_to_tell"]]}
    return _said(joined(_("they ask: “%(words)s”") % {"words": shown(now["question"])}, how))


def question(one: Form, before: Image, around: Around) -> Said | None:
    """Say what a specialist was asked, what they answered and by which right, or that it was withdrawn."""
    now = one.image
    if now["withdrawn_at"]:
        return _said(_("withdrawn: %(words)s") % {"words": shown(now["words"])}, now["withdrawn_at"])
    if now["verdict"] and (now["verdict"], now["answer"]) != (before.get("verdict"), before.get("answer")):
        said = joined(str(VERDICT_WORDS[now["verdict"]]), shown(now["answer"]), now["rule"])
        words = {"role": role_label(now["answered_as"]), "words": shown(now["words"]), "said": said}
        return _said(_("a %(role)s answered “%(words)s”: %(said)s") % words, now["answered_at"])
    if before:
        return None
    return _said(
        _("asked of a %(role)s: %(words)s") % {"role": role_label(now["to_role"]), "words": shown(now["words"])},
        now["put_at"],
    )


def _said(words: str, at: Any = None) -> Said:
    return Said(_("Weekly meeting"), first_up(words), datetime.fromisoformat(at) if at else None)


PREPARATION = {
    "preparation_asked": asked,
    "preparation_case": case,
    "preparation_question": question,
    "preparation_request": request,
    "preparation_summary": summary,
}
