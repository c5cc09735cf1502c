"""What the page of a proposal holds, as typed values: another command in place of the one proposed, and a time to answer."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kith.act.refusals import Refusal
from kith.act.register import Command
from kith.proposal.rules import ASK_WITHIN
from kith.proposal.seams import Change
from kith.web import typed


def value_of(change: Change, arguments: Mapping[str, Any]) -> str:
    """Return what stands in the field of an argument, as it was proposed."""
    value = change.value_in(arguments)
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def changed_body(
    form: Mapping[str, str], command: Command, arguments: Mapping[str, Any], changes: Sequence[Change]
) -> str:
    """Return a command's body with what a form says in place of what was proposed. Raises Refusal for what cannot be read."""
    new = dict(arguments)
    for change in changes:
        value: object = _READ[change.kind](form, change.name)
        if value is None and change.value_in(arguments) is not None and not change.may_be_empty:
            raise Refusal(_("Fill this in."), field=change.name)
        new = change.put(new, value)
    return command.encode(new)


_READ = {"text": typed.text, "options": typed.text, "number": typed.number, "day": typed.day}


def within_of(form: Mapping[str, str]) -> int:
    """Return within how many minutes a question is to be answered; 0 for by the time of the decision."""
    given = typed.number(form, "within")
    if given is None or given not in ASK_WITHIN:
        raise Refusal(_("Choose by when you need the answer."), field="within")
    return given
