"""The plan checks that people of a made-up team make at their visits: mostly all as usual; now and then a sign is seen."""

from random import Random
from uuid import UUID

from kith.contact.check_queries import Signs, signs_now
from kith.contact.check_rules import NOT_NOW, NOT_SEEN, SEEN, START, Check, Event, SignAnswer
from kith.simulation import words

NOT_MADE, IS_SEEN, NOT_LOOKED_FOR = 0.08, 0.05, 0.1
"""Shares: of visits without a check, and of signs that are seen and not looked for."""
CHANGED, SAYS = 0.01, 0.3
"""Shares of visits at which something happened since last time, and at which what the person says first is written down."""
NOT_STARTED = 0.2
"""Share of the signs that are seen whose response is not started."""


def checked(dice: Random, person_id: UUID, *, may_leave: bool) -> Check:
    """Return the plan check of one visit; `may_leave`: whoever visits may leave a response, because somebody else looks at it."""
    signs = signs_now(person_id=person_id)
    if signs.signs and dice.random() < NOT_MADE:
        return Check(signs.number, not_made=dice.choice(words.NOT_CHECKED))
    answers = [_answer(dice, UUID(one.id), may_leave=may_leave) for one in signs.signs]
    found = [one for one in answers if one.answer] or [SignAnswer(UUID(one.id), NOT_SEEN) for one in signs.signs]
    return Check(
        _number(signs),
        said=dice.choice(words.SAID_FIRST) if dice.random() < SAYS else "",
        signs=found,
        events=[str(dice.choice([*Event]))] if dice.random() < CHANGED else [],
    )


def _number(signs: Signs) -> int:
    return signs.number if signs.signs else 0


def _answer(dice: Random, sign: UUID, *, may_leave: bool) -> SignAnswer:
    chance = dice.random()
    if chance < NOT_LOOKED_FOR:
        return SignAnswer(sign, "")
    if chance >= NOT_LOOKED_FOR + IS_SEEN:
        return SignAnswer(sign, NOT_SEEN)
    leaves = dice.random() < NOT_STARTED and may_leave
    return SignAnswer(sign, SEEN, NOT_NOW if leaves else START, dice.choice(words.NOT_STARTED) if leaves else "")
