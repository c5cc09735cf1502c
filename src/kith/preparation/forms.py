"""What the forms of a meeting send, as typed values."""

from collections.abc import Mapping
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.preparation.operations import Asks, OwnQuestion, Sets
from kith.preparation.rules import PARTS, Verdict
from kith.web import typed


def sets_of(form: QueryDict) -> Sets:
    """Return when a team meets. Raises Refusal for a clock or number that is none."""
    return Sets(
        weekday=_number(form, "weekday", _("Choose a weekday.")),
        starts=typed.needed_clock(form, "starts"),
        minutes=_number(form, "minutes", _("Enter how many minutes.")),
        size=_number(form, "size", _("Enter for how many people there is room.")),
        roles=form.getlist("roles"),
    )


def _number(form: QueryDict, name: str, missing: str) -> int:
    if (found := typed.number(form, name)) is None:
        raise Refusal(missing, field=name)
    return found


def own_question_of(form: QueryDict) -> OwnQuestion:
    """Return the person's own question, or why they were not asked."""
    if typed.text(form, "was") == "not":
        if not typed.text(form, "not_asked_because"):
            raise Refusal(_("Say why they were not asked."), field="not_asked_because")
        return OwnQuestion(not_asked_because=form.get("not_asked_because", ""))
    return OwnQuestion(
        question=form.get("question", ""),
        asked_on=typed.day(form, "asked_on"),
        how_to_tell=typed.text(form, "how_to_tell"),
        told_by=typed.text(form, "told_by"),
        asked_by=typed.chosen_id(form, "asked_by"),
    )


def asks_of(form: QueryDict) -> Asks:
    """Return what is asked of whom: `to` is a role by its code, or a member by their id."""
    to = typed.text(form, "to")
    try:
        member: UUID | None = UUID(to)
    except ValueError:
        member = None
    return Asks(form.get("words", ""), "" if member else to, member, typed.text(form, "topic"))


def verdict_of(form: QueryDict) -> Verdict:
    """Return the answer that was pressed. Raises Refusal for none."""
    try:
        return Verdict(typed.text(form, "verdict"))
    except ValueError:
        raise Refusal(_("Say yes or no, or write your answer."), field="answer") from None


def texts_of(form: QueryDict) -> Mapping[str, str]:
    """Return the parts of a page as they were typed."""
    return {key: form.get(f"part-{key}", "") for key in PARTS}
