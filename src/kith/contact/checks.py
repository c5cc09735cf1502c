"""The checks of a contact in words: the form made from the inputs of the rule tables, and what an answer means."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from kith.contact.observing_rules import CHECKS, FIRST_OPEN, KEY_EVENTS, asked, crossings, field_of, for_age
from kith.contact.shows import Check, CheckField, Meaning, Meant
from kith.escalation.foretelling import Foretold
from kith.escalation.rules import Track
from kith.policy.evaluation_rules import Evaluation
from kith.policy.table_rules import USUAL, Table
from kith.policy.value_rules import Input
from kith.web.shows import Filled, Option
from kith.web.words import first_down, first_up

OPTIONS = {
    "A": later("Alert"),
    "C": later("Newly confused"),
    "V": later("Answers to voice"),
    "P": later("Answers to pain"),
    "U": later("Does not answer"),
    "1": later("Scale 1"),
    "2": later("Scale 2"),
}
"""The words of answers that the tables keep as letters or numbers; the others are words already."""


def checks(tables: Mapping[str, Table], form: Filled, age: int | None, usual: str) -> list[Check]:
    """
    Return the checks for somebody of an age, as fields; one that was filled in, or has something wrong, stands open.

    `usual` says in words what NEWS2 is usual for them: it stands beside what is held against it. Key events are asked about by
    the plan check.
    """
    asked_here = [name for name in CHECKS if name != KEY_EVENTS and for_age(tables[name], age)]
    return [_check(tables[name], form, usual) for name in asked_here]


def _check(table: Table, form: Filled, usual: str) -> Check:
    fields = [_field(table.name, name, of) for name, of in asked(table).items()]
    is_open = table.name in FIRST_OPEN or any(form.values.get(one.name) or form.errors.get(one.name) for one in fields)
    return Check(
        table.name,
        _(table.label),
        fields,
        _(table.limits) if table.limits else "",
        _(table.acknowledgement) if table.acknowledgement else "",
        bool(is_open),
        has_rest=table.name in FIRST_OPEN,
        usual=usual if USUAL in table.inputs else "",
    )


def _field(table: str, name: str, of: Input) -> CheckField:
    whole = of.step is not None and of.step == of.step.to_integral_value()
    return CheckField(
        field_of(table, name),
        _(of.label),
        _(of.unit) if of.unit else "",
        _(of.hint) if of.hint else "",
        [Option(one, option_words(one)) for one in of.options],
        "" if of.options else "numeric" if whole else "decimal",
    )


def option_words(option: str) -> str:
    """Return an answer in words."""
    return str(OPTIONS[option]) if option in OPTIONS else first_up(_(option))


def meaning(evaluations: Sequence[Evaluation], foretold: Sequence[Foretold], starts: Sequence[str] = ()) -> Meaning:
    """Return what saving would do; nothing that was entered says so. `starts` is what signs of the plan start, in words."""
    return Meaning(
        [meant(one) for one in evaluations],
        [_saving(one) for one in foretold],
        bool(crossings(evaluations)),
        any(one.level == 4 for one in foretold),
        starts=starts,
        opens=bool(foretold),
    )


def meant(one: Evaluation) -> Meant:
    """Return what one table says, in words."""
    usual = one.values.get(USUAL)
    return Meant(
        _(one.table.label),
        _tone(one),
        str(one.score) if one.score is not None else "",
        ", ".join(f"{first_down(_part(one.table, name))} {points}" for name, points in one.parts.items()),
        _("usual %(score)s") % {"score": usual} if usual is not None else "",
        [(_(row.sentence), row.id) for row in one.fired if row.level or one.fired[0].level == 0],
        _cannot(one),
    )


def _tone(one: Evaluation) -> str:
    if one.outcome is None:
        return "late"
    return {0: "done", 1: "due", 2: "now", 4: "now"}[one.outcome.level] if not one.outcome.is_safeguarding else "now"


def _part(table: Table, name: str) -> str:
    return _(table.inputs[name].label) if name in table.inputs else str(PARTS[name])


PARTS = {
    "air_o2": later("Air or oxygen"),
    "sbp": later("Blood pressure"),
    "consciousness": later("Alertness"),
    "temp": later("Temperature"),
}
"""The words of points that are no input of their own."""


def _cannot(one: Evaluation) -> str:
    """Say what keeps a table from assessing: what is missing, or that it is out of date."""
    names = {
        name: _(one.table.inputs[name].label) for name in (*one.missing, *one.out_of_date) if name in one.table.inputs
    }
    if one.out_of_date:
        hours = int(one.table.valid_for / timedelta(hours=1))
        words = ngettext("Out of date: older than %(n)d hour.", "Out of date: older than %(n)d hours.", hours) % {
            "n": hours
        }
        return _("%(why)s It is kept, and no escalation follows from it.") % {"why": words}
    if one.outcome is None:
        labels = ", ".join(first_down(label) for label in names.values())
        return _("Cannot assess: %(missing)s missing. It is kept, and nothing follows from it.") % {"missing": labels}
    return ""


def _saving(one: Foretold) -> str:
    who = {"who": one.who, "n": one.minutes, "then": _(", then ").join(one.then)}
    if one.joins:
        return _("Saving adds this to the escalation that is open already; its clock runs on.")
    if one.track is Track.SAFEGUARDING:
        head = ngettext(
            "Saving opens a safeguarding escalation: %(who)s has %(n)d minute.",
            "Saving opens a safeguarding escalation: %(who)s has %(n)d minutes.",
            one.minutes,
        )
    else:
        head = ngettext(
            "Saving opens an escalation: %(who)s has %(n)d minute.",
            "Saving opens an escalation: %(who)s has %(n)d minutes.",
            one.minutes,
        )
    said = head % who
    return f"{said} {_('Then %(then)s.') % who}" if one.then else said
