"""The page on each person of a meeting: made the day before, edited, signed as ready; and the person's own question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, ids, operation
from kith.action.operations import NewAction, make
from kith.action.passing import complete_because
from kith.action.rules import ActionKind
from kith.message.parts import Tell
from kith.person.rules import tidy
from kith.place.rules import date_words, local_day
from kith.plan.refresh_queries import on_lists
from kith.plan.refreshing import answering
from kith.preparation import queries
from kith.preparation.meetings import own_member
from kith.preparation.models import Asked, Case, Meeting, Summary
from kith.preparation.queries import CaseRow, MeetingRow, last_ended, sight_of_case, summaries_of
from kith.preparation.rules import PARTS, CaseState, HowTold, MeetingState, Part
from kith.preparation.summaries import compose
from kith.preparation.waiting import open_preparing
from kith.team.queries import MemberInfo, TeamInfo, day_on_team, members
from kith.team.rules import end_of_service_day

LOOKS_BACK = timedelta(days=28)
"""What changed is told since the last meeting; before the first, over this time."""
LONGEST_PART, LONGEST = 4_000, 2_000
OLDEST_ASKED = timedelta(days=60)


def prepare(act: Act, team: TeamInfo, meeting: MeetingRow) -> None:
    """
    Make the page on everybody above the line who has none, and ask whoever leads each to make it ready before the meeting.

    A list that nobody has confirmed is taken as it is proposed. Inside an operation of Kith; at most twenty statements.
    """
    if meeting.state is MeetingState.COMING:
        Meeting.objects.filter(id=meeting.id).update(
            state=MeetingState.CONFIRMED, confirmed_at=act.at, version=F("version") + 1, act_id=act.id
        )
    cases = [one for one in queries.cases_of(meeting_id=meeting.id) if _is_unprepared(one)]
    bare = {one.person_id: one for one in cases if one.person_id and one.number == 0}
    pages = compose(team_id=team.id, person_ids=list(bare), since=since_of(meeting, act), at=act.at) if bare else {}
    Summary.objects.bulk_create([_generated(act, bare[person_id], 1, page) for person_id, page in pages.items()])
    _ask_preparers(act, team, meeting, cases)
    Meeting.objects.filter(id=meeting.id).update(prepared_at=act.at, act_id=act.id)
    act.concerns(*pages, meeting_id=meeting.id)


def since_of(meeting: MeetingRow, act: Act) -> datetime:
    """Return since when changes are told on the pages of a meeting. One statement."""
    before = last_ended(team_id=meeting.team_id, before=meeting.day)
    return before.begins_at if before else act.at - LOOKS_BACK


def _is_unprepared(one: CaseRow) -> bool:
    """Whether nobody has signed the page, nor is asked to: also where it was written anew after it was signed."""
    is_asked = one.is_asked or one.ready_at is not None
    return one.person_id is not None and one.is_above and one.state is CaseState.LISTED and not is_asked


def _generated(act: Act, case: CaseRow, number: int, page: Sequence[Part]) -> Summary:
    assert case.person_id is not None
    return Summary(
        id=ids.new(), team_id=case.team_id, case_id=case.id, person_id=case.person_id, number=number, kind="generated",
        parts=stored_parts(page), by_id=None, made_at=act.at, act_id=act.id,
    )  # fmt: skip


def stored_parts(page: Sequence[Part]) -> list[dict[str, str]]:
    """Return the parts of a page as a summary stores them."""
    return [{"key": one.key, "heading": one.heading, "text": one.text} for one in page]


def _ask_preparers(act: Act, team: TeamInfo, meeting: MeetingRow, cases: Sequence[CaseRow]) -> None:
    """Give the work of making each page ready to whoever leads the person, unless away. Four statements, none for nobody."""
    if not cases:
        return
    there, day = members(team_id=team.id, at=act.at), day_on_team(team=team, day=local_day(act.at), at=act.at)
    wanted = [(one.person_id, team.id) for one in cases if one.person_id]
    standings = {one.person_id: one for one in on_lists(wanted=wanted, team_ids=[team.id], today=local_day(act.at))}
    owners: dict[UUID, MemberInfo] = {
        one.id: owner
        for one in cases
        if one.person_id in standings and (owner := answering(standings[one.person_id], day, there))
    }
    asked = [one for one in cases if one.id in owners]
    what = _("Make the page for the weekly meeting of %(day)s ready") % {"day": date_words(meeting.day)}
    made = make(
        act=act,
        rows=[
            NewAction(
                team.id, one.person_id, what, owners[one.id].id, _due(meeting, act.at), ActionKind.PREPARE_CASE,
                origin_kind="weekly meeting", origin_id=one.id,
            )
            for one in asked
        ],
    )  # fmt: skip
    rows = Case.objects.in_bulk([one.id for one in asked])
    for one, action_id in zip(asked, made, strict=True):
        row, owner = rows[one.id], owners[one.id]
        row.preparer_id, row.action_id, row.version, row.act_id = owner.id, action_id, row.version + 1, act.id
        act.add("message", Tell(team.id, owner.account_id, "action given", "action", action_id, one.person_id))
    Case.objects.bulk_update(rows.values(), ["preparer", "action", "version", "act"])


def _due(meeting: MeetingRow, at: datetime) -> datetime:
    """Return by when a page is ready: 5pm of the day on which it is made, or else when the meeting begins."""
    evening = end_of_service_day(local_day(at))
    return evening if at < evening < meeting.begins_at else max(meeting.begins_at, at)


# By hand


@operation("preparation.write_summary", sight=sight_of_case)
def write_summary(*, act: Act, case_id: UUID, number: int, texts: Mapping[str, str]) -> int:
    """
    Write another version of the page on a person; return its number. `texts` by key of the part, '' leaves a part out.

    What was made from the record, and every version, stays beside it. A page that was signed as ready is to be signed again.

    Raises:
        Refusal: for a part that is none, a text too long, nothing at all, or no change. Stale: when somebody wrote another
            version meanwhile.
    """
    case, _meeting = _open_case(act)
    _check_newest(case, number)
    if not set(texts) <= set(PARTS):
        raise Refusal(_("This part is not known: open the page again."))
    page = [Part(key, _(PARTS[key]), words) for key in PARTS if (words := _text(texts.get(key, ""), key, LONGEST_PART))]
    if not page:
        raise Refusal(_("Write something: an empty page helps nobody."), field=next(iter(PARTS)))
    now = summaries_of(case_id=case_id)
    if now and [(one.key, one.text) for one in now[0].parts] == [(one.key, one.text) for one in page]:
        raise Refusal(_("Nothing was changed: change something, or go back."), field=page[0].key)
    by = own_member(act, case.team_id).id
    return _append(act, case, page, kind="edited", by=by)


@operation("preparation.make_anew", sight=sight_of_case)
def make_anew(*, act: Act, case_id: UUID, number: int) -> int:
    """
    Make the page on a person anew from the record as it stands now; return its number. Earlier versions stay beside it.

    Raises:
        Refusal: for a restricted case, or one that is settled. Stale: when somebody wrote another version meanwhile.
    """
    case, meeting = _open_case(act)
    _check_newest(case, number)
    assert case.person_id is not None
    pages = compose(team_id=case.team_id, person_ids=[case.person_id], since=since_of(meeting, act), at=act.at)
    return _append(act, case, pages.get(case.person_id, []), kind="generated", by=own_member(act, case.team_id).id)


@operation("preparation.sign_ready", sight=sight_of_case)
def sign_ready(*, act: Act, case_id: UUID, number: int) -> UUID:
    """
    Sign the page on a person as ready for the meeting, in the version that was read; the work of making it ready is done.

    Raises:
        Refusal: without a page, or before the person's own question is written down, or why they were not asked.
            Stale: when somebody wrote another version meanwhile.
    """
    case, meeting = _open_case(act)
    _check_newest(case, number)
    if not number:
        raise Refusal(_("There is no page yet: make it first."))
    if not (case.question or case.not_asked_because):
        raise Refusal(_("Write down the person’s own question first, or why they were not asked."), field="question")
    own = own_member(act, case.team_id)
    _write(act, case, ready_at=act.at, ready_by_id=own.id, ready_number=number)
    if waiting := open_preparing(meeting_id=meeting.id, case_id=case_id):
        complete_because(act=act, team_id=case.team_id, action_ids=waiting, outcome=_("Read and signed as ready"))
    act.concerns(case.person_id)
    return case_id


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """
    The person's own question: their words, on which day they were asked, how and by whom they want the answer.

    Or `not_asked_because`. `asked_by` is a member; None: whoever writes it down.
    """

    question: str = ""
    asked_on: date | None = None
    how_to_tell: str = ""
    told_by: str = ""
    not_asked_because: str = ""
    asked_by: UUID | None = None


@operation("preparation.write_asked", sight=sight_of_case)
def write_asked(*, act: Act, case_id: UUID, version: int, asked: OwnQuestion) -> UUID:
    """
    Write down the person's own question in their words, or why they were not asked; `version` is 0 for the first time.

    Raises:
        Refusal: without words or a reason, with both, for a day that is to come or over 60 days ago, or without how they
            want the answer. Stale: when somebody wrote it meanwhile.
    """
    case, _meeting = _open_case(act)
    own = own_member(act, case.team_id)
    values = _asked(act, asked, own.id, {one.id for one in members(team_id=case.team_id, at=act.at)})
    queries.hold_case(case_id=case_id)
    now = queries.asked_of(case_id=case_id)
    if (now.version if now else 0) != version:
        raise Stale(_("Somebody wrote the person’s question meanwhile. Nothing of yours is saved yet."), extra=now)
    assert case.person_id is not None
    if now is None:
        Asked(
            id=ids.new(), team_id=case.team_id, case_id=case_id, person_id=case.person_id, act_id=act.id, **values
        ).save(force_insert=True)
    elif not Asked.objects.filter(id=now.id, version=version).update(version=F("version") + 1, act_id=act.id, **values):
        raise Stale(_("Somebody wrote the person’s question meanwhile. Nothing of yours is saved yet."), extra=now)
    act.concerns(case.person_id)
    return case_id


def _asked(act: Act, asked: OwnQuestion, own: UUID, there: set[UUID]) -> dict[str, object]:
    question = _text(asked.question, "question", LONGEST)
    because = _text(asked.not_asked_because, "not_asked_because", LONGEST)
    if question and because:
        raise Refusal(_("Write their question, or why they were not asked: not both."), field="not_asked_because")
    if because:
        return {
            "question": "", "asked_by_id": None, "asked_on": None, "how_to_tell": "", "told_by": "",
            "not_asked_because": because,
        }  # fmt: skip
    if not question:
        raise Refusal(_("Write what they ask, in their words, or why they were not asked."), field="question")
    day = asked.asked_on or local_day(act.at)
    if not local_day(act.at) - OLDEST_ASKED <= day <= local_day(act.at):
        raise Refusal(
            _("Choose the day on which they were asked: today, or within the last 60 days."), field="asked_on"
        )
    if asked.how_to_tell not in list(HowTold):
        raise Refusal(_("Choose how they want the answer."), field="how_to_tell")
    if asked.asked_by and asked.asked_by not in there:
        raise Refusal(_("Choose who asked them: somebody of the team."), field="asked_by")
    return {
        "question": question, "asked_by_id": asked.asked_by or own, "asked_on": day, "how_to_tell": asked.how_to_tell,
        "told_by": _text(asked.told_by, "told_by", 200), "not_asked_because": "",
    }  # fmt: skip


def _append(act: Act, case: CaseRow, page: Sequence[Part], *, kind: str, by: UUID) -> int:
    _write(act, case, ready_at=None, ready_by_id=None, ready_number=None)
    row = _generated(act, case, case.number + 1, page)
    row.kind, row.by_id = kind, by
    row.save(force_insert=True)
    act.concerns(case.person_id)
    return row.number


def _open_case(act: Act) -> tuple[CaseRow, MeetingRow]:
    case, meeting = act.thing.row["case"], act.thing.row["meeting"]
    if case.is_restricted:
        raise Refusal(_("A restricted case has no page here: it is told by whoever leads it."))
    if not meeting.is_ahead:
        raise Refusal(_("This meeting is over: nothing in it can be changed."))
    if case.state is not CaseState.LISTED:
        raise Refusal(_("This case is settled, or off the list."))
    return case, meeting


def _check_newest(case: CaseRow, number: int) -> None:
    if case.number != number:
        raise Stale(
            _("Somebody wrote another version of this page meanwhile. Nothing of yours is saved yet."), extra=case
        )


def _write(act: Act, case: CaseRow, **values: object) -> None:
    changed = Case.objects.filter(id=case.id, version=case.version).update(
        version=F("version") + 1, act_id=act.id, **values
    )
    if changed != 1:
        raise Stale(_("Somebody changed this case meanwhile. Nothing of yours is saved yet."), extra=case)


def _text(text: str, field: str, most: int) -> str:
    words = "\n".join(filter(None, map(tidy, text.splitlines())))
    if len(words) > most:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{most:,}"}, field=field)
    return words
