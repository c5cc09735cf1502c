"""The trail of one person in sentences: who looked, who changed what, who was refused."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from kith.board.past import Past, was_words
from kith.board.person_queries import LOOK_DAYS, STEPPED_BACK, TRAIL_READ
from kith.board.person_shows import Changes, DayOfTrail, Looked, TrailSentence
from kith.place.rules import local_day
from kith.policy.by_link import BY_LINK
from kith.policy.queries import role_label
from kith.trail.queries import TrailLine
from kith.web.words import clock, full_day, moment

CHANGES_SHOWN = 8
LOOKS_SHOWN = 12

LOOKS: Mapping[str, str | Promise] = {
    "look.open": later("opened the record"),
    "look.list": later("saw the person's line on a board or list"),
    "look.search": later("found the person by a search"),
    "look.print": later("printed a list with the person on it"),
}

COMMANDS: Mapping[str, str | Promise] = {
    "person.register": later("added the person"),
    "person.correct": later("corrected who this person is"),
    "person.correct_contact_details": later("corrected where the person is met or reached"),
    "person.record_death": later("recorded the death"),
    "caseload.add_person": later("put the person on the list"),
    "caseload.put_on_list": later("put the person on the list"),
    "caseload.set_leads": later("set who leads over time"),
    "caseload.set_entry": later("set the risk tier or how often to be seen"),
    "caseload.arrange": later("set who leads, the risk tier or how often to be seen"),
    "caseload.override_day_lead": later("changed who leads for a day"),
    "caseload.look_through": later("looked through the record that an import brought"),
    "board.follow": later("began to follow the person"),
    "board.unfollow": later("stopped following the person"),
    STEPPED_BACK: later("stepped back from this record"),
    "handover.know_person": later("knows the person, and closed the record to themselves"),
    "handover.open_again": later("opened the record again to a colleague who asked"),
    "handover.join_person": later("joined the record by themselves, with role and reason"),
    "handover.ask_to_see": later("asked to see the record, with role and reason"),
    "handover.answer_ask": later("answered somebody who asked to see the record"),
    "handover.withdraw_ask": later("withdrew the question to see the record"),
    "handover.leave_note": later("left a note for whoever leads the person"),
    "handover.end_joining": later("ended what somebody had joined by themselves"),
    "action.add": later("added an action"),
    "action.change": later("changed an action"),
    "action.hold": later("put an action on hold"),
    "action.resume": later("took an action off hold"),
    "action.complete": later("finished an action"),
    "proposal.propose": later("proposed something to somebody who decides"),
    "proposal.approve": later("approved what a colleague proposed, and it was done"),
    "proposal.ask": later("asked something about what a colleague proposed"),
    "proposal.answer": later("answered what was asked about a proposal"),
    "proposal.refuse": later("refused what a colleague proposed"),
    "proposal.withdraw": later("took a proposal back"),
    "proposal.move_on": later("sent a proposal on that nobody had answered"),
    "board.press_on": later("told somebody else what nobody had read"),
    "safeguarding.raise_concern": later("raised a safeguarding concern"),
    "safeguarding.answer": later("answered a safeguarding concern"),
    "safeguarding.hand_on": later("sent a safeguarding concern on"),
    "safeguarding.tell": later("wrote down who was told of a safeguarding concern"),
    "safeguarding.record": later("recorded a step of a safeguarding concern"),
    "safeguarding.close": later("closed a safeguarding concern"),
    "safeguarding.name_opener": later("named who may open a safeguarding concern"),
    "safeguarding.unname_opener": later("ended that somebody may open a safeguarding concern"),
    "safeguarding.name_source": later("named who may be the source of harm"),
    "safeguarding.withdraw_source": later("took back who may be the source of harm"),
    "safeguarding.give_task": later("gave a task of a safeguarding concern"),
    "safeguarding.finish_task": later("finished a task of a safeguarding concern"),
    "safeguarding.return_task": later("handed a task of a safeguarding concern back"),
    "safeguarding.tell_visitors": later("said whether visitors are told of a safeguarding concern"),
    "escalation.raise": later("raised an escalation"),
    "escalation.respond": later("answered an escalation"),
    "escalation.hand_on": later("sent an escalation on"),
    "escalation.tell": later("wrote down who was told of an escalation"),
    "escalation.close": later("closed an escalation"),
    "escalation.spare": later("did not escalate what crossed a threshold, and said why"),
    "escalation.look_at": later("looked at what was not escalated"),
    "escalation.move_on": later("sent an escalation on that nobody had answered"),
    "action.settle_noticed": later("said what came of what was noticed"),
    "action.settle_weekly_meeting": later("settled what waited for the weekly meeting"),
    "action.settle_import_review": later("settled what an import had changed"),
    "action.finish_look_through": later("finished looking an import through"),
    "action.cancel": later("cancelled an action"),
    "action.mark_in_error": later("marked an action as made in error"),
    "action.comment": later("commented on an action"),
    "action.take": later("took over an action"),
    "action.offer": later("offered an action to somebody"),
    "action.offer_person": later("offered to somebody to lead the person"),
    "action.give": later("added an action and offered it to somebody"),
    "action.ask_help": later("asked for help with an action"),
    "action.accept": later("accepted what was offered"),
    "action.decline": later("declined what was offered"),
    "action.withdraw": later("withdrew an offer"),
    "action.lapse": later("let an offer lapse that nobody answered"),
    "action.ask_giver": later("asked about an offer before answering it"),
    "action.keep": later("kept what was not accepted"),
    "action.remind": later("reminded of an action"),
    "action.bulk": later("acted on several actions at once"),
    "action.raise_waiting": later("reminded whoever answers of work that waits"),
    "contact.plan": later("planned a contact"),
    "contact.chase": later("asked what became of a planned contact"),
    "contact.plan_series": later("planned a series of contacts"),
    "contact.change_series": later("changed a series of contacts"),
    "contact.end_series": later("ended a series of contacts"),
    "contact.move": later("moved a planned contact"),
    "contact.set_away": later("said that the person is away, or when they are back"),
    "contact.keep": later("went on with series and pauses of contacts"),
    "contact.record": later("recorded a contact"),
    "contact.respond": later("started what was agreed for a warning sign"),
    "record.set_usual": later("said which NEWS2 is usual for the person"),
    "plan.start": later("started the shared plan"),
    "plan.write": later("changed the shared plan"),
    "plan.sign_off": later("signed a section of the shared plan"),
    "plan.review": later("looked through the shared plan"),
    "plan.mark_read": later("read the shared plan"),
    "plan.ask_for_reviews": later("asked for the shared plan to be looked through"),
    "plan.set_aside": later("kept a section of the shared plan as somebody else wrote it"),
    "plan.agree": later("wrote down who agreed the shared plan"),
    "plan.keep_back": later("kept a part of the shared plan from their parents"),
    "plan.show_again": later("let their parents see a part of the shared plan again"),
    "plan.tell": later("said that something has happened to them"),
    "contradiction.add_item": later("wrote what is done for them"),
    "contradiction.change_item": later("changed what is done for them"),
    "contradiction.confirm_item": later("wrote that what is done still holds"),
    "contradiction.stop_item": later("wrote that something is not done any more"),
    "contradiction.take_over": later("took over what another service does"),
    "contradiction.raise": later("raised a contradiction"),
    "contradiction.settle": later("settled a contradiction"),
    "contradiction.say_none": later("said that two things do go together"),
    "contradiction.open_again": later("opened a contradiction again"),
    "contradiction.find": later("looked for contradictions"),
    "alignment.send": later("sent a partner a summary of the plan"),
    "alignment.withdraw": later("took back what a partner was asked"),
    "alignment.show_code": later("looked at the code of a partner's link, to tell it"),
    "alignment.answer": later("answered a summary of the plan by link"),
    "alignment.record_answer": later("wrote down what a partner answered"),
    "alignment.settle": later("said how they go on without a partner’s answer"),
    "alignment.give_copy": later("gave somebody a copy of the plan"),
    "alignment.follow_up": later("reminded a partner, or reported that they did not answer"),
    "alignment.look_again": later("looked whether a partner is to be asked again"),
    "network.add_carer": later("wrote down a carer"),
    "network.change_carer": later("wrote what a carer does and needs"),
    "network.end_carer": later("wrote that a carer cares no longer"),
    "network.assess_carer": later("wrote what became of a carer’s assessment"),
    "door.open": later("opened the link that the team had sent"),
    "door.try_code": later("typed a wrong code at the link that the team had sent"),
    "door.turn_away": later("said that the link was not for them"),
    "door.shut": later("came by a link that may not be shared any more"),
    "agency.involve": later("wrote which agency works with the person, and why"),
    "agency.change_involvement": later("changed why an agency works with the person, or whom we reach there"),
    "agency.end_involvement": later("wrote that an agency works with the person no longer"),
    "agency.object": later("wrote what the person does not want shared"),
    "agency.withdraw_objection": later("wrote that the person takes an objection to sharing back"),
    "agency.override": later("decided to share with an agency although the person objects"),
    "agency.end_override": later("ended that something is shared although the person objects"),
    "agency.tell": later("wrote what was told to an agency"),
    "contact.settle": later("recorded what became of a planned contact"),
    "mdt.start": later("started a weekly meeting with the person on its list"),
    "mdt.bring_forward": later("brought cases of a weekly meeting forward"),
    "mdt.show": later("showed the person in the weekly meeting"),
    "mdt.put_off": later("moved the person to the end of the weekly meeting"),
    "mdt.decide": later("wrote down what the weekly meeting decided"),
    "mdt.take_back": later("took a decision of the weekly meeting back"),
    "mdt.settle": later("said what became of the person’s case in the weekly meeting"),
    "mdt.raise": later("raised an escalation"),
    "mdt.tell": later("wrote down how the person was told what was decided"),
    "mdt.leave_untold": later("wrote down why the person has not been told yet"),
    "mdt.close": later("closed a weekly meeting that spoke of the person"),
    "huddle.start": later("started a huddle with the person on its agenda"),
    "huddle.add_person": later("put the person on the huddle's agenda"),
    "huddle.settle": later("wrote what the huddle decided"),
    "huddle.show": later("showed the person in the huddle"),
    "huddle.remark": later("said something about the person in the huddle"),
    "huddle.show_remark": later("showed in the huddle what somebody said about the person"),
    "huddle.put_off": later("moved the person to the end of the huddle"),
    "huddle.raise": later("raised an escalation"),
    "huddle.mend": later("settled a loose end of the huddle"),
    "huddle.close": later("closed a huddle that spoke of the person"),
    "preparation.set_weekly": later("said when the team holds its weekly meeting"),
    "preparation.confirm": later("confirmed the list of a weekly meeting"),
    "preparation.call_off": later("called a weekly meeting off"),
    "preparation.bring_restricted": later("put something restricted on the list of a weekly meeting"),
    "preparation.bring": later("asked that the person is talked about at the weekly meeting"),
    "preparation.pull_up": later("changed whom the weekly meeting talks about first"),
    "preparation.take_off": later("took the person off the list of the weekly meeting"),
    "preparation.write_summary": later("wrote the page on the person for the weekly meeting"),
    "preparation.make_anew": later("made the page on the person for the weekly meeting anew"),
    "preparation.sign_ready": later("signed the page on the person for the weekly meeting as ready"),
    "preparation.write_asked": later("wrote down what the person asks of the weekly meeting"),
    "preparation.put_question": later("put a question to a specialist for the weekly meeting"),
    "preparation.answer_question": later("answered a question for the weekly meeting"),
    "preparation.withdraw_question": later("took a question for the weekly meeting back"),
    "preparation.keep": later("proposed or prepared the person for the weekly meeting"),
    "casefile.ask": later("asked for a case file, with purpose and reason"),
    "casefile.mark": later("withheld a line of a case file"),
    "casefile.ask_release": later("asked that a withheld line of a case file be shown"),
    "casefile.confirm_release": later("confirmed that a withheld line of a case file is shown"),
    "casefile.ask_export": later("asked that a case file be given out"),
    "casefile.refuse_release": later("said no, with a reason, to showing a withheld line of a case file"),
    "casefile.withdraw_release": later("took back that a withheld line of a case file be shown"),
    "casefile.refuse_export": later("said no, with a reason, to giving a case file out"),
    "casefile.withdraw_export": later("took back that a case file be given out"),
    "casefile.approve_export": later("approved that a case file is given out"),
    "handover.plan_leave": later("began to prepare a leave"),
    "handover.settle_lines": later("said where the work goes during a leave"),
    "handover.withdraw_leave": later("gave up a leave"),
    "handover.confirm_leave": later("confirmed a leave"),
    "handover.begin_leaves": later("passed on the work when a leave began"),
    "handover.absent_now": later("passed on the work of somebody away without notice"),
    "handover.remove_access": later("removed a colleague’s access and passed on their work"),
    "handover.record_death": later("recorded the death"),
    "handover.follow_deaths": later("brought the team's list into line with the death"),
    "handover.undo_death": later("took back the record of the death"),
    "handover.close_after_deaths": later("took the person off the list after the death"),
    "handover.close_person": later("took the person off the list"),
    "handover.take_on_again": later("put the person on the list again"),
    "handover.merge": later("merged two records of the person"),
    "handover.unmerge": later("took a merge of two records back"),
    "handover.tell_apart": later("said that the record and another are of two people"),
    "handover.compare_again": later("took back that two records are of two people"),
    "handover.finish_alike": later("finished comparing those whom an import had brought"),
    "handover.follow_merges": later("brought the team's list into line with a merge"),
    "sharing.import_package": later("brought in records by an import"),
    "sharing.take_person_row": later("brought in a row of a sheet"),
    "sharing.finish_sheet": later("gathered those whom a sheet put on the list"),
    "sharing.finish_import": later("put the person on the list after an import"),
}
"""What each command did to a person's record, after the name of who did it."""

MEETINGS = frozenset(
    {
        "huddle.start",
        "huddle.show",
        "huddle.show_remark",
        "huddle.put_off",
        "huddle.close",
        "mdt.start",
        "mdt.bring_forward",
        "mdt.put_off",
        "mdt.show",
        "mdt.close",
    }
)
"""Commands about a whole meeting, which change nothing of those it speaks of: told on the trail, not among the changes."""

FOLLOWING = frozenset({"board.follow", "board.unfollow"})
"""Who hears of the person changes nothing of them either."""


def words_of(line: TrailLine) -> str:
    """Return what a line of the trail says after the name: 'opened the record', 'tried to finish an action and was refused'."""
    if _is_by_link(line):
        return _("read what the team had sent them")
    said = str(LOOKS.get(line.what) or COMMANDS.get(line.what) or _("did “%(command)s”") % {"command": line.what})
    if line.outcome == "refused":
        return _("was refused: %(what)s") % {"what": said}
    return said


def mark_of(line: TrailLine) -> str:
    """Return the shape of a line: an eye for a look, a cross for a refusal, a page for a change."""
    if line.outcome == "refused":
        return "missed"
    return "eye" if line.what.startswith("look.") else "plan"


def looks_words(trail: Sequence[TrailLine], at: datetime) -> str:
    """Return how often the record was looked at in the last 7 days, by how many people; what a link opens is no record."""
    recent = [line for line in trail if _is_look(line) and not _is_by_link(line) and line.happened_at > at - LOOK_DAYS]
    opened = [line for line in recent if line.what == "look.open"]
    people = len({line.account_id for line in opened})
    if not opened:
        words = _("Not opened in the last 7 days")
    else:
        number = ngettext("Opened once", "Opened %(n)d times", len(opened)) % {"n": len(opened)}
        by = ngettext("by 1 person", "by %(n)d people", people) % {"n": people}
        words = _("%(opened)s in the last 7 days, %(by)s") % {"opened": number, "by": by}
    listed = len(recent) - len(opened)
    if listed:
        shown = ngettext("shown on a list or found once", "shown on lists or found %(n)d times", listed) % {"n": listed}
        words = f"{words}; {shown}"
    is_cut = len(trail) == TRAIL_READ and trail[-1].happened_at > at - LOOK_DAYS
    return _("%(words)s, and more before that.") % {"words": words} if is_cut else f"{words}."


def looks_of(trail: Iterable[TrailLine], names: Mapping[UUID, str], at: datetime) -> list[Looked]:
    """Return who opened the record in the last 7 days: each once, with their latest moment and role, latest first."""
    latest: dict[tuple[UUID | None, str], TrailLine] = {}
    for line in trail:
        if line.what == "look.open" and not _is_by_link(line) and line.happened_at > at - LOOK_DAYS:
            latest.setdefault((line.account_id, line.role), line)
    lines = list(latest.values())[:LOOKS_SHOWN]
    return [Looked(f"{_name(one, names)}, {role_label(one.role)}", moment(one.happened_at, at)) for one in lines]


def changes_of(
    trail: Sequence[TrailLine], names: Mapping[UUID, str], past: Sequence[Past], reader: UUID, at: datetime
) -> Changes:
    """Return what was changed and what it was before, newest first, and which of it since the reader last opened this record."""
    own = next((line for line in trail if line.what == "look.open" and line.account_id == reader), None)
    since = own.happened_at if own else None
    made = _once_a_day(
        line
        for line in trail
        if line.outcome == "done" and not _is_look(line) and line.what not in MEETINGS | FOLLOWING
    )
    sentences = [
        _sentence(
            line,
            names,
            moment(line.happened_at, at),
            is_new=since is not None and line.happened_at > since,
            was=was_words(past, line, at),
        )
        for line in made[:CHANGES_SHOWN]
    ]
    new = sum(1 for line in made if since and line.happened_at > since)
    return Changes(moment(since, at) if since else "", new, len(made), sentences)


def _once_a_day(lines: Iterable[TrailLine]) -> list[TrailLine]:
    """Return changes, newest first, with what Kith says of waiting work told once a day: its latest, not each time."""
    told: set[date] = set()
    found = []
    for line in lines:
        day = local_day(line.happened_at)
        if line.what != "action.raise_waiting" or day not in told:
            found.append(line)
        if line.what == "action.raise_waiting":
            told.add(day)
    return found


def days_of_trail(
    lines: Iterable[TrailLine], names: Mapping[UUID, str], past: Sequence[Past], at: datetime
) -> list[DayOfTrail]:
    """Return lines of the trail in sentences by day, newest first; the same seen again and again is one sentence."""
    return [
        DayOfTrail(full_day(day), [_told(list(same), names, past, at) for _key, same in groupby(found, key=_sameness)])
        for day, found in groupby(lines, key=lambda line: local_day(line.happened_at))
    ]


def _told(same: list[TrailLine], names: Mapping[UUID, str], past: Sequence[Past], at: datetime) -> TrailSentence:
    latest, first = same[0], same[-1]
    when = clock(latest.happened_at)
    if len(same) == 1:
        return _sentence(latest, names, when, was=was_words(past, latest, at))
    times = _("%(n)d times since %(time)s") % {"n": len(same), "time": clock(first.happened_at)}
    return _sentence(latest, names, when, more=times)


def _sameness(line: TrailLine) -> tuple[object, ...]:
    """Looks by the same person at the same sort of list, one after the other, are told together; nothing else is."""
    return (line.account_id, line.role, line.what) if line.what == "look.list" else (id(line),)


def _sentence(
    line: TrailLine,
    names: Mapping[UUID, str],
    when: str,
    *,
    is_new: bool = False,
    more: str = "",
    was: Sequence[str] = (),
) -> TrailSentence:
    about = ", ".join(part for part in (role_label(line.role), more) if part)
    if line.what == STEPPED_BACK:
        was = ()  # what the act ended names whoever held it
    return TrailSentence(when, mark_of(line), _name(line, names), words_of(line), about, is_new, was)


def _name(line: TrailLine, names: Mapping[UUID, str]) -> str:
    if line.what == STEPPED_BACK:
        return _("A member")
    return names.get(line.account_id, _("Somebody")) if line.account_id else _("Nobody signed in")


def _is_by_link(line: TrailLine) -> bool:
    """Whether somebody of a partner agency looked at what they were sent, by their link."""
    return line.role == BY_LINK and _is_look(line)


def _is_look(line: TrailLine) -> bool:
    return line.what.startswith("look.")
