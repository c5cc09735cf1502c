"""What specialists are asked for a case: put, told whose it is, answered, withdrawn."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, ids, operation
from kith.message.parts import Tell
from kith.person.rules import tidy
from kith.policy.queries import all_rights, roles
from kith.preparation import queries
from kith.preparation.figures import figures
from kith.preparation.meetings import own_member
from kith.preparation.models import Question
from kith.preparation.queries import CaseRow, MeetingRow, QuestionRow, questions_of, sight_of_case, sight_of_question
from kith.preparation.rules import MOST_QUESTIONS, CaseState, Put, Verdict, whose
from kith.team.queries import members

LONGEST = 1_000
ANSWER = 4_000


@dataclass(frozen=True, slots=True)
class Asks:
    """What is asked: of a role, or of one member of it; `topic` is the decision that is asked, '' where only an answer is."""

    words: str
    to_role: str = ""
    to_member: UUID | None = None
    topic: str = ""


@operation("preparation.put_question", sight=sight_of_case)
def put_question(*, act: Act, case_id: UUID, asks: Asks) -> UUID:
    """
    Put a question for a case to a specialist; return it. Any member may. Whoever it is put to is told with their others.

    Raises:
        Refusal: without words, to a role or member that is none, or for a decision that is not known.
    """
    case = _listed(act)
    words = _text(asks.words, "words", LONGEST)
    if not words:
        raise Refusal(_("Write the question first."), field="words")
    there = {one.id: one.role for one in members(team_id=case.team_id, at=act.at)}
    if asks.to_member and asks.to_member not in there:
        raise Refusal(_("Choose somebody who is on the team now."), field="to")
    role = there[asks.to_member] if asks.to_member else asks.to_role
    if role not in roles():
        raise Refusal(_("Choose whom you ask."), field="to")
    if asks.topic and asks.topic not in all_rights(team_id=case.team_id, at=act.at).topics:
        raise Refusal(_("Choose a decision of the list, or none."), field="topic")
    key = ids.new()
    assert case.person_id is not None
    Question(
        id=key, team_id=case.team_id, case_id=case_id, person_id=case.person_id, to_role=role, to_member_id=asks.to_member,
        words=words, topic=asks.topic, put_by_id=own_member(act, case.team_id).id, put_at=act.at, act_id=act.id,
    ).save(force_insert=True)  # fmt: skip
    act.concerns(case.person_id, question_id=key)
    return key


@operation("preparation.answer_question", sight=sight_of_question)
def answer_question(
    *, act: Act, question_id: UUID, version: int, verdict: Verdict, words: str = "", said_by: UUID | None = None
) -> UUID:
    """
    Answer a question, beforehand in writing or in the meeting; `said_by` is who says it where another writes it down.

    It is a decision only where one was asked, and whoever answers by themselves holds a role that decides it; else it is kept
    as an answer. Answered again it says the newer; the older stays in the past of the row.

    Raises:
        Refusal: from somebody else than who is asked, in words without words, or for a question that was withdrawn.
            Stale: when somebody answered first.
    """
    row: QuestionRow = act.thing.row["question"]
    _check_open(act, row, version)
    words = _text(words, "answer", ANSWER)
    if verdict is Verdict.WORDS and not words:
        raise Refusal(_("Write your answer, or say yes or no."), field="answer")
    there = {one.id: one for one in members(team_id=row.team_id, at=act.at)}
    own = own_member(act, row.team_id)
    who = there.get(said_by) if said_by else own
    if who is None or not row.is_for(who.id, who.role):
        raise Refusal(_("This is asked of %(who)s: write it down as said by them.") % {"who": row.to}, field="said_by")
    rule = (
        _deciding_rule(act, row, who.role) if who.account_id == act.account_id and verdict is not Verdict.WORDS else ""
    )
    _write(
        act,
        row,
        verdict=verdict,
        answer=words,
        answered_by_id=who.id,
        answered_as=who.role,
        answered_at=act.at,
        rule=rule,
    )
    if row.put_by_account_id and row.put_by_account_id != act.account_id:
        case = "weekly meeting case"
        told = Tell(row.team_id, row.put_by_account_id, "meeting answer", case, row.case_id, row.person_id)
        act.add("message", told)
    act.concerns(row.person_id, rule=rule)
    return question_id


@operation("preparation.withdraw_question", sight=sight_of_question)
def withdraw_question(*, act: Act, question_id: UUID, version: int) -> UUID:
    """
    Take a question back that nobody has answered.

    Raises:
        Refusal: when it is answered or withdrawn. Stale: when somebody changed it first.
    """
    row: QuestionRow = act.thing.row["question"]
    _check_open(act, row, version)
    if row.verdict:
        raise Refusal(_("This question is answered already: it stays."))
    _write(act, row, withdrawn_at=act.at)
    act.concerns(row.person_id)
    return question_id


def tell_theirs(act: Act, meeting: MeetingRow) -> None:
    """
    Tell each specialist which questions of a meeting are theirs, at most as many as the table says. Inside an operation.

    What was told once stays theirs; what comes later takes what room is left. Four statements, three where nothing is new.
    """
    cases = {
        one.id: one for one in queries.cases_of(meeting_id=meeting.id) if one.state is CaseState.LISTED and one.is_above
    }
    asked = [one for one in questions_of(meeting_id=meeting.id) if one.case_id in cases]
    puts = [_put(one, cases[one.case_id].place) for one in asked]
    there = members(team_id=meeting.team_id, at=act.at)
    named = {one.to_role for one in asked}
    ours = whose({one.id: one.role for one in there if one.role in named}, puts, figures()[MOST_QUESTIONS])
    known = {one.id for one in asked if one.told_at}
    fresh = {key for keys in ours.values() for key in keys} - known
    if not fresh:
        return
    Question.objects.filter(id__in=sorted(fresh)).update(told_at=act.at, version=F("version") + 1, act_id=act.id)
    for member in there:
        if fresh & set(ours.get(member.id, [])):
            tell = Tell(meeting.team_id, member.account_id, "meeting questions", "weekly meeting", meeting.id)
            act.add("message", tell)


def _put(one: QuestionRow, place: int) -> Put:
    return Put(one.id, one.to_role, one.to_member_id, place, bool(one.topic), one.put_at, one.told_at is not None)


def _deciding_rule(act: Act, row: QuestionRow, role: str) -> str:
    """Return the right by which a role decides what is asked; '' where it does not, or nothing is to be decided."""
    topic = all_rights(team_id=row.team_id, at=act.at).topics.get(row.topic)
    return topic.rule if topic and topic.verdict_for(role) in ("decide", "inform") else ""


def _listed(act: Act) -> CaseRow:
    case: CaseRow = act.thing.row["case"]
    if case.is_restricted:
        raise Refusal(_("A restricted case has no page here: it is told by whoever leads it."))
    if not act.thing.row["meeting"].is_ahead or case.state is CaseState.DROPPED:
        raise Refusal(_("This meeting is over: nothing in it can be changed."))
    return case


def _check_open(act: Act, row: QuestionRow, version: int) -> None:
    if row.version != version:
        raise Stale(
            _("Somebody answered or changed this question meanwhile. Nothing of yours is saved yet."), extra=row
        )
    if row.is_withdrawn:
        raise Refusal(_("This question was withdrawn."))


def _write(act: Act, row: QuestionRow, **values: object) -> None:
    changed = Question.objects.filter(id=row.id, version=row.version).update(
        version=F("version") + 1, act_id=act.id, **values
    )
    if changed != 1:
        raise Stale(
            _("Somebody answered or changed this question meanwhile. Nothing of yours is saved yet."), extra=row
        )


def _text(text: str, field: str, most: int) -> str:
    words = "\n".join(filter(None, map(tidy, text.splitlines())))
    if len(words) > most:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{most:,}"}, field=field)
    return words
