"""The person's own copy of the plan in words: their sections as they stand, without what is kept from a child's parents."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from kith.agency.person_presenter import objection_line
from kith.agency.told_queries import ObjectionRow
from kith.alignment.copy_queries import CopyRow
from kith.alignment.presenter import copy_words, given_options
from kith.alignment.shows import CopyPart, CopyShow
from kith.language import later
from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import local_day
from kith.plan.page_presenter import lines_of, sign_lines
from kith.plan.queries import VersionRow, as_of, number_at
from kith.plan.rules import HEADINGS, SECTIONS, Section
from kith.plan.shows import AgreedShow, GoalLine
from kith.web.shows import Filled
from kith.web.words import full_day

TITLES: Mapping[Section, str] = {
    Section.PEOPLE: later("My people"),
    Section.SIGNS: later("Signs that things get worse, and what we do then"),
    Section.RISKS: later("What could go wrong, and what I think of it"),
}
"""Plainer titles than on the team's page; every other section has its own."""


def copy_show(
    who: Who,
    rows: Sequence[VersionRow],
    agreed: AgreedShow,
    kept: Collection[Section],
    ring: str,
    objections: Sequence[ObjectionRow],
    copies: Sequence[CopyRow],
    here: str,
    form: Filled,
    at: datetime,
) -> CopyShow:
    """Return the copy as the plan stands now."""
    whole = as_of(rows, number_at(rows, at))
    sections = {key: row for key, row in whole.sections.items() if key not in kept and not row.content.is_empty}
    to, hows = given_options()
    words = {"number": whole.number, "day": full_day(local_day(at))}
    return CopyShow(
        who=who,
        here=here,
        number=whole.number,
        parts=[_part(section, sections[section]) for section in SECTIONS if section in sections],
        agreed=agreed.words,
        ring=ring,
        foot=_("Version %(number)s, printed %(day)s. It is yours: tell us what is wrong or missing.") % words,
        left_out=[str(_(HEADINGS[one].title)) for one in SECTIONS if one in kept],
        objections=[objection_line(one) for one in objections if one.withdrawn_at is None],
        given=[copy_words(one, at) for one in copies],
        to=to,
        hows=hows,
        form=form,
    )


def _part(section: Section, row: VersionRow) -> CopyPart:
    """Return one part; its days stand with their date, for a copy is read when it is read."""
    content = row.content
    return CopyPart(
        str(_(TITLES.get(section, HEADINGS[section].title))),
        lines_of(content.text),
        [
            GoalLine(shown(one.what), shown(one.who), full_day(one.by) if one.by else "", shown(one.going))
            for one in content.goals
        ],
        sign_lines(content),
    )
