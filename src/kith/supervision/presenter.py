"""Supervision in words: why a line is there, when a session is due, practice as questions. Never a ranking."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from kith.action.rules import ActionState
from kith.language import listed
from kith.person.rules import shown
from kith.place.rules import local_day
from kith.policy.queries import role_label
from kith.policy.supervision_rules import SESSION_DAYS
from kith.proposal.seams import title_of
from kith.supervision.measures import number_of
from kith.supervision.practice import TeamPractice, readings
from kith.supervision.queries import Agreed, LineRow, NoteRow, SessionRow, Standing
from kith.supervision.rules import (
    About,
    Closed,
    Counted,
    LineKind,
    Practice,
    Reading,
    Stands,
    is_session_overdue,
    is_small,
    per_hundred,
    session_due,
)
from kith.supervision.shows import (
    AgreedShow,
    LineShow,
    MemberLine,
    NoteLine,
    OwnStanding,
    PracticeShow,
    ReadingShow,
    ReplyShow,
    SessionShow,
)
from kith.web.words import ago, first_up, long_day, moment, near_day, short_day

OLD_AFTER_DAYS = 7
FIRST_WORDS = 140
TITLES: Mapping[LineKind | None, object] = {
    LineKind.OVERRIDE: later("Acted at once where another decides"),
    LineKind.REFUSED: later("A proposal was refused"),
    LineKind.LATE: later("An escalation was not answered in time"),
    LineKind.SAMPLE: later("Drawn by chance"),
    None: later("Crossed, and not escalated"),
}
RESPOND = "contact.respond"
SIGN_SEEN = later("Warning sign seen, nothing started")
DID: Mapping[str, object] = {
    "action.cancel": later("An action was cancelled."),
    "action.complete": later("An action was finished."),
    "caseload.arrange": later("Who leads, the risk tier or how often to be seen was set."),
    "caseload.set_entry": later("The risk tier or how often to be seen was set."),
    "caseload.set_leads": later("Who leads over time was set."),
    "contact.record": later("A contact was recorded."),
    "contact.settle": later("What became of a planned contact was recorded."),
    "escalation.close": later("An escalation was closed."),
    "escalation.respond": later("An escalation was answered."),
    "handover.close_person": later("A person was taken off the list."),
    "huddle.settle": later("What a huddle decided was written down."),
    "proposal.approve": later("A proposal was approved."),
    "proposal.refuse": later("A proposal was refused."),
}
ABOUT: Mapping[About, object] = {
    About.DECISION: later("a decision"),
    About.ESCALATION: later("an escalation"),
    About.SPARED: later("what was not escalated"),
    About.PROPOSAL: later("a proposal"),
    About.CASE: later("a person’s case"),
}


def line_show(row: LineRow, at: datetime) -> LineShow:
    """Return one line of a queue."""
    waits = not row.closed_how
    is_spared = row.kind is None
    open_at = (
        reverse("spared", kwargs={"spared_id": row.id})
        if is_spared
        else reverse("supervision-line", kwargs={"line_id": row.id})
    )
    return LineShow(
        line_id=row.id,
        title=str(SIGN_SEEN if _is_sign(row) else TITLES[row.kind]),
        why=_why(row),
        of=row.of,
        person=shown(row.person),
        person_id=row.person_id,
        when=first_up(moment(row.happened_at, at)),
        age=ago(row.happened_at, at) if waits else "",
        is_old=waits and (local_day(at) - local_day(row.happened_at)).days > OLD_AFTER_DAYS,
        closed="" if waits else _closed(row, at),
        href=open_at,
        thing_href=address_of(row.thing_kind, row.thing_id, row.person_id),
        has_line=not is_spared,
    )


def _is_sign(row: LineRow) -> bool:
    """Say whether a line is of a warning sign that was seen and for which nothing was started."""
    return row.detail.get("source") == "sighting" or row.detail.get("command") == RESPOND


def _why(row: LineRow) -> str:
    command = row.detail.get("command", "")
    if command == RESPOND and row.detail.get("state", "refused") != "refused":
        return _(
            "What was agreed was proposed to somebody who may start it, and came to nothing: look whether it was done."
        )
    if row.kind is LineKind.OVERRIDE:
        words = {"what": title_of(command), "rule": row.detail.get("rule", "")}
        return _("%(what)s: the rule says that somebody else decides (%(rule)s).") % words
    if row.kind is LineKind.REFUSED:
        return _("%(what)s: read the reason of whoever refused it.") % {"what": title_of(command)}
    if row.kind is LineKind.LATE:
        return _("Nobody answered by the time of this step, and it went on.")
    if row.kind is LineKind.SAMPLE:
        did = DID.get(command, later("Something was decided."))
        return _("%(did)s One of the ordinary decisions of that week, drawn so that nobody chooses.") % {"did": did}
    return _("The look at it closes this line: there is nothing to do twice.")


def _closed(row: LineRow, at: datetime) -> str:
    words = {"who": row.closed_by or _("somebody"), "when": moment(row.closed_at, at) if row.closed_at else ""}
    if row.closed_how == Closed.NOTE:
        return _("A note by %(who)s, %(when)s") % words
    if row.closed_how == Closed.SESSION:
        return _("Talked about with %(who)s, %(when)s") % words
    return _("Looked at by %(who)s, nothing to add, %(when)s") % words


def address_of(kind: str, thing_id: UUID, person_id: UUID | None) -> str:
    """Return where what a line or note is about opens; '' where it has no page."""
    if kind == About.ESCALATION:
        return reverse("escalation", kwargs={"escalation_id": thing_id})
    if kind == About.PROPOSAL:
        return reverse("proposal", kwargs={"proposal_id": thing_id})
    if kind == About.SPARED:
        return reverse("spared", kwargs={"spared_id": thing_id})
    return reverse("person", kwargs={"person_id": person_id}) if person_id else ""


def paragraphs(text: str) -> list[str]:
    """Return the lines of a longer text, safe to show."""
    return [shown(one) for one in text.split("\n")]


def note_line(row: NoteRow, at: datetime) -> NoteLine:
    """Return a note in a list."""
    first = shown(row.words.replace("\n", " "))
    came = [one.words for one in row.replies if one.kind == "came of it"]
    return NoteLine(
        row.id,
        first if len(first) <= FIRST_WORDS else f"{first[: FIRST_WORDS - 1].rstrip()}…",
        _("%(by)s to %(to)s") % {"by": row.by, "to": row.to},
        first_up(moment(row.made_at, at)),
        any(one.kind == "answer" for one in row.replies),
        shown(came[-1].replace("\n", " ")) if came else "",
    )


def reply_shows(row: NoteRow, at: datetime) -> list[ReplyShow]:
    """Return what was written under a note, in order."""
    kinds = {"answer": _("Answer"), "came of it": _("What came of it")}
    return [ReplyShow(kinds[one.kind], paragraphs(one.words), _by(one.by, one.made_at, at)) for one in row.replies]


def _by(name: str, made_at: datetime, at: datetime) -> str:
    return _("%(name)s, %(when)s") % {"name": name, "when": moment(made_at, at)}


def about_words(about: About, person: str) -> str:
    """Return what a note is about: 'an escalation, Doris Pettigrew'."""
    return ", ".join(filter(None, (str(ABOUT[about]), shown(person))))


# Sessions


def due_of(row: Standing, at: datetime) -> date:
    """Return the day by which a member's next session is, as the rule is at a moment."""
    last = local_day(row.last_at) if row.last_at else None
    days = number_of(SESSION_DAYS, team_id=row.team_id, at=at)
    return session_due(since=local_day(row.since), last=last, agreed=row.next_on, days=days)


def due_words(row: Standing, at: datetime) -> tuple[str, bool]:
    """Return when the next session is, in words, and whether that day is past."""
    due, today = due_of(row, at), local_day(at)
    if is_session_overdue(due, today):
        return _("Session was due %(day)s") % {"day": near_day(due, today)}, True
    return _("Next session by %(day)s") % {"day": long_day(due)}, False


def member_line(row: Standing, at: datetime) -> MemberLine:
    """Return a member whom the reader supervises."""
    due, overdue = due_words(row, at)
    return MemberLine(row.member_id, row.name, role_label(row.role), row.team, due, overdue, row.number_waiting)


def own_line(row: Standing, at: datetime) -> OwnStanding:
    """Return the reader's own supervision on one team."""
    due, overdue = due_words(row, at)
    return OwnStanding(row.member_id, row.team, listed(row.supervisors), due, overdue)


def session_show(
    row: SessionRow, *, lines: Sequence[LineRow], notes: Mapping[UUID, NoteRow], agreed: Sequence[Agreed], at: datetime
) -> SessionShow:
    """Return a session that was held."""
    return SessionShow(
        session_id=row.id,
        when=first_up(moment(row.held_at, at)),
        by=row.by,
        said=paragraphs(row.said),
        lines=[line_show(one, at) for one in lines],
        notes=[note_line(notes[one], at) for one in row.notes if one in notes],
        agreed=[AgreedShow(one.action_id, shown(one.what), one.owner, _stands(one, at)) for one in agreed],
        next_on=row.next_on,
    )


def _stands(one: Agreed, at: datetime) -> str:
    if one.state == ActionState.DONE:
        return _("done")
    if one.state in (ActionState.OPEN, ActionState.HELD):
        return _("by %(day)s") % {"day": short_day(one.due_at)}
    return _("not done any more")


# Practice


WHAT: Mapping[Practice, object] = {
    Practice.CANNOT_ASSESS: later("Contacts where a check was begun and a needed reading is missing"),
    Practice.SPARED: later("Crossings answered with “not escalated”"),
    Practice.WORRIED: later("Concerns raised without a crossing"),
}
ASK_MORE: Mapping[Practice, object] = {
    Practice.CANNOT_ASSESS: later("Worth talking about: what makes readings hard to take, and what would help?"),
    Practice.SPARED: later(
        "Worth talking about: what do these people have in common, and is the threshold right for them?"
    ),
    Practice.WORRIED: later("Worth talking about: what is seen that no threshold catches?"),
}
ASK_FEWER: Mapping[Practice, object] = {
    Practice.CANNOT_ASSESS: later("Worth talking about: what do others find hard that goes well here?"),
    Practice.SPARED: later("Worth talking about: is everything escalated, and are there answers that add nothing?"),
    Practice.WORRIED: later("Worth talking about: is it easy to raise a concern, and what holds it back?"),
}


def practice_show(found: TeamPractice, account_id: UUID, at: datetime, *, is_own: bool) -> PracticeShow:
    """Return the practice of one member beside the others of the team, always in the same order."""
    told = readings(found, account_id)
    return PracticeShow(
        is_told=any(one.stands is not Stands.TOO_FEW for one in told),
        over=_("Since %(day)s, for each 100 contacts made.") % {"day": short_day(found.since)},
        readings=[_reading(one, is_own=is_own) for one in told],
        caution=_(
            "A question for supervision, not a mark: who is seen differs. By chance alone about one reading in 20 stands out."
            " Numbers from 1 to 7 are not shown."
        ),
    )


def _reading(one: Reading, *, is_own: bool) -> ReadingShow:
    what = str(WHAT[one.practice])
    if one.stands is Stands.TOO_FEW:
        return ReadingShow(what, _("Too few contacts to say."), "", "")
    asks = {Stands.MORE: ASK_MORE, Stands.FEWER: ASK_FEWER}.get(one.stands)
    whose = _("You: %(words)s") if is_own else _("They: %(words)s")
    return ReadingShow(
        what,
        whose % {"words": _counted(one.own, one.limits)},
        _("The others of the team: %(words)s") % {"words": _counted(one.others, None)},
        str(asks[one.practice]) if asks else "",
    )


def _counted(one: Counted, limits: tuple[float, float] | None) -> str:
    contacts = ngettext("%(n)d contact", "%(n)d contacts", one.contacts) % {"n": one.contacts}
    if one.number == 0:
        return _("none at %(contacts)s") % {"contacts": contacts}
    if is_small(one.number):
        return _("1 to 7 at %(contacts)s") % {"contacts": contacts}
    words = {"rate": f"{per_hundred(one):.0f}", "contacts": contacts}
    if limits is None:
        return _("%(rate)s in 100 (%(contacts)s)") % words
    words |= {"low": f"{100 * limits[0]:.0f}", "high": f"{100 * limits[1]:.0f}"}
    return _("%(rate)s in 100 (%(contacts)s; between %(low)s and %(high)s with 95 in 100 certainty)") % words
