"""Cases of a meeting: brought, pulled up, settled, carried over, dropped."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, ids, operation
from kith.action.passing import cancel_because, complete_because, due_because
from kith.caseload.queries import entry_of
from kith.database.planned import planned
from kith.person.rules import tidy
from kith.place.rules import date_words
from kith.preparation import queries
from kith.preparation.meetings import begin, ensure_next, held, own_member
from kith.preparation.models import Asked, Case, Meeting, Question, Request
from kith.preparation.queries import (
    CaseRow,
    MeetingRow,
    cases_of,
    sight_of_meeting,
    sight_of_person_for,
    sight_to_move,
    stored_reasons,
)
from kith.preparation.rules import CaseReason, CaseState, Reason
from kith.preparation.waiting import open_preparing, put_to_meetings

__all__ = [
    "begin",
    "bring",
    "bring_restricted",
    "carry_over",
    "drop",
    "held",
    "pull_up",
    "reopen",
    "settle",
    "take_off",
]

LONGEST = 2_000


@operation("preparation.bring", sight=sight_of_person_for)
def bring(*, act: Act, meeting_id: UUID, person_id: UUID, because: str) -> UUID:
    """
    Ask that somebody is talked about at a meeting, and say why; return their case. Any member may, for any person they open.

    They stand above the line while there is room. Asked for again by another, it is one more reason. Once the meeting is being
    held, they stand on the list of the next one.

    Raises:
        Refusal: without a reason, for somebody who is not on the team's list, or when the meeting is over.
    """
    meeting: MeetingRow = act.thing.row["meeting"]
    why = _words(because, _("Say why this person is to be talked about."), "because")
    _check_ahead(meeting)
    if entry_of(team_id=meeting.team_id, person_id=person_id) is None:
        raise Refusal(_("Choose somebody who is on the team's list."), field="person")
    own = own_member(act, meeting.team_id)
    meeting = _next_of(act, meeting) if meeting.is_running else meeting
    Request.objects.filter(meeting_id=meeting.id, person_id=person_id, by_id=own.id, withdrawn_at=None).update(
        withdrawn_at=act.at, act_id=act.id
    )
    Request(
        id=ids.new(), team_id=meeting.team_id, meeting_id=meeting.id, person_id=person_id, by_id=own.id, because=why,
        made_at=act.at, act_id=act.id,
    ).save(force_insert=True)  # fmt: skip
    reason = Reason(CaseReason.ASKED, asked_words(own.name, why), act.at)
    case_id = _put(act, meeting, reason, own.id, person_id=person_id)
    act.concerns(person_id, case_id=case_id)
    return case_id


@operation("preparation.bring_restricted", sight=sight_of_meeting)
def bring_restricted(*, act: Act, meeting_id: UUID, matter_id: UUID) -> UUID:
    """
    Put a restricted matter that is open to the actor on the list of a meeting; return its case.

    It stands there as a restricted case with the actor as who answers for it, and says nothing else to anybody. Once the meeting
    is being held, it stands on the list of the next one.

    Raises:
        Refusal: for a matter that is not open to the actor, of another team or over, or when it is on the list, or over.
    """
    meeting: MeetingRow = act.thing.row["meeting"]
    _check_ahead(meeting)
    own = own_member(act, meeting.team_id)
    may_open = planned(
        "select 1 from access_restriction where id = %s and team_id = %s and ended_at is null"
        " and id = any((select my_restricted())::uuid[])",
        [matter_id, meeting.team_id],
    )
    if not may_open:
        raise Refusal(_("Choose something restricted that is open to you."), field="matter")
    meeting = _next_of(act, meeting) if meeting.is_running else meeting
    reason = Reason(CaseReason.RESTRICTED, _("restricted"), act.at)
    case_id = _put(act, meeting, reason, own.id, matter_id=matter_id)
    act.concerns(case_id=case_id)
    return case_id


@operation("preparation.pull_up", sight=sight_to_move)
def pull_up(*, act: Act, case_id: UUID, version: int, because: str, instead_of: UUID | None = None) -> UUID:
    """
    Talk about somebody who stands below the line, and say why; where there is no room, `instead_of` names who waits for it.

    Raises:
        Refusal: without a reason, for who stands above the line, without room and nobody named, or where what is named is
            restricted, or was put to this meeting and had to wait before. Stale: when somebody changed the case first.
    """
    case, meeting = _case(act), _meeting(act)
    _check_listed(case, meeting)
    if case.version != version:
        raise Stale(_("Somebody changed this case meanwhile. Nothing of yours is saved yet."), extra=case)
    why = _words(because, _("Say why they are talked about first."), "because")
    if case.is_above:
        raise Refusal(_("This person is above the line already."))
    listed = [one for one in cases_of(meeting_id=meeting.id) if one.state is CaseState.LISTED]
    above = [one for one in listed if one.is_above]
    waits = next((one for one in above if one.id == instead_of), None)
    if len(above) >= meeting.size and waits is None:
        raise Refusal(_("There is no room: choose who waits for the next meeting."), field="instead_of")
    if waits and waits.is_restricted:
        raise Refusal(_("A restricted case does not wait for another: choose somebody else."), field="instead_of")
    if waits and waits.is_owed and waits.was_left_out:
        raise Refusal(
            _("They were put to this meeting and had to wait before: choose somebody else."), field="instead_of"
        )
    _write(act, case, is_above=True, moved_because=why, place=waits.place if waits else _after(above))
    if waits:
        makes_room = _("makes room for %(name)s: %(why)s") % {"name": case.name, "why": why}
        _write(act, waits, is_above=False, moved_because=makes_room, place=case.place)
    Meeting.objects.filter(id=meeting.id).update(version=F("version") + 1, act_id=act.id)
    act.concerns(case.person_id, waits.person_id if waits else None)
    return case_id


@operation("preparation.take_off", sight=sight_to_move)
def take_off(*, act: Act, case_id: UUID, version: int, because: str) -> UUID:
    """
    Take somebody off the list of a meeting, and say why; a restricted case whoever may open it.

    They stay off it, whatever brings them, until a member or a huddle puts them there anew; who asked for them asks no more.

    Raises:
        Refusal: without a reason, or for who was put to this meeting by a huddle or the last one. Stale.
    """
    case, meeting = _case(act), _meeting(act)
    _check_listed(case, meeting)
    if case.version != version:
        raise Stale(_("Somebody changed this case meanwhile. Nothing of yours is saved yet."), extra=case)
    why = _words(because, _("Say why nobody talks about them at this meeting."), "because")
    if not case.may_open:
        raise Refusal(_("Only whoever a restricted case is open to takes it off the list."))
    if case.is_owed:
        raise Refusal(_("They were put to this meeting: it says itself what comes of it."), field="because")
    drop(act=act, case=case, because=why, by=own_member(act, meeting.team_id).id)
    if case.person_id:
        asked = Request.objects.filter(meeting_id=meeting.id, person_id=case.person_id, withdrawn_at=None)
        asked.update(withdrawn_at=act.at, act_id=act.id)
    Meeting.objects.filter(id=meeting.id).update(version=F("version") + 1, act_id=act.id)
    act.concerns(case.person_id)
    return case_id


def settle(*, act: Act, case_id: UUID, outcome: str) -> None:
    """
    Say what a meeting came to for a case: what huddles put to the meeting is done with it, work on its page is over.

    Inside an operation that answers for the outcome. Settled again it says the newer.

    Raises:
        Refusal: without an outcome, or when the meeting is over.
    """
    case, meeting = _loaded(case_id)
    words = _words(outcome, _("Say what the meeting decided."), "outcome")
    _write(act, case, state=CaseState.SETTLED, outcome=words, settled_at=act.at)
    if case.person_id and (waiting := put_to_meetings(team_id=meeting.team_id, person_ids=[case.person_id])):
        complete_because(act=act, team_id=meeting.team_id, action_ids=waiting, outcome=words)
    _forget_page(act, case, meeting)


def reopen(*, act: Act, case_id: UUID) -> None:
    """Say that a meeting has not settled a case after all: it is settled anew. Inside an operation of that meeting."""
    case, _meeting_row = _loaded(case_id)
    _write(act, case, state=CaseState.LISTED, outcome="", settled_at=None)


def carry_over(*, act: Act, case_id: UUID, because: str) -> UUID:
    """
    Put a case to the next meeting, and say why; return its case there. What huddles put to this one is due then.

    Their own question comes with them, and what specialists were asked and did not answer. Inside an operation. The next meeting
    is made where it is not there yet.

    Raises:
        Refusal: without a reason, when the meeting is over, or where the team sets no next one.
    """
    case, meeting = _loaded(case_id)
    why = _words(because, _("Say why this waits for the next meeting."), "because")
    begin(act=act, meeting_id=meeting.id)
    after = _next_of(act, meeting)
    _write(act, case, state=CaseState.NEXT_WEEK, outcome=why, settled_at=act.at)
    if case.person_id and (waiting := put_to_meetings(team_id=meeting.team_id, person_ids=[case.person_id])):
        due_because(act=act, team_id=meeting.team_id, action_ids=waiting, due_at=after.begins_at, why=why)
    _forget_page(act, case, meeting)
    words = _("carried over from %(day)s: %(why)s") % {"day": date_words(meeting.day), "why": why}
    reason = Reason(CaseReason.CARRIED, words, act.at)
    key = _put(act, after, reason, case.preparer_id, case.person_id, case.matter_id, carried_from=case.id)
    if case.person_id:
        bring_questions(act, {case.id: key})
    return key


def bring_questions(act: Act, into: Mapping[UUID, UUID]) -> None:
    """
    Let questions come from cases into those of another meeting, by case: the person's own, and those nobody has answered.

    What stands there already stays. Inside an operation; at most five statements, whatever their number.
    """
    there = set(Asked.objects.filter(case_id__in=into.values()).values_list("case_id", flat=True))
    own = [one for one in Asked.objects.filter(case_id__in=into) if into[one.case_id] not in there]
    Asked.objects.bulk_create(
        Asked(
            id=ids.new(), team_id=one.team_id, case_id=into[one.case_id], person_id=one.person_id, question=one.question,
            asked_by_id=one.asked_by_id, asked_on=one.asked_on, how_to_tell=one.how_to_tell, told_by=one.told_by,
            not_asked_because=one.not_asked_because, act_id=act.id,
        )
        for one in own
    )  # fmt: skip
    put = set(Question.objects.filter(case_id__in=into.values()).values_list("case_id", "to_role", "words"))
    open_ones = Question.objects.filter(case_id__in=into, verdict="", withdrawn_at=None).order_by("put_at", "id")
    left = [one for one in open_ones if (into[one.case_id], one.to_role, one.words) not in put]
    Question.objects.bulk_create(
        Question(
            id=ids.new(), team_id=one.team_id, case_id=into[one.case_id], person_id=one.person_id, to_role=one.to_role,
            to_member_id=one.to_member_id, words=one.words, topic=one.topic, put_by_id=one.put_by_id, put_at=one.put_at,
            act_id=act.id,
        )
        for one in left
    )  # fmt: skip


def _next_of(act: Act, meeting: MeetingRow) -> MeetingRow:
    """Return the meeting after one, made where it is not there yet, locked: its list changes. Raises Refusal for none."""
    after = ensure_next(act=act, team_id=meeting.team_id, after=max(meeting.begins_at, act.at))
    if after is None:
        raise Refusal(_("No further meeting is set: the team lead says when the team meets."))
    return queries.hold_meeting(meeting_id=after.id)


def drop(*, act: Act, case: CaseRow, because: str, by: UUID | None = None) -> None:
    """
    Take a case off the list, and say why: nobody talks about it. Inside an operation; the work on its page is over.

    `by`: the member who did it by hand; None where it makes no sense any more.
    """
    _write(act, case, state=CaseState.DROPPED, outcome=because, settled_at=act.at, taken_off_by_id=by)
    if unneeded := open_preparing(meeting_id=case.meeting_id, case_id=case.id):
        cancel_because(act=act, team_id=case.team_id, action_ids=unneeded, reason=because)


def asked_words(name: str, why: str) -> str:
    """Return why somebody is on the list because a member asked for them."""
    return _("%(name)s asks: %(why)s") % {"name": name, "why": why}


def _put(
    act: Act,
    meeting: MeetingRow,
    reason: Reason,
    by: UUID | None,
    person_id: UUID | None = None,
    matter_id: UUID | None = None,
    carried_from: UUID | None = None,
) -> UUID:
    """Put somebody last on a list, above the line while there is room; who is there has one reason more. Two to four statements."""
    found = cases_of(meeting_id=meeting.id)
    listed = [one for one in found if one.state is CaseState.LISTED]
    is_owed = reason.code is CaseReason.CARRIED
    there = next(
        (
            one
            for one in found
            if (person_id and one.person_id == person_id) or (matter_id and one.matter_id == matter_id)
        ),
        None,
    )
    if there:
        kept = () if there.state is CaseState.DROPPED else there.reasons
        values = {"reasons": stored_reasons([*kept, reason]), "is_owed": there.is_owed or is_owed}
        if there.state is CaseState.DROPPED:
            values |= {"state": CaseState.LISTED, "outcome": "", "settled_at": None, "taken_off_by_id": None}
        _write(act, replace(there, meeting_id=meeting.id), **values)
        return there.id
    key = ids.new()
    above = [one for one in listed if one.is_above]
    Case(
        id=key, team_id=meeting.team_id, meeting_id=meeting.id, person_id=person_id, matter_id=matter_id, place=_after(found),
        is_above=is_owed or len(above) < meeting.size, reasons=stored_reasons([reason]), is_owed=is_owed,
        brought_by_id=None if is_owed else by, preparer_id=by if matter_id else None, carried_from_id=carried_from,
        act_id=act.id,
    ).save(force_insert=True)  # fmt: skip
    Meeting.objects.filter(id=meeting.id).update(version=F("version") + 1, act_id=act.id)
    return key


def _after(cases: list[CaseRow]) -> int:
    return max((one.place for one in cases), default=0) + 1


def _forget_page(act: Act, case: CaseRow, meeting: MeetingRow) -> None:
    if unneeded := open_preparing(meeting_id=meeting.id, case_id=case.id):
        over = _("The weekly meeting has talked about it")
        cancel_because(act=act, team_id=meeting.team_id, action_ids=unneeded, reason=over)


def _loaded(case_id: UUID) -> tuple[CaseRow, MeetingRow]:
    case = queries.case_of(case_id=case_id)
    meeting = queries.meeting_of(meeting_id=case.meeting_id)
    _check_ahead(meeting)
    return case, meeting


def _check_ahead(meeting: MeetingRow) -> None:
    if not meeting.is_ahead:
        raise Refusal(_("This meeting is over: nothing in it can be changed."))


def _check_listed(case: CaseRow, meeting: MeetingRow) -> None:
    _check_ahead(meeting)
    if case.state is not CaseState.LISTED:
        raise Refusal(_("This case is settled, or off the list."))


def _write(act: Act, case: CaseRow, **values: object) -> None:
    changed = Case.objects.filter(id=case.id, version=case.version).update(
        version=F("version") + 1, act_id=act.id, **values
    )
    if changed != 1:
        raise Stale(_("Somebody changed this case meanwhile. Nothing of yours is saved yet."), extra=case)


def _words(text: str, missing: str, field: str) -> str:
    words = "\n".join(filter(None, map(tidy, text.splitlines())))
    if not words:
        raise Refusal(missing, field=field)
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field=field)
    return words


def _case(act: Act) -> CaseRow:
    case: CaseRow = act.thing.row["case"]
    return case


def _meeting(act: Act) -> MeetingRow:
    meeting: MeetingRow = act.thing.row["meeting"]
    return meeting
