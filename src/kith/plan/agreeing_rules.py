"""
Who may agree a plan, what has to be known of it, and what a child's parents are not shown. Pure.

Adults: the Mental Capacity Act 2005 (from 16: sections 1 to 4; an attorney under section 9 or a deputy under section 16).
Young people of 16 and 17 agree for themselves (Family Law Reform Act 1969, section 8). A child under 16 may, where they
understand fully what is decided (Gillick v West Norfolk, 1985), which is judged for each decision. Otherwise somebody who has
parental responsibility agrees (Children Act 1989, section 3), which a grandparent, step-parent or foster carer does not have by
itself, and a local authority only by an order (section 33), not because a child is accommodated (section 20).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from kith.language import later
from kith.plan.rules import Section

ADULT_FROM_YEARS, PRESUMED_ABLE_FROM_YEARS = 18, 16


class Agrees(StrEnum):
    """By which right somebody agrees a plan."""

    SELF = "self"
    PARENT = "parent"
    AUTHORITY = "authority"
    ATTORNEY = "attorney"
    BEST = "best interests"
    COURT = "court"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of an agreement: its answer in words, whether a name is needed, and which question; '' for none."""

    words: str
    needs_name: bool
    question: str = ""


_CHILD: Mapping[Agrees, Asked] = MappingProxyType(
    {
        Agrees.PARENT: Asked(
            later("A parent, or somebody else who has parental responsibility"),
            needs_name=True,
            question=later("How is it known that they have it? (Not by caring for the child alone.)"),
        ),
        Agrees.SELF: Asked(
            later("The child, who understands this decision fully"),
            needs_name=False,
            question=later(
                "What shows that they understand what it is for, what follows, and what else could be done?"
            ),
        ),
        Agrees.AUTHORITY: Asked(
            later("The local authority, by a care order"),
            needs_name=True,
            question=later("Which order, and of what day? (Being accommodated is not one.)"),
        ),
        Agrees.COURT: Asked(later("A court"), needs_name=False, question=later("Which order, and of what day?")),
    }
)
_YOUNG: Mapping[Agrees, Asked] = MappingProxyType(
    {
        Agrees.SELF: Asked(later("The young person themselves"), needs_name=False),
        Agrees.PARENT: Asked(
            later("A parent, or somebody else who has parental responsibility"),
            needs_name=True,
            question=later("Why can the young person not decide this themselves, and how is the responsibility known?"),
        ),
        Agrees.AUTHORITY: Asked(
            later("The local authority, by a care order"),
            needs_name=True,
            question=later("Why can the young person not decide this themselves, and which order is it?"),
        ),
        Agrees.BEST: Asked(
            later("Nobody: decided in their best interests"),
            needs_name=False,
            question=later("Why can they not decide this now, and who was asked?"),
        ),
        Agrees.COURT: Asked(later("A court"), needs_name=False, question=later("Which order, and of what day?")),
    }
)
_ADULT: Mapping[Agrees, Asked] = MappingProxyType(
    {
        Agrees.SELF: Asked(later("The person themselves"), needs_name=False),
        Agrees.ATTORNEY: Asked(
            later("Their attorney or deputy for health and welfare"),
            needs_name=True,
            question=later("Why can they not decide this now, and what shows the power?"),
        ),
        Agrees.BEST: Asked(
            later("Nobody: decided in their best interests"),
            needs_name=False,
            question=later("Why can they not decide this now, and who was asked?"),
        ),
        Agrees.COURT: Asked(later("A court"), needs_name=False, question=later("Which order, and of what day?")),
    }
)


def who_may(age_years: int | None) -> Mapping[Agrees, Asked]:
    """Return who may agree a plan of somebody of this age, the usual one first; without a birth date as for adults."""
    if age_years is None or age_years >= ADULT_FROM_YEARS:
        return _ADULT
    return _YOUNG if age_years >= PRESUMED_ABLE_FROM_YEARS else _CHILD


def has_parents_who_ask(age_years: int | None) -> bool:
    """Say whether parents may ask to see a plan: of somebody under 18."""
    return age_years is not None and age_years < ADULT_FROM_YEARS


def changed_since(numbers: Mapping[Section, int], agreed: int) -> Sequence[Section]:
    """Return the sections, in their order, whose version is newer than the one that was agreed."""
    return [section for section, number in numbers.items() if number > agreed]
