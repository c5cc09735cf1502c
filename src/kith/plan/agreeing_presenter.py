"""Who agreed a plan, in words. No query, no clock."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from kith.language import later
from kith.person.rules import shown
from kith.person.shows import Who
from kith.plan.agreeing_queries import Agreed, AgreementRow
from kith.plan.agreeing_rules import (
    PRESUMED_ABLE_FROM_YEARS,
    Agrees,
    changed_since,
    has_parents_who_ask,
    who_may,
)
from kith.plan.queries import VersionRow, as_of, number_at
from kith.plan.rules import HEADINGS, SECTIONS, Section
from kith.plan.shows import AgreedShow, AgreementsShow
from kith.policy.queries import role_label
from kith.web.shows import Filled, Option
from kith.web.words import moment

BY_WORDS = {
    Agrees.SELF: later("Agreed by %(called)s"),
    Agrees.PARENT: later("Agreed by %(who)s, who has parental responsibility"),
    Agrees.AUTHORITY: later("Agreed by %(who)s, by a care order"),
    Agrees.ATTORNEY: later("Agreed by %(who)s, attorney or deputy"),
    Agrees.BEST: later("Decided in the best interests of %(called)s"),
    Agrees.COURT: later("Decided by a court"),
}
_LAW_CHILD = later(
    "Under 16 somebody with parental responsibility agrees, or the child where they fully understand this decision:"
    " that is judged each time."
)
_LAW_YOUNG = later("From 16 young people agree for themselves, unless they cannot decide this now.")
_LAW_ADULT = later("Adults agree for themselves, unless they cannot decide this now.")


def agreed_show(who: Who, found: Agreed, rows: Sequence[VersionRow], at: datetime) -> AgreedShow:
    """Return who agreed the plan last, and what changed since."""
    latest = found.agreements[0] if found.agreements else None
    sections = as_of(rows, number_at(rows, at)).sections
    numbers = {section: sections[section].number for section in SECTIONS if section in sections}
    return AgreedShow(
        words=agreement_words(latest, who, at) if latest else "",
        objects_to=shown(latest.objects_to) if latest else "",
        changed=[title_of(one) for one in changed_since(numbers, latest.number)] if latest else [],
        kept_back=[title_of(one.section) for one in found.kept_back],
        is_child=has_parents_who_ask(who.age),
    )


def agreements_show(
    who: Who, found: Agreed, rows: Sequence[VersionRow], form: Filled, *, may_show: bool, at: datetime
) -> AgreementsShow:
    """Return the page of who agreed, with everybody who may at this age."""
    kept = {one.section for one in found.kept_back}
    return AgreementsShow(
        who=who,
        number=number_at(rows, at),
        now=agreed_show(who, found, rows, at),
        options=[(by, _(one.words), one.needs_name, _(one.question)) for by, one in who_may(who.age).items()],
        before=[(agreement_words(one, who, at), _foot(one)) for one in found.agreements],
        law=_law(who.age),
        sections=[Option(section, title_of(section)) for section in SECTIONS if section not in kept],
        kept=[
            (
                one.section,
                title_of(one.section),
                _("%(name)s, %(when)s: “%(why)s”")
                % {"name": one.author, "when": moment(one.since, at), "why": shown(one.reason)},
            )
            for one in found.kept_back
        ],
        may_show=may_show,
        form=form,
    )


def agreement_words(one: AgreementRow, who: Who, at: datetime) -> str:
    """Return an agreement as a sentence without its end: 'Agreed by Doris, version 6, today 8:22am'."""
    by = _(BY_WORDS[one.by]) % {"who": shown(one.who), "called": who.called}
    return _("%(by)s, version %(number)s, %(when)s") % {
        "by": by,
        "number": one.number,
        "when": moment(one.agreed_at, at),
    }


def _foot(one: AgreementRow) -> str:
    by = ", ".join(filter(None, (one.author, role_label(one.role))))
    said = [_("Written down by %(name)s.") % {"name": by}]
    if one.shown_by:
        said.append(_("What shows it: “%(why)s”") % {"why": shown(one.shown_by)})
    if one.objects_to:
        said.append(_("Not agreed: “%(what)s”") % {"what": shown(one.objects_to)})
    return " ".join(said)


def title_of(section: Section) -> str:
    """Return the title of a section in the reader's language."""
    return _(HEADINGS[section].title)


def _law(age_years: int | None) -> str:
    if not has_parents_who_ask(age_years):
        return _(_LAW_ADULT)
    return _(_LAW_YOUNG if (age_years or 0) >= PRESUMED_ABLE_FROM_YEARS else _LAW_CHILD)
