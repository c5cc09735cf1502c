"""From the versions of a plan to its pages, in words. No query, no clock."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import local_day
from kith.plan.presenter import content_words, how_words, who_starts
from kith.plan.queries import AsideRow, PlanRow, ReadBy, VersionRow, WholePlan, as_of, facts_of, number_at
from kith.plan.rules import (
    EVENT_WORDS,
    HEADINGS,
    SECTIONS,
    Content,
    Freshness,
    Kind,
    Piece,
    PlanFacts,
    Section,
    difference,
)
from kith.plan.seams import PlanPart
from kith.plan.shows import (
    AgreedShow,
    AsideShow,
    ChangeShow,
    ChangesShow,
    DoorShow,
    GoalLine,
    PlanShow,
    ReaderLine,
    SectionShow,
    SignLine,
)
from kith.policy.queries import role_label
from kith.policy.review_rules import ReviewRule
from kith.record.queries import Usual
from kith.web.shows import Filled, Option
from kith.web.words import first_up, full_day, moment, near_day

VERSIONS_SHOWN = 5
DOOR = frozenset({Section.MATTERS, Section.CONTINGENCY, Section.SIGNS, Section.HELP, Section.PEOPLE})
"""What stands on the page for the fridge door."""


def plan_show(
    who: Who,
    team: str,
    plan: PlanRow | None,
    rows: Sequence[VersionRow],
    readers: Sequence[ReadBy],
    usual: Usual | None,
    form: Filled,
    *,
    number: int | None,
    reader: UUID,
    may_sign: bool,
    rule: ReviewRule,
    waits: PlanFacts,
    aside: Sequence[AsideRow],
    agreed: AgreedShow,
    beside: Sequence[PlanPart],
    at: datetime,
) -> PlanShow:
    """Return the plan as it stood at a version, the newest for None. `waits` asks for the first where there is none."""
    newest = plan.number if plan else 0
    whole = as_of(rows, newest if number is None else number)
    read = next((one.number for one in readers if one.account_id == reader), 0)
    is_past = whole.number < newest
    facts = facts_of(plan, rule.days) if plan else waits
    return PlanShow(
        who=who,
        team=team,
        is_started=plan is not None,
        number=whole.number,
        newest=newest,
        is_past=is_past,
        past=_past_words(rows, whole, at) if is_past else "",
        sections=[
            section_show(section, whole.sections.get(section), read, at, may_sign=may_sign and not is_past)
            for section in SECTIONS
        ],
        fresh=fresh_words(facts, at),
        asks=facts.asks(local_day(at)),
        own=_own_words(plan, rule),
        usual_next=near_day(local_day(at) + timedelta(days=rule.days), local_day(at)),
        changed_since=read if 0 < read < newest and not is_past else 0,
        aside=[] if is_past else [_aside(one, at) for one in aside],
        kinds=[Option(one, first_up(_(words))) for one, words in EVENT_WORDS.items()],
        usual=_("NEWS2 %(score)s: %(why)s") % {"score": usual.score, "why": shown(usual.why)} if usual else "",
        agreed=agreed,
        readers=[_reader_line(one, newest, reader, at) for one in readers if one.number or one.account_id == reader],
        not_read=[one.name for one in readers if not one.number and one.account_id != reader],
        has_read=read >= newest,
        versions=[(one.number, version_words(one, at)) for one in reversed(rows[-VERSIONS_SHOWN:])],
        form=form,
        beside=() if is_past else beside,
    )


def _aside(one: AsideRow, at: datetime) -> AsideShow:
    who = ", ".join(filter(None, (one.author, role_label(one.role))))
    words = {"who": who, "when": moment(one.set_aside_at, at), "number": one.number}
    foot = _("%(who)s, %(when)s. Version %(number)s stayed.") % words
    return AsideShow(_(HEADINGS[one.section].title), lines_of(content_words(one.content)), foot)


def _own_words(plan: PlanRow | None, rule: ReviewRule) -> str:
    if plan is None or not plan.cadence_days:
        return f"{_(rule.sentence)} {rule.id}"
    words = {"days": plan.cadence_days, "why": shown(plan.cadence_because)}
    return _("This plan is looked through every %(days)s days: “%(why)s”") % words


def _past_words(rows: Sequence[VersionRow], whole: WholePlan, at: datetime) -> str:
    shown_one = next((one for one in rows if one.number == whole.number), None)
    when = moment(shown_one.recorded_at, at) if shown_one else _("before the first version")
    return _("The plan as it stood at version %(number)s, %(when)s.") % {"number": whole.number, "when": when}


def section_show(section: Section, row: VersionRow | None, read: int, at: datetime, *, may_sign: bool) -> SectionShow:
    """Return one section as it is read; nothing in it where nobody has written it."""
    heading, content = HEADINGS[section], row.content if row else Content()
    to_sign = bool(row and heading.is_signed and not row.signed_at and not content.is_empty)
    return SectionShow(
        code=section,
        title=_(heading.title),
        asks=_(heading.asks),
        lines=lines_of(content.text),
        goals=[
            GoalLine(
                shown(one.what), shown(one.who), near_day(one.by, local_day(at)) if one.by else "", shown(one.going)
            )
            for one in content.goals
        ],
        signs=sign_lines(content),
        foot=foot_words(row, at) if row else "",
        number=row.number if row else 0,
        is_new=bool(row and 0 < read < row.number),
        signed=_signed_words(row, at) if row and row.signed_at else "",
        to_sign=to_sign,
        can_sign=to_sign and may_sign,
    )


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, the empty ones left out."""
    return [shown(line) for line in text.splitlines() if line.strip()]


def sign_lines(content: Content) -> list[SignLine]:
    """Return the signs of a section in words."""
    return [SignLine(shown(one.sees), shown(one.response), how_words(one), who_starts(one)) for one in content.signs]


def _by(row: VersionRow) -> str:
    return ", ".join(filter(None, (row.author, role_label(row.role)))) if row.author else role_label(row.role)


def foot_words(row: VersionRow, at: datetime) -> str:
    """Return who wrote a version, when it was agreed and recorded, and why."""
    words = {"who": _by(row), "when": moment(row.recorded_at, at), "number": row.number, "why": shown(row.reason)}
    said = _("%(who)s, %(when)s. Version %(number)s: “%(why)s”") % words
    if local_day(row.true_at) != local_day(row.recorded_at):
        said = f"{said} {_('Agreed on %(day)s.') % {'day': full_day(local_day(row.true_at))}}"
    return said


def version_words(row: VersionRow, at: datetime) -> str:
    """Return a version for a list: 'How I want to be helped, Sam Whitlock, today 8:22am'."""
    who = row.author or role_label(row.role)
    return f"{_(HEADINGS[row.section].title)}, {who}, {moment(row.recorded_at, at)}"


def _signed_words(row: VersionRow, at: datetime) -> str:
    assert row.signed_at is not None
    who = ", ".join(filter(None, (row.signed_by, role_label(row.signed_role))))
    return _("Signed by %(who)s, %(when)s.") % {"who": who, "when": moment(row.signed_at, at)}


def _reader_line(one: ReadBy, newest: int, reader: UUID, at: datetime) -> ReaderLine:
    name = _("You") if one.account_id == reader else one.name
    if one.number >= newest > 0 and one.read_at:
        return ReaderLine(_("%(name)s, %(when)s") % {"name": name, "when": moment(one.read_at, at)}, is_newest=True)
    words = _("%(name)s: version %(number)s") if one.number else _("%(name)s: not yet")
    return ReaderLine(words % {"name": name, "number": one.number}, is_newest=False)


_FRESH: Mapping[Freshness, tuple[str, str]] = {
    Freshness.NONE: ("ask", "quiet"),
    Freshness.FRESH: ("done", "done"),
    Freshness.DUE_SOON: ("due", "due"),
    Freshness.OVERDUE: ("late", "late"),
    Freshness.REFRESH: ("late", "late"),
}


def fresh_words(facts: PlanFacts, at: datetime) -> tuple[str, str, str]:
    """Return how fresh a plan is: its mark, tone and words, with what happened."""
    today = local_day(at)
    state = facts.freshness(today)
    if facts.due is None:
        return (*_FRESH[state], _("No plan yet"))
    due = near_day(facts.due, today)
    sentences = {
        Freshness.NONE: _("No plan yet: the first is to be written by %(due)s"),
        Freshness.FRESH: _("Looked through %(seen)s, next by %(due)s"),
        Freshness.DUE_SOON: _("To be looked through by %(due)s"),
        Freshness.OVERDUE: _("Should have been looked through by %(due)s"),
        Freshness.REFRESH: _("Refresh needed by %(due)s"),
    }
    words = sentences[state] % {"seen": near_day(facts.reviewed, today) if facts.reviewed else "", "due": due}
    if facts.events:
        words = _("%(what)s: %(why)s") % {"what": words, "why": events_words(facts.events)}
    mark, tone = _FRESH[Freshness.REFRESH if state is Freshness.NONE else state]
    return mark, tone, words


def events_words(events: Sequence[str]) -> str:
    """Return what happened, in words: 'home from hospital, a crisis'."""
    return ", ".join(_(EVENT_WORDS[one]) for one in events)


# What changed


def changes_show(who: Who, rows: Sequence[VersionRow], first: int, last: int, at: datetime) -> ChangesShow:
    """Return what became of each section from one version to another, earlier first, and what stayed."""
    before, after = as_of(rows, first).sections, as_of(rows, last).sections
    changed = [one for one in SECTIONS if _differs(before.get(one), after.get(one))]
    people = {one.author_id for one in rows if first < one.number <= last}
    words = ngettext("%(n)d section changed", "%(n)d sections changed", len(changed)) % {"n": len(changed)}
    by = ngettext("%(n)d person changed it", "%(n)d people changed it", len(people)) % {"n": len(people)}
    options = [Option(str(one.number), f"{one.number}: {version_words(one, at)}") for one in reversed(rows)]
    return ChangesShow(
        who=who,
        form=Filled("", {"from": str(first), "to": str(last)}),
        versions=[*options, Option("0", _("0: before the first version"))],
        words=_("%(what)s. %(by)s.") % {"what": words, "by": by} if people else _("Nothing changed."),
        changes=[_change(one, before.get(one), after.get(one), rows, (first, last), at) for one in changed],
        same=[_(HEADINGS[one].title) for one in SECTIONS if one not in changed],
    )


def _differs(before: VersionRow | None, after: VersionRow | None) -> bool:
    return (before.content if before else Content()) != (after.content if after else Content())


def _change(
    section: Section,
    before: VersionRow | None,
    after: VersionRow | None,
    rows: Sequence[VersionRow],
    span: tuple[int, int],
    at: datetime,
) -> ChangeShow:
    pieces = pieces_of(words_of(before), words_of(after))
    made = [one for one in rows if one.section is section and span[0] < one.number <= span[1]]
    return ChangeShow(_(HEADINGS[section].title), pieces, [foot_words(one, at) for one in made])


def words_of(row: VersionRow | None) -> str:
    """Return what a version says as text; '' for none."""
    return content_words(row.content) if row else ""


def pieces_of(before: str, after: str) -> list[Piece]:
    """Return how one text became another, with each piece fit to be shown."""
    return [Piece(one.kind, "\n".join(map(shown, one.text.split("\n")))) for one in difference(before, after)]


def added_to(before: str, after: str) -> list[Piece]:
    """Return a text with what is new in it beside the text it started from; what was taken out is left away."""
    return [one for one in pieces_of(before, after) if one.kind is not Kind.GONE]


# The fridge door


def door_show(
    who: Who, rows: Sequence[VersionRow], facts: PlanFacts, kept_back: Collection[Section], at: datetime
) -> DoorShow:
    """
    Return the page for the fridge door: what to do when worse, signs, wishes, people. Nothing clinical stands on it, and nothing
    that is kept from a child's parents.
    """
    whole = as_of(rows, number_at(rows, at))
    sections = {section: row for section, row in whole.sections.items() if section not in kept_back}

    def said(section: Section) -> list[str]:
        row = sections.get(section)
        return lines_of(row.content.text) if row else []

    signs = sections.get(Section.SIGNS)
    old = facts.due or local_day(at)
    words = {"number": whole.number, "day": full_day(local_day(at)), "old": full_day(old)}
    return DoorShow(
        person_id=str(who.person_id),
        called=who.called,
        matters=said(Section.MATTERS),
        wrong=said(Section.CONTINGENCY),
        signs=sign_lines(signs.content) if signs else [],
        please=said(Section.HELP),
        people=said(Section.PEOPLE),
        foot=_("Version %(number)s, printed %(day)s. If today is after %(old)s, ask for a new page.") % words,
        left_out=[_(HEADINGS[section].title) for section in SECTIONS if section in kept_back and section in DOOR],
    )
