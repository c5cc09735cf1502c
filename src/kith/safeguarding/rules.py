"""
What is owed on a concern, in which order, by when; what each step asks; and what may not be decided or closed without.

Adults by section 42 of the Care Act 2014, with the person's views and wishes (Making Safeguarding Personal) and capacity for
each decision at its time (Mental Capacity Act 2005); children by the Children Act 1989 (sections 17 and 47). The clocks are
data (`policy/safeguarding-clocks.csv`): working days are Monday to Friday without English bank holidays, whatever the team's.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kith.place.rules import local_day
from kith.policy.clock_rules import Clock
from kith.team.rules import Calendar, add_service_days, end_of_service_day, is_service_day

WORKING_DAYS = Calendar()
"""The working days that the clocks count by: those of authorities, not those of the team."""
ADULT, CHILD = "adult", "child"
ADULT_FROM_YEARS = 18


class Step(StrEnum):
    """What is recorded on a concern: each a dated fact that is never changed; a later one of its kind stands in its place."""

    ANSWER = "answer"
    SAFETY = "safety"
    VIEWS = "views"
    CAPACITY = "capacity"
    CONSENT = "consent"
    PARENTS = "parents"
    QUESTIONS = "questions"
    HARM = "harm"
    DECISION = "decision"
    REFERRAL = "referral"
    AUTHORITY = "authority"
    STRATEGY = "strategy"
    ASSESSMENT = "assessment"
    CONFERENCE = "conference"
    REVIEW = "review"
    NOTE = "note"
    CLOSING = "closing"


RETURNED = frozenset({Step.ANSWER, Step.DECISION, Step.CLOSING})
"""Steps whose words go back to whoever raised the concern; only whoever leads it takes them."""
BEFORE_DECIDING: Mapping[str, tuple[Step, ...]] = {
    ADULT: (Step.SAFETY, Step.VIEWS, Step.CAPACITY, Step.CONSENT, Step.QUESTIONS),
    CHILD: (Step.SAFETY, Step.VIEWS, Step.PARENTS, Step.HARM),
}
"""What must be known before it is decided whether to refer."""
AFTER_REFERRAL: Mapping[str, tuple[Step, ...]] = {
    "section 47": (Step.STRATEGY, Step.CONFERENCE, Step.ASSESSMENT),
    "section 17": (Step.ASSESSMENT,),
}
"""What the authority's decision about a child asks for next."""
OVERRIDING = ("others at risk", "serious crime", "no capacity", "coercion", "public interest")
"""The reasons for acting without consent."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a step: a text, or one of several answers. Words are said in the presenter, by step and name."""

    name: str
    answers: tuple[str, ...] = ()
    is_needed: bool = True


_YES_NO = ("yes", "no")
_SURE = ("yes", "no", "not sure")
_TESTED = ("yes", "no", "not tested")
ASKS: Mapping[Step, tuple[Question, ...]] = {
    Step.ANSWER: (Question("words"),),
    Step.SAFETY: (Question("safe", _SURE), Question("called", ("nobody", "999", "police", "other")), Question("words")),
    Step.VIEWS: (
        Question("asked", _YES_NO),
        Question("words"),
        Question("advocate", ("not needed", "somebody suitable speaks for them", "asked for", "needed, nobody yet")),
    ),
    Step.CAPACITY: (
        Question("decision"),
        Question("outcome", ("not in doubt", "has capacity", "lacks capacity")),
        Question("understand", _TESTED, is_needed=False),
        Question("retain", _TESTED, is_needed=False),
        Question("weigh", _TESTED, is_needed=False),
        Question("communicate", _TESTED, is_needed=False),
        Question("link", is_needed=False),
        Question("consulted", is_needed=False),
        Question("attorney", ("none", "lasting power of attorney", "deputy", "not known"), is_needed=False),
        Question("refusal", ("none", "made", "not known"), is_needed=False),
    ),
    Step.CONSENT: (
        Question("agreed", ("yes", "no", "not asked")),
        Question("overriding", OVERRIDING, is_needed=False),
        Question("words", is_needed=False),
    ),
    Step.PARENTS: (Question("told", _YES_NO), Question("words")),
    Step.QUESTIONS: (
        Question("needs", _SURE),
        Question("risk", _SURE),
        Question("cannot_protect", _SURE),
        Question("words"),
    ),
    Step.HARM: (Question("significant", _SURE), Question("in_need", _SURE), Question("words")),
    Step.DECISION: (Question("refer", _YES_NO), Question("words")),
    Step.REFERRAL: (
        Question("to"),
        Question("how", ("phone", "online form", "e-mail", "in person")),
        Question("reference", is_needed=False),
    ),
    Step.AUTHORITY: (Question("decided", ("enquiry", "other enquiry", "no further action")), Question("words")),
    Step.STRATEGY: (Question("words"),),
    Step.ASSESSMENT: (Question("words"),),
    Step.CONFERENCE: (Question("words"),),
    Step.REVIEW: (Question("words"),),
    Step.NOTE: (Question("words"),),
    Step.CLOSING: (
        Question("reached", ("fully", "partly", "not", "nobody could say what they wanted")),
        Question("words"),
    ),
}  # fmt: skip
_OF_CHILD = {"decided": ("section 47", "section 17", "no further action")}
TIMED = frozenset(
    {Step.REFERRAL, Step.AUTHORITY, Step.STRATEGY, Step.ASSESSMENT, Step.CONFERENCE, Step.REVIEW, Step.CAPACITY}
)
"""Steps that ask when they happened; the others are true as they are written."""


def questions(about: str, step: Step) -> tuple[Question, ...]:
    """Return what a step asks, of an adult or of a child."""
    if about == ADULT:
        return ASKS[step]
    return tuple(Question(one.name, _OF_CHILD.get(one.name, one.answers), one.is_needed) for one in ASKS[step])


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a step: the question it is about ('' for none), and a code that the presenter says in words."""

    field: str
    code: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One step that was recorded: its answers by question, when it was so."""

    step: Step
    answers: Mapping[str, str]
    happened_at: datetime


def latest(facts: Sequence[Fact]) -> dict[Step, Fact]:
    """Return the last fact of each step, by when it happened; of equals the one given later."""
    return {one.step: one for one in sorted(facts, key=lambda one: one.happened_at)}


def trouble(about: str, step: Step, answers: Mapping[str, str], facts: Sequence[Fact]) -> Wrong | None:
    """Return the first thing that is wrong with a step as it was answered, None when it may be recorded."""
    for question in questions(about, step):
        answer = answers.get(question.name, "")
        if question.is_needed and not answer:
            return Wrong(question.name, "choose" if question.answers else "say")
        if answer and question.answers and answer not in question.answers:
            return Wrong(question.name, "choose")
    return _WRONG[step](about, answers, latest(facts)) if step in _WRONG else None


def _capacity(_about: str, answers: Mapping[str, str], _known: Mapping[Step, Fact]) -> Wrong | None:
    """
    The functional test and its link: somebody lacks capacity only if one of the four fails because of an impairment.

    Source: Mental Capacity Act 2005, sections 1 to 3.
    """
    tested = [answers.get(name, "") for name in ("understand", "retain", "weigh", "communicate")]
    if answers["outcome"] == "not in doubt":
        return None
    if not all(answer in _YES_NO for answer in tested):
        return Wrong("understand", "test all four")
    if answers["outcome"] == "has capacity" and "no" in tested:
        return Wrong("outcome", "one failed")
    if answers["outcome"] == "lacks capacity":
        if "no" not in tested:
            return Wrong("outcome", "none failed")
        if not answers.get("link"):
            return Wrong("link", "say")
    return None


def _consent(_about: str, answers: Mapping[str, str], _known: Mapping[Step, Fact]) -> Wrong | None:
    if answers["agreed"] == "yes" and answers.get("overriding"):
        return Wrong("overriding", "nothing to override")
    if answers["agreed"] != "yes" and not answers.get("words"):
        return Wrong("words", "say")
    return None


def _decision(about: str, answers: Mapping[str, str], known: Mapping[Step, Fact]) -> Wrong | None:
    missing = tuple(step for step in BEFORE_DECIDING[about] if step not in known)
    if missing:
        return Wrong("", "missing", missing)
    if about == ADULT and answers["refer"] == "no" and has_duty(known):
        return Wrong("refer", "duty")
    if about == CHILD and answers["refer"] == "no" and known[Step.HARM].answers["significant"] != "no":
        return Wrong("refer", "harm")
    if about == ADULT and answers["refer"] == "yes" and not may_share(known[Step.CONSENT].answers):
        return Wrong("refer", "no consent")
    return None


def has_duty(known: Mapping[Step, Fact]) -> bool:
    """Say whether all three questions of section 42 are answered yes, so that the authority has a duty to enquire."""
    answers = known[Step.QUESTIONS].answers if Step.QUESTIONS in known else {}
    return all(answers.get(name) == "yes" for name in ("needs", "risk", "cannot_protect"))


def may_share(consent: Mapping[str, str]) -> bool:
    """Say whether an adult agreed to a referral, or a reason overrides that they did not."""
    return consent["agreed"] == "yes" or bool(consent.get("overriding"))


def _referral(_about: str, _answers: Mapping[str, str], known: Mapping[Step, Fact]) -> Wrong | None:
    if Step.DECISION not in known or known[Step.DECISION].answers["refer"] != "yes":
        return Wrong("", "not decided")
    return None


def _authority(_about: str, _answers: Mapping[str, str], known: Mapping[Step, Fact]) -> Wrong | None:
    return None if Step.REFERRAL in known else Wrong("", "missing", (Step.REFERRAL,))


def _closing(about: str, _answers: Mapping[str, str], known: Mapping[Step, Fact]) -> Wrong | None:
    missing = tuple(step for step in owed(about, known) if step not in (Step.CLOSING, Step.REVIEW))
    return Wrong("", "missing", missing) if missing else None


_WRONG = {
    Step.CAPACITY: _capacity,
    Step.CONSENT: _consent,
    Step.DECISION: _decision,
    Step.REFERRAL: _referral,
    Step.AUTHORITY: _authority,
    Step.CLOSING: _closing,
}


def owed(about: str, known: Mapping[Step, Fact]) -> list[Step]:
    """
    Return the steps still owed, in order, the closing last: what must be known, the decision, and what it asks for.

    After the first conference about a child a review is always owed until the concern is closed.
    """
    chain = [Step.ANSWER, *BEFORE_DECIDING[about], Step.DECISION]
    if Step.DECISION in known and known[Step.DECISION].answers["refer"] == "yes":
        chain += [Step.REFERRAL, Step.AUTHORITY]
        if Step.AUTHORITY in known:
            chain += AFTER_REFERRAL.get(known[Step.AUTHORITY].answers["decided"], ())
    left = [step for step in chain if step not in known]
    if Step.CONFERENCE in known:
        left.append(Step.REVIEW)
    return [*left, Step.CLOSING]


@dataclass(frozen=True, slots=True)
class Due:
    """What is due next on a concern: the step, by when (None: no clock runs for it), and the rule that says so."""

    step: Step
    by: datetime | None = None
    rule: str = ""
    sentence: str = ""


def dues(about: str, known: Mapping[Step, Fact], raised_at: datetime, clocks: Sequence[Clock]) -> list[Due]:
    """Return everything owed with its clock, in the order in which it is owed."""
    return [_due(about, step, known, raised_at, clocks) for step in owed(about, known)]


def next_due(about: str, known: Mapping[Step, Fact], raised_at: datetime, clocks: Sequence[Clock]) -> Due:
    """Return what stands first on the page of a concern: the first step owed, by the nearest clock of all that is owed."""
    first, *others = dues(about, known, raised_at, clocks)
    if first.by is None:
        timed = sorted((one for one in others if one.by), key=lambda one: one.by or raised_at)
        if timed:
            return Due(first.step, timed[0].by, timed[0].rule, timed[0].sentence)
    return first


def _due(about: str, step: Step, known: Mapping[Step, Fact], raised_at: datetime, clocks: Sequence[Clock]) -> Due:
    """The latest moment that any clock of the step counts from decides: a review counts from the review before."""
    began: list[tuple[datetime, Clock]] = []
    for clock in clocks:
        if clock.about != about or clock.step != step:
            continue
        if clock.after == "raised":
            began.append((raised_at, clock))
        elif Step(clock.after) in known:
            began.append((known[Step(clock.after)].happened_at, clock))
    if not began:
        return Due(step)
    since, clock = max(began, key=lambda one: one[0])
    return Due(step, due_by(since, clock), clock.rule, clock.sentence)


def due_by(since: datetime, clock: Clock) -> datetime:
    """
    Return the end (5pm, London) of the last day that a clock allows; the day it begins is not counted.

    Nothing is due on a day that is no working day, nor before it began: then by the end of the next working day.
    """
    day = local_day(since)
    day = _months_on(day, clock.within) if clock.unit == "months" else add_service_days(day, clock.within, WORKING_DAYS)
    while not is_service_day(day, WORKING_DAYS) or end_of_service_day(day) <= since:
        day = add_service_days(day, 1, WORKING_DAYS)
    return end_of_service_day(day)


def _months_on(day: date, number: int) -> date:
    year, month = divmod(day.month - 1 + number, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def about_whom(age_years: int | None) -> str:
    """Say whether the rules for adults or those for children hold; without a birth date those for adults."""
    return CHILD if age_years is not None and age_years < ADULT_FROM_YEARS else ADULT
