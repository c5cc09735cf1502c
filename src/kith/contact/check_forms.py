"""What the plan check of a contact's form holds, as typed values."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act.refusals import Refusal
from kith.contact.check_rules import NO_EVENT, NOT_SEEN, SEEN, START, Check, Event, SignAnswer, WorkAnswer
from kith.web import typed

ASKED_FOR = "plan-check"
"""The field that says that the form had a plan check."""
WORK, SIGN = "work-v-", "sign--"


def check_of(form: Mapping[str, str]) -> Check | None:
    """
    Return the plan check as it was answered; None where the form had none.

    All as usual, and none of the others, answer not seen to every sign that was left open.
    """
    if not typed.text(form, ASKED_FOR):
        return None
    events = [one for one in (*Event, NO_EVENT) if typed.text(form, f"event-{one}")]
    if NO_EVENT in events and len(events) > 1:
        raise Refusal(_("Something happened since last time, or nothing did: choose."), field=f"event-{NO_EVENT}")
    return Check(
        number=typed.number(form, "signs-number") or 0,
        said=typed.text(form, "said"),
        signs=_signs(form),
        work=_work(form),
        events=[str(one) for one in events],
        not_made=typed.text(form, "not_made"),
    )


def _signs(form: Mapping[str, str]) -> list[SignAnswer]:
    rest = NOT_SEEN if any(typed.text(form, f"sign-{one}") for one in ("all", "rest")) else ""
    found = []
    for name in form:
        answer = (typed.text(form, name) or rest) if name.startswith(SIGN) else ""
        if answer:
            key = _id(name.removeprefix(SIGN))
            does = typed.text(form, f"does--{key}") or START
            seen = {"does": does, "why": typed.text(form, f"why-{key}")} if answer == SEEN else {}
            found.append(SignAnswer(key, answer, **seen))
    return found


def _work(form: Mapping[str, str]) -> list[WorkAnswer]:
    found = []
    for name in form:
        if name.startswith(WORK):
            key = _id(name.removeprefix(WORK))
            if answer := typed.text(form, f"work-{key}"):
                words = typed.text(form, f"work-words-{key}")
                found.append(WorkAnswer(key, typed.number(form, name) or 0, answer, words))
    return found


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refusal(_("This form is not whole: open the page again.")) from None
