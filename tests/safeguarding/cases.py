"""A team with a safeguarding lead and a housing officer, a concern, and the steps that lead to its outcome."""

from datetime import timedelta
from uuid import UUID

from builders import AT, ATeam, Someone, a_member, an_act, with_key
from kith.safeguarding import operations, queries
from kith.safeguarding.queries import ConcernRow
from kith.safeguarding.raising import Raised, Suspected

SAID = "Her grandson keeps the bank card and she has bruises"
"""What the housing officer wrote: a canary, too."""

ADULT_STEPS: list[tuple[str, dict[str, str]]] = [
    ("safety", {"safe": "yes", "called": "nobody", "words": "The grandson is away until Friday"}),
    ("views", {"asked": "yes", "words": "She wants the card back and no police", "advocate": "not needed"}),
    ("capacity", {"decision": "Who keeps her money", "outcome": "not in doubt"}),
    ("consent", {"agreed": "no", "overriding": "coercion", "words": "He was in the room"}),
    ("questions", {"needs": "yes", "risk": "yes", "cannot_protect": "yes", "words": "Care four times a day"}),
]
DECIDED = ("decision", {"refer": "yes", "words": "The council must enquire"})
AFTERWARDS = [
    ("referral", {"to": "Adult social care", "how": "phone", "reference": "A 71"}),
    ("authority", {"decided": "enquiry", "words": "Section 42 enquiry begun"}),
]
CLOSING = {"reached": "partly", "words": "The card is back with her; visits go on"}


def a_lead(team: ATeam) -> Someone:
    """Return the team's safeguarding lead."""
    return a_member(team, "Grace Lindley", "safeguarding-lead", AT - timedelta(days=1))


def an_officer(team: ATeam) -> Someone:
    """Return a housing officer of the team, who raises."""
    return a_member(team, "Omar Haddad", "housing", AT - timedelta(days=1))


def a_concern(team: ATeam, person_id: UUID, by: Someone, words: str = SAID, *suspected: Suspected, at=AT) -> UUID:
    """Return a concern that somebody raised."""
    with an_act(by, at) as act:
        return operations.raise_concern(
            act=act, team_id=team.id, person_id=person_id, raised=Raised(words, suspected=tuple(suspected))
        )


def seen_by(who: Someone, concern_id: UUID, at=AT) -> ConcernRow:
    """Return a concern as somebody sees it. Raises NotVisible."""
    with an_act(who, at):
        return queries.one(concern_id=concern_id)


def version(who: Someone, concern_id: UUID, at=AT) -> int:
    """Return the version that a form would bring."""
    with an_act(who, at):
        return queries.sight_of_concern(concern_id=concern_id).row["escalation"].version


def answered(who: Someone, concern_id: UUID, words: str = "I ring her at noon", at=AT + timedelta(minutes=10)) -> None:
    """Let somebody take a concern in hand."""
    with an_act(who, at) as act:
        operations.answer(act=act, concern_id=concern_id, version=version_in(concern_id), words=words)


def version_in(concern_id: UUID) -> int:
    """Return the version that a form would bring, inside an act."""
    return int(queries.sight_of_concern(concern_id=concern_id).row["escalation"].version)


def recorded(who: Someone, concern_id: UUID, steps, at=AT + timedelta(minutes=30)) -> None:
    """Record steps of a concern, one after another."""
    with an_act(who, at) as act:
        for step, answers in steps:
            operations.record(act=with_key(act), concern_id=concern_id, step=step, answers=answers)


def closed(who: Someone, concern_id: UUID, at=AT + timedelta(hours=2)) -> None:
    """Walk a concern that is in hand to its outcome."""
    recorded(who, concern_id, [*ADULT_STEPS, DECIDED, *AFTERWARDS], at - timedelta(minutes=30))
    with an_act(who, at) as act:
        operations.tell(act=with_key(act), concern_id=concern_id, who="Adult social care", how="phone")
        operations.close(act=with_key(act), concern_id=concern_id, version=version_in(concern_id), answers=CLOSING)
