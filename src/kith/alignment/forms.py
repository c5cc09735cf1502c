"""What was typed on the pages of summaries and requests."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.alignment.drafting import Draft
from kith.alignment.rules import Answered, Part, Said, usual_day
from kith.alignment.sending import ToSend
from kith.alignment.times import times
from kith.web import typed
from kith.web.shows import Filled

IN = "send-"
"""The beginning of the name of the box that leaves a part in."""


def first(draft: Draft, contacts: Sequence[UUID], before: UUID | None, at: datetime) -> dict[str, str]:
    """
    Return what stands in the form of sending at first: as the last version was sent, to be answered as usual.

    The contact who was asked `before` is chosen while they are there, and the only one there is.
    """
    kept = {f"{IN}{one.key}": "yes" for one in draft.parts}
    chosen = before if before in contacts else contacts[0] if len(contacts) == 1 else None
    by = usual_day(at, times(), draft.allowed.until_day if draft.allowed else None)
    return kept | {"by": str(by), "question": "", "contact": str(chosen or "")}


def had(parts: Sequence[Part]) -> str:
    """Return which parts a page shows, and which text of each, as its form carries it."""
    return " ".join(f"{one.key}={one.digest}" for one in parts)


def looked_at(form: Mapping[str, Any]) -> dict[str, str]:
    """Return the digest of each part that the page showed from which a form came, by key."""
    return dict(one.split("=", 1) for one in typed.text(form, "had").split() if "=" in one)


def over(form: Filled, draft: Draft) -> Filled:
    """Return the form as it was sent over what would be sent now: what its page did not show stays in, until it is taken out."""
    before = looked_at(form.values)
    new = {f"{IN}{one.key}": "yes" for one in draft.whole if one.key not in before}
    return replace(form, values={**form.values, **new})


def to_send(form: Mapping[str, Any], agency_id: UUID, purpose: str, keys: Sequence[str]) -> ToSend:
    """
    Return what is sent; the parts that the page showed and whose box is empty are left out.

    Raises:
        Refusal: without a contact or a day.
    """
    if (contact_id := typed.chosen_id(form, "contact")) is None:
        raise Refusal(_("Choose whom to ask."), field="contact")
    before = looked_at(form)
    return ToSend(
        agency_id,
        purpose,
        contact_id,
        typed.needed_day(form, "by"),
        typed.text(form, "seen"),
        [key for key in keys if key in before and not form.get(f"{IN}{key}")],
        typed.text(form, "question"),
    )


def answers(form: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Answered]:
    """Return what they said of each part, of those that have an answer. Raises Refusal for an answer that is none."""
    found = {}
    for key in keys:
        said = typed.text(form, f"said-{key}")
        if not said:
            continue
        if said not in set(Said):
            raise Refusal(_("Choose yes, no or not ours."), field=f"said-{key}")
        found[key] = Answered(Said(said), typed.text(form, f"because-{key}"))
    return found
