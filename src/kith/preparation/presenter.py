"""Turns meetings to come into words."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from kith.language import listed
from kith.place.rules import date_words, local_day, time_words
from kith.policy.queries import all_rights, role_label
from kith.preparation.queries import AskedRow, CaseRow, MeetingRow, QuestionRow, SummaryRow
from kith.preparation.rules import PARTS, CaseState, HowTold, MeetingState, Part, Verdict
from kith.preparation.shows import AskedShow, CaseLine, QuestionLine
from kith.team.queries import MemberInfo
from kith.web.shows import Differs, Meanwhile, Option
from kith.web.words import age, first_up, moment, near_day

HOW_WORDS: Mapping[str, object] = {
    HowTold.VISIT: later("at a visit"),
    HowTold.TELEPHONE: later("by telephone"),
    HowTold.LETTER: later("by letter"),
    HowTold.MESSAGE: later("by message"),
    HowTold.THROUGH: later("through somebody they trust"),
}
VERDICT_WORDS: Mapping[str, object] = {
    Verdict.YES: later("Yes"),
    Verdict.NO: later("No"),
    Verdict.WORDS: later("Answer"),
}
DAYS = (
    later("Monday"), later("Tuesday"), later("Wednesday"), later("Thursday"), later("Friday"), later("Saturday"),
    later("Sunday"),
)  # fmt: skip


def title_of(meeting: MeetingRow) -> str:
    """Return 'Weekly meeting, Thursday 11 June'."""
    return _("Weekly meeting, %(day)s") % {"day": date_words(meeting.day)}


def when_of(meeting: MeetingRow) -> str:
    """Return when a meeting is and how long: '2pm, 60 minutes, room for 8'."""
    words = {"time": time_words(meeting.begins_at), "minutes": meeting.minutes, "size": meeting.size}
    return _("%(time)s, %(minutes)d minutes, room for %(size)d") % words


def stands(meeting: MeetingRow, at: datetime) -> str:
    """Return how far the list of a meeting is, in a sentence."""
    today = local_day(at)
    if meeting.is_running and meeting.begun_at:
        return _("It is being held, since %(when)s.") % {"when": moment(meeting.begun_at, today)}
    if meeting.state is MeetingState.COMING:
        if meeting.proposed_at is None:
            return _("The list is proposed within a minute.")
        return _("Proposed %(when)s, and worked out anew until somebody confirms it.") % {
            "when": moment(meeting.proposed_at, today)
        }
    if meeting.confirmed_by and meeting.confirmed_at:
        words = {"name": meeting.confirmed_by, "when": moment(meeting.confirmed_at, today)}
        return _("Confirmed by %(name)s, %(when)s.") % words
    return _("Taken as it was proposed: nobody confirmed it.")


def case_line(one: CaseRow, slug: str, at: datetime, *, may_move: bool = False) -> CaseLine:
    """Return one case as the list shows it."""
    years = age(one.born, local_day(at)) if one.born and one.person_id else None
    return CaseLine(
        case_id=one.id,
        person_id=one.person_id,
        place=one.place,
        name=one.name,
        age=years,
        href=_href(one, slug),
        reasons=[first_up(reason.words) for reason in one.reasons],
        owner=one.preparer,
        readiness=readiness(one),
        question=one.question,
        moved=first_up(one.moved_because),
        version=one.version,
        can_leave=one.may_open and not one.is_owed,
        may_move=may_move,
    )


def _href(one: CaseRow, slug: str) -> str:
    if one.matter_id:
        return reverse("restricted", kwargs={"concern_id": one.matter_id}) if one.may_open else ""
    return reverse("weekly-case", kwargs={"team": slug, "case_id": one.id}) if one.person_id else ""


def readiness(one: CaseRow) -> tuple[str, str, str]:
    """Return how far the page of a case is: words, mark, tone."""
    if one.is_restricted:
        return ("", "", "")
    if one.state is CaseState.SETTLED:
        return (_("settled"), "done", "done")
    if one.ready_at:
        return (_("ready: %(name)s") % {"name": one.ready_by}, "done", "done")
    if one.number == 0 and not one.is_above:
        return ("", "", "")
    if one.number == 0:
        return (_("its page is made the day before"), "wait", "quiet")
    if one.preparer:
        return (_("summary not ready: %(name)s") % {"name": one.preparer}, "wait", "due")
    return (_("summary not ready: nobody prepares it"), "late", "late")


def asked_show(row: AskedRow | None, at: datetime) -> AskedShow:
    """Return the person's own question with who asked, when and how they want the answer."""
    if row is None:
        return AskedShow()
    if not row.question:
        return AskedShow(why_not=row.not_asked_because, version=row.version)
    assert row.asked_on is not None
    how = {"how": HOW_WORDS[row.how_to_tell], "who": row.told_by}
    return AskedShow(
        row.question,
        _("Their question, %(day)s, to %(name)s.")
        % {"day": near_day(row.asked_on, local_day(at)), "name": row.asked_by},
        (
            _("They want the answer from %(who)s, %(how)s.") % how
            if row.told_by
            else _("They want the answer %(how)s.") % how
        ),
        version=row.version,
    )


def page_parts(parts: Sequence[Part]) -> list[tuple[str, str, Sequence[str]]]:
    """Return the parts of a page: key, heading, and a line for each thing."""
    return [(one.key, heading_of(one), one.text.splitlines()) for one in parts]


def heading_of(one: Part) -> str:
    """Return the heading of a part; as it was written where the part is known no more."""
    return _(PARTS[one.key]) if one.key in PARTS else one.heading


def made_words(row: SummaryRow, at: datetime) -> str:
    """Return who made a version of a page, and when."""
    words = {"number": row.number, "when": moment(row.made_at, local_day(at)), "name": row.by}
    if row.kind == "edited":
        return _("Version %(number)d, written by %(name)s, %(when)s") % words
    if row.by:
        return _("Version %(number)d, made from the record for %(name)s, %(when)s") % words
    return _("Version %(number)d, made from the record, %(when)s") % words


def meanwhile(row: SummaryRow, typed: Mapping[str, str | frozenset[str]], at: datetime) -> Meanwhile:
    """Return what somebody wrote meanwhile beside what was typed here, part by part, of those parts that differ."""
    theirs = {one.key: one.text for one in row.parts}
    yours = {key: "\n".join(str(typed.get(f"part-{key}", "")).splitlines()).strip() for key in PARTS}
    differs = [
        Differs(_(heading), "", theirs.get(key, ""), yours[key])
        for key, heading in PARTS.items()
        if theirs.get(key, "") != yours[key]
    ]
    return Meanwhile(made_words(row, at), differs)


def question_line(
    row: QuestionRow, there: Sequence[MemberInfo], account_id: UUID, at: datetime, *, is_open: bool
) -> QuestionLine:
    """Return a question as a page shows it. `is_open`: whether it can still be answered."""
    topic = all_rights(team_id=row.team_id, at=at).topics.get(row.topic)
    mine = [one for one in there if one.account_id == account_id and row.is_for(one.id, one.role)]
    decides = ""
    if topic:
        who = next((one.role for one in mine), row.to_role)
        may = topic.verdict_for(who) in ("decide", "inform")
        words = {"role": role_label(who), "rule": topic.rule, "what": _(topic.label)}
        decides = (
            _("%(what)s: a %(role)s decides (%(rule)s)")
            if may
            else _("%(what)s: a %(role)s answers, others decide (%(rule)s)")
        ) % words
    return QuestionLine(
        question_id=row.id,
        case_id=row.case_id,
        to=first_up(row.to),
        words=row.words,
        put=_("asked by %(name)s, %(when)s") % {"name": row.put_by, "when": moment(row.put_at, local_day(at))},
        topic=_(topic.label) if topic else "",
        decides=decides,
        answer=_answer(row),
        answered=_answered(row, at),
        version=row.version,
        is_mine=bool(mine) and is_open,
        can_withdraw=is_open and not row.verdict,
        who=[Option(str(one.id), one.name) for one in there if row.is_for(one.id, one.role)],
    )


def _answer(row: QuestionRow) -> str:
    if not row.verdict:
        return ""
    if row.verdict == Verdict.WORDS:
        return row.answer
    said = str(VERDICT_WORDS[row.verdict])
    return f"{said}. {row.answer}" if row.answer else f"{said}."


def _answered(row: QuestionRow, at: datetime) -> str:
    if row.answered_at is None:
        return ""
    words = {"name": row.answered_by, "when": moment(row.answered_at, local_day(at)), "rule": row.rule}
    return (
        _("Decided by %(name)s by %(rule)s, %(when)s")
        if row.rule
        else _("Answered by %(name)s, %(when)s; not a decision")
    ) % words


def role_options(codes: Collection[str]) -> list[Option]:
    """Return roles as answers, by their name."""
    return sorted((Option(one, first_up(role_label(one))) for one in codes), key=lambda one: one.label)


def roles_words(codes: Sequence[str]) -> str:
    """Return which roles are expected: 'GP, community nurse and care coordinator'."""
    return listed([role_label(one) for one in codes])


def day_options() -> list[Option]:
    """Return the days of a week as answers."""
    return [Option(str(number), str(words)) for number, words in enumerate(DAYS)]


def how_options() -> list[Option]:
    """Return how somebody may want their answer."""
    return [Option(one, first_up(str(words))) for one, words in HOW_WORDS.items()]
