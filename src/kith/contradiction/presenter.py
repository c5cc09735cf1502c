"""Things done and contradictions in words, for their pages. No query, no clock."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.contact.series_presenter import weekday_name
from kith.contradiction.finding_rules import Side, item_says, says_of_items
from kith.contradiction.forms import AGENCY, ROLE, WEEKDAYS, weekday_field
from kith.contradiction.queries import ContradictionRow
from kith.contradiction.rules import FINDS_WORDS, Finds, ItemFacts, Source, State
from kith.contradiction.shows import (
    AgreedLine,
    BesidePart,
    BesideShow,
    ContradictionLine,
    ContradictionShow,
    DoneShow,
    ItemLine,
    KindPart,
    SideShow,
    Take,
    TheirsLine,
)
from kith.contradiction.tables import tables
from kith.contradiction.words import (
    days_words,
    headline_of,
    instruction_words,
    item_words,
    said_words,
    side_lines,
    times_words,
    whose_words,
)
from kith.language import later
from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import local_day
from kith.plan.elsewhere_presenter import stage_words
from kith.plan.elsewhere_rules import GoalElsewhere, PlanElsewhere
from kith.plan.rules import HEADINGS, Content, Section
from kith.policy.queries import roles
from kith.web.shows import Filled, Option
from kith.web.words import first_up, moment, near_day, plain_day

MOST_PAST = 20
BOTH = 2
NO_AGENCY = later("another agency")


def done_show(
    who: Who, items: Sequence[ItemFacts], contradictions: Sequence[ContradictionRow], at: datetime
) -> DoneShow:
    """Return the page of what each agency does, from all items within a year and every contradiction."""
    today = local_day(at)
    open_ones = [one for one in contradictions if one.state is State.OPEN]
    return DoneShow(
        who,
        kind_parts(items, contradictions, today),
        [contradiction_line(one, at) for one in open_ones],
        [contradiction_line(one, at) for one in contradictions if one.state is not State.OPEN][:MOST_PAST],
        [item_line(one, today) for one in items if not one.is_done(today)],
        kind_options(),
    )


def kind_parts(items: Sequence[ItemFacts], contradictions: Sequence[ContradictionRow], today: date) -> list[KindPart]:
    """Return what is done by kind, each line with what contradicts it or was settled of it; no kind of which nothing is done."""
    open_ones = [one for one in contradictions if one.state is State.OPEN]
    done = [one for one in items if one.is_done(today)]
    still = _still_written(contradictions, {one.id for one in done})
    kinds = []
    for kind in tables().kinds.values():
        lines = [
            item_line(one, today, contrary_of(one, open_ones), still.get(one.id))
            for one in done
            if one.kind == kind.code
        ]
        if lines:
            kinds.append(KindPart(kind.code, str(_(kind.label)), lines))
    return kinds


def kind_options() -> list[Option]:
    """Return the kinds of things done."""
    return [Option(one.code, str(_(one.label))) for one in tables().kinds.values()]


def contrary_of(one: ItemFacts, open_ones: Iterable[ContradictionRow]) -> ContradictionRow | None:
    """Return the first contradiction of these that a thing done is part of, None where it is part of none."""
    return next((row for row in open_ones if one.id in row.item_ids or _is_old(one, row)), None)


def _is_old(one: ItemFacts, row: ContradictionRow) -> bool:
    """Say whether a thing done is among what somebody does that is older than something that happened."""
    side = row.left
    if row.finds is not Finds.OLDER or side is None or side.id != one.party:
        return False
    return item_says(one) in says_of_items(side)


def _still_written(contradictions: Sequence[ContradictionRow], done: Collection[UUID]) -> dict[UUID, ContradictionRow]:
    """Return of each item the contradiction that was settled, where both its sides are still done as they were."""
    return {
        item_id: one
        for one in reversed(contradictions)
        if one.state is State.SETTLED and not one.is_gone and len(one.item_ids) == BOTH and one.item_ids <= set(done)
        for item_id in one.item_ids
    }


def item_line(
    one: ItemFacts, today: date, contrary: ContradictionRow | None = None, still: ContradictionRow | None = None
) -> ItemLine:
    """
    Return one thing done as it stands beside the others, with what is open of it; `still`: what was settled of it, and both
    stand as before.
    """
    ended = ""
    if not one.is_done(today):
        last = min(filter(None, (one.stopped_day, one.until_day)))
        ended = _("Not done any more since %(day)s") % {"day": near_day(last, today)}
        if one.stopped_day and one.stopped_day <= one.from_day:
            ended = _("It never began")
        if one.stopped_because:
            ended = f"{ended}: {shown(one.stopped_because)}"
    return ItemLine(
        one.id,
        whose(one),
        shown(one.subject),
        first_up(instruction_words(one.kind, one.instruction, one.words)),
        _when(one, today),
        _told(one, today),
        one.leads,
        contrary.id if contrary else None,
        ended,
        str(_(FINDS_WORDS[contrary.finds])) if contrary else "",
        shown(still.holds) if still else "",
        still.id if still else None,
    )


def whose(one: ItemFacts) -> str:
    """Return whose a thing done is."""
    return first_up(shown(one.who) or str(_(NO_AGENCY)))


def _when(one: ItemFacts, today: date) -> str:
    days = days_words(sorted(one.days))
    parts = [days, times_words(one.from_time, one.until_time)]
    if one.from_day > today:
        parts.append(_("from %(day)s") % {"day": near_day(one.from_day, today)})
    if one.until_day:
        parts.append(_("until %(day)s") % {"day": near_day(one.until_day, today)})
    if one.stopped_day and one.stopped_day > today:
        parts.append(_("stops %(day)s") % {"day": near_day(one.stopped_day, today)})
    return first_up(", ".join(filter(None, parts)))


def _told(one: ItemFacts, today: date) -> str:
    words = {"who": shown(one.told_by), "day": near_day(one.confirmed_day, today)}
    if one.source == Source.IMPORT:
        return _("From their plan, %(who)s, %(day)s") % words
    if one.source == Source.PARTNER:
        return _("%(who)s said so by link, %(day)s") % words
    return _("%(who)s said so, %(day)s") % words


def contradiction_line(one: ContradictionRow, at: datetime) -> ContradictionLine:
    """Return one contradiction as a line of a list."""
    words = headline_of(one.finds, one.left, one.right, one.about)
    if one.state is State.OPEN:
        return ContradictionLine(
            one.id, words, asked_words(one, at), is_late=one.due_at is not None and one.due_at < at
        )
    assert one.settled_at is not None
    when = near_day(local_day(one.settled_at), local_day(at))
    if one.state is State.SETTLED:
        more = _("Settled %(day)s: %(what)s") % {"day": when, "what": shown(one.holds)}
    else:
        more = _("They do go together, %(day)s: %(why)s") % {"day": when, "why": shown(one.because)}
    return ContradictionLine(one.id, words, more)


def asked_words(one: ContradictionRow, at: datetime) -> str:
    """Return who settles a contradiction, and by when."""
    if not one.owner or one.due_at is None:
        return _("Nobody is asked yet")
    return _("%(who)s settles it by %(when)s") % {"who": one.owner, "when": moment(one.due_at, at)}


def contradiction_show(
    who: Who, one: ContradictionRow, items: Mapping[UUID, ItemFacts], form: Filled, at: datetime, changed: str = ""
) -> ContradictionShow:
    """Return the page of one contradiction; `items` are those of its sides as they are now."""
    today = local_day(at)
    sides = [
        _side(code, side, items, today) for code, side in (("left", one.left), ("right", one.right)) if side is not None
    ]
    found = _("Raised by %(who)s, %(when)s") if one.by else _("Found by Kith, %(when)s")
    facts: list[tuple[str, str]] = []
    settled = ""
    if one.settled_at:
        words = {"who": one.settled_by, "when": moment(one.settled_at, at)}
        settled = (
            _("Settled by %(who)s, %(when)s")
            if one.state is State.SETTLED
            else _("They do go together, says %(who)s, %(when)s")
        ) % words
        told = [
            (_("What holds now"), one.holds),
            (_("What changes"), one.changes),
            (_("One side alone, because"), one.only_one),
            (_("How they were told"), one.how_told),
            (_("Why they do"), one.because),
        ]
        facts = [(label, shown(text)) for label, text in told if text]
    return ContradictionShow(
        who,
        form,
        headline_of(
            one.finds, one.left, one.right, one.about if len(one.about) < 90 else _("Something does not go together")
        ),
        found % {"who": one.by, "when": moment(one.found_at, at)},
        sides,
        shown(one.about),
        one.state is State.OPEN,
        asked_words(one, at),
        one.due_at is not None and one.due_at < at,
        one.version,
        settled=settled,
        facts=facts,
        agreed=[AgreedLine(shown(each.who), shown(each.how)) for each in one.agreed],
        changed=changed,
        to_confirm=one.finds is Finds.OLDER,
        still=bool(_still_written([one], {each.id for each in items.values() if each.is_done(today)})),
    )


def _side(code: str, side: Side, items: Mapping[UUID, ItemFacts], today: date) -> SideShow:
    now = items.get(UUID(side.id)) if side.of == "item" else None
    goes = ""
    if side.of == "item" and (now is None or not now.is_done(today)):
        goes = _("This is not done any more.")
    return SideShow(
        code,
        whose_words(side),
        side_lines(side),
        said_words(side),
        now.id if now and now.is_done(today) else None,
        now.version if now else 0,
        goes,
        side.section,
        _who_agrees(side),
    )


def _who_agrees(side: Side) -> str:
    """Return whose yes is asked for, of one side: nobody's of what happened."""
    if side.of == "event":
        return ""
    if side.of == "wish":
        return _("The person, or who speaks for them")
    return _("Whoever wrote the plan with them") if side.section else whose_words(side)


def doer_options(agencies: Sequence[tuple[UUID, str]]) -> list[Option]:
    """Return who may do something: these agencies, then the roles of a team."""
    ours = [one for one in roles().values() if one.group in ("lead", "supervisor", "member")]
    return [
        *(Option(f"{AGENCY}{key}", shown(name)) for key, name in agencies),
        *(Option(f"{ROLE}{one.code}", _("Our team: %(role)s") % {"role": one.label}) for one in ours),
    ]


def weekday_options() -> list[Option]:
    """Return the boxes of the days of the week."""
    return [Option(weekday_field(day), weekday_name(day)) for day in WEEKDAYS]


def subjects_of(kind: str) -> list[str]:
    """Return what often stands as the subject of a kind, to be chosen or typed over."""
    return [str(_(one)) for one in tables().kinds[kind].subjects]


def choice_options(kind: str) -> list[Option]:
    """Return the instructions of a kind."""
    return [Option(one.code, first_up(str(_(one.label)))) for one in tables().kinds[kind].choices.values()]


# Plans of other services beside ours


def beside_show(
    who: Who,
    contents: Mapping[Section, Content],
    plans: Sequence[PlanElsewhere],
    goals: Sequence[GoalElsewhere],
    items: Sequence[ItemFacts],
    restricted: int,
    takes: Mapping[tuple[UUID, int], Take],
    at: datetime,
) -> BesideShow:
    """
    Return what other services planned, beside ours: goals beside goals, risks beside risks, what is done beside what is done.

    `takes` are what can be taken over of a step of a plan, by plan and number; what was taken over has none.
    """
    today = local_day(at)
    going = [one for one in plans if not one.is_over(today)]
    empty = Content()
    goal_lines = [TheirsLine(shown(one.what), _goal_more(one)) for one in goals if not one.is_over]
    risk_lines = [TheirsLine(shown(risk), _of_plan(one)) for one in going for risk in one.about]
    steps = [
        TheirsLine(shown(step.what), _step_more(one, step.stage), takes.get((one.id, number)) if one.id else None)
        for one in going
        for number, step in enumerate(one.steps)
    ]
    outcomes = [TheirsLine(shown(words), _of_plan(one)) for one in going for words in one.outcomes]
    parts = [
        BesidePart(
            "goals",
            str(_(HEADINGS[Section.GOALS].title)),
            [shown(one.what) for one in contents.get(Section.GOALS, empty).goals],
            goal_lines,
        ),
        BesidePart(
            "risks",
            str(_(HEADINGS[Section.RISKS].title)),
            _lines(contents.get(Section.RISKS, empty).text),
            risk_lines,
        ),
        BesidePart(
            "done",
            _("What each agency does"),
            [f"{whose(one)}: {item_words(one)}" for one in items if one.is_done(today)],
            steps,
        ),
        BesidePart("came", _("What came of it"), [], outcomes),
    ]
    kept = ngettext(
        "%(n)d restricted plan or goal is not shown.", "%(n)d restricted plans or goals are not shown.", restricted
    )
    return BesideShow(
        who,
        [one for one in parts if one.theirs or one.ours],
        kept % {"n": restricted} if restricted else "",
        not (going or goal_lines),
    )


def _lines(text: str) -> list[str]:
    return [shown(one) for one in text.splitlines() if one.strip()]


def _goal_more(one: GoalElsewhere) -> str:
    by = _("by %(day)s") % {"day": plain_day(one.by)} if one.by else ""
    return first_up(", ".join(filter(None, (stage_words(one.status), stage_words(one.going), by))))


def _of_plan(one: PlanElsewhere) -> str:
    return ", ".join(filter(None, (shown(one.title), shown(one.by), _since(one))))


def _since(one: PlanElsewhere) -> str:
    return _("since %(day)s") % {"day": plain_day(one.first)} if one.first else ""


def _step_more(one: PlanElsewhere, stage: str) -> str:
    return ", ".join(filter(None, (_of_plan(one), stage_words(stage) if stage else "")))
