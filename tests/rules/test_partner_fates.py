"""What becomes of a partner as a meeting closes: what bars the telling first, then what makes it needless, then who is missing."""

import pytest

from kith.mdt.partner_rules import Fate, Standing, fate, why_not

MAY = {"contact": "Jo Marsh"}


@pytest.mark.parametrize(
    ("standing", "found", "words"),
    [
        (MAY, Fate.MAY, ""),
        (MAY | {"barred": "They do not want it.", "has_asked": False}, Fate.BARRED, "They do not want it."),
        (MAY | {"has_asked": False, "is_same": True}, Fate.NOTHING, "allows nothing that they could confirm"),
        (MAY | {"was_not_for_them": True, "is_same": True}, Fate.NOT_FOR_THEM, "choose somebody else"),
        (MAY | {"is_same": True, "has_decided": False}, Fate.SAME, "They have it already"),
        (MAY | {"has_decided": False, "has_mail": False}, Fate.NOT_DECIDED, "Nothing that was decided"),
        ({"has_mail": False}, Fate.NOBODY, "Nobody is written down"),
        (MAY | {"has_mail": False}, Fate.NO_MAIL, "Jo Marsh has no e-mail address: ring them."),
    ],
)
def test_a_partner_is_sent_its_part_or_it_is_said_why_not(standing: dict[str, object], found: Fate, words: str) -> None:
    one = Standing(**standing)  # type: ignore[arg-type]  # values of the table
    assert fate(one) is found
    assert (words in why_not(one), bool(why_not(one))) == (True, found is not Fate.MAY)
