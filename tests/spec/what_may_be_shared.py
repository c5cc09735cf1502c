"""What may be told to an agency about a person."""

from kith.agency.rules import Agreement, Allowed, Involvement, Objection, Override, Standing, may_share
from kith.policy.sharing_rules import Basis

from .plain import NOW, day, moment, named

title = "May this be shared?"
rule = (
    "An agency is told what its agreement for the purpose allows, on the basis that is written for the person, while it works with "
    "them. An agreement and an involvement hold on their first and last day. The newest agreement that has begun decides, and "
    "where it has ended, none does: an older one never comes back. An objection stops everything from its own moment until it is "
    "taken back; only an override lets it go on, on 28 days at most. Nothing is told that the purpose does not need, that says "
    "where somebody can be met whose whereabouts are protected, or about somebody who has died."
)
note = f"Asked on {NOW}. Care stands for working together on their care."
header = ("Works with them", "Agreement", "Objection", "All the same", "About them", "Asked for", "Told")
_OPEN = "care, direct care, from Mon 1 Jun"
_AGREED = "care 1: name goals, Mon 1 Jun to Wed 10 Jun"
_ALL = "all since Fri 5 Jun 9am"
rows = (
    (_OPEN, _AGREED, "", "", "", "care", "goals name, direct care"),
    ("", _AGREED, "", "", "", "care", "not involved"),
    ("care, direct care, from Tue 9 Jun", _AGREED, "", "", "", "care", "not involved"),
    ("care, direct care, Mon 1 Jun to Mon 8 Jun", _AGREED, "", "", "", "care", "goals name, direct care"),
    ("care, direct care, Mon 1 Jun to Sun 7 Jun", _AGREED, "", "", "", "care", "not involved"),
    ("repairs, consent, from Mon 1 Jun", _AGREED, "", "", "", "care", "not involved"),
    ("care, consent, from Mon 1 Jun", _AGREED, "", "", "", "care", "goals name, consent"),
    # the agreement
    (_OPEN, "", "", "", "", "care", "no agreement"),
    (_OPEN, "repairs 1: name, Mon 1 Jun to Wed 10 Jun", "", "", "", "care", "no agreement"),
    (_OPEN, "care 1: name, Tue 9 Jun to Wed 10 Jun", "", "", "", "care", "no agreement"),
    (_OPEN, "care 1: name, Mon 1 Jun to Mon 8 Jun", "", "", "", "care", "name, direct care"),
    (_OPEN, "care 1: name, Mon 1 Jun to Sun 7 Jun", "", "", "", "care", "agreement ended"),
    (_OPEN, f"{_AGREED}, ended Mon 8 Jun 8am", "", "", "", "care", "agreement ended"),
    (_OPEN, f"{_AGREED}, ended Mon 8 Jun 9am", "", "", "", "care", "goals name, direct care"),
    (_OPEN, f"{_AGREED}; care 2: name, Mon 8 Jun to Wed 10 Jun", "", "", "", "care", "name, direct care"),
    (_OPEN, f"{_AGREED}; care 2: name, Tue 9 Jun to Wed 10 Jun", "", "", "", "care", "goals name, direct care"),
    (_OPEN, f"{_AGREED}; care 2: name, Tue 2 Jun to Sun 7 Jun", "", "", "", "care", "agreement ended"),
    (_OPEN, f"{_AGREED}; care 2: name, Tue 2 Jun to Wed 10 Jun, ended Sun 7 Jun 9am", "", "", "", "care", "agreement ended"),
    # what the person said
    (_OPEN, _AGREED, "all since Fri 5 Jun 9am", "", "", "care", "objection"),
    (_OPEN, _AGREED, "care since Mon 8 Jun 8:22am", "", "", "care", "objection"),
    (_OPEN, _AGREED, "care since Mon 8 Jun 8:23am", "", "", "care", "goals name, direct care"),
    (_OPEN, _AGREED, "repairs since Fri 5 Jun 9am", "", "", "care", "goals name, direct care"),
    (_OPEN, _AGREED, "all since Fri 5 Jun 9am until Mon 8 Jun 8:22am", "", "", "care", "goals name, direct care"),
    (_OPEN, _AGREED, "all since Fri 5 Jun 9am until Mon 8 Jun 8:23am", "", "", "care", "objection"),
    (_OPEN, _AGREED, "all since Fri 5 Jun 9am until Sun 7 Jun 9am; care since Mon 8 Jun 8am", "", "", "care", "objection"),
    ("care, legal duty, from Mon 1 Jun", _AGREED, "all since Fri 5 Jun 9am", "", "", "care", "objection"),
    # all the same
    (_OPEN, _AGREED, _ALL, "care Fri 5 Jun 10am to Mon 8 Jun", "", "care", "goals name, direct care, override"),
    (_OPEN, _AGREED, "all since Fri 5 Jun 9am", "care Fri 5 Jun 10am to Sun 7 Jun", "", "care", "objection"),
    (_OPEN, _AGREED, "all since Fri 5 Jun 9am", "repairs Fri 5 Jun 10am to Mon 8 Jun", "", "care", "objection"),
    (_OPEN, _AGREED, "all since Fri 5 Jun 9am", "care Fri 5 Jun 10am to Mon 8 Jun, ended Mon 8 Jun 8am", "", "care", "objection"),
    (_OPEN, _AGREED, "", "care Fri 5 Jun 10am to Mon 8 Jun", "", "care", "goals name, direct care"),
    (_OPEN, "", "all since Fri 5 Jun 9am", "care Fri 5 Jun 10am to Mon 8 Jun", "", "care", "no agreement"),
    ("", _AGREED, "all since Fri 5 Jun 9am", "care Fri 5 Jun 10am to Mon 8 Jun", "", "care", "not involved"),
    # about them, and what it is for
    (_OPEN, "care 1: name address, Mon 1 Jun to Wed 10 Jun", "", "", "protected", "care", "name, direct care"),
    (_OPEN, "care 1: address how-to-get-in, Mon 1 Jun to Wed 10 Jun", "", "", "protected", "care", "nothing left"),
    (_OPEN, _AGREED, "", "", "dead", "care", "dead"),
    (
        "repairs, consent, from Mon 1 Jun", "repairs 1: name goals address, Mon 1 Jun to Wed 10 Jun", "", "", "",
        "repairs", "address name, consent",
    ),
    (_OPEN, "care 1: name a-field-that-was-taken-away, Mon 1 Jun to Wed 10 Jun", "", "", "", "care", "name, direct care"),
)  # fmt: skip
PURPOSES = {"care": "coordinate-care", "repairs": "repairs", "all": ""}


def _period(text):
    if text.startswith("from "):
        return day(text.removeprefix("from ")), None
    first, last = text.split(" to ")
    return day(first), day(last)


def involvement(text):
    purpose, basis, period = text.split(", ")
    return Involvement(PURPOSES[purpose], Basis(basis), *_period(period))


def agreement(text):
    what, period, *ended = text.split(", ")
    title, _, fields = what.partition(": ")
    purpose, number = title.split()
    first, last = _period(period)
    end = moment(ended[0].removeprefix("ended ")) if ended else None
    return Agreement(named(text), PURPOSES[purpose], int(number), frozenset(fields.split()), first, last, end)


def objection(text):
    purpose, _, when = text.partition(" since ")
    since, _, until = when.partition(" until ")
    return Objection(moment(since), PURPOSES[purpose], moment(until) if until else None)


def override(text):
    when, _, ended = text.partition(", ended ")
    purpose, _, period = when.partition(" ")
    since, last = period.split(" to ")
    return Override(named(text), PURPOSES[purpose], moment(since), day(last), moment(ended) if ended else None)


def _each(reads, text):
    return [reads(one) for one in text.split("; ") if one]


def answer(works, agreed, objects, overridden, about, purpose):
    standing = Standing(
        "Ashmere Homes",
        _each(involvement, works),
        _each(agreement, agreed),
        _each(objection, objects),
        _each(override, overridden),
        is_protected=about == "protected",
        is_dead=about == "dead",
    )
    found = may_share(standing, purpose=PURPOSES[purpose], at=moment(NOW))
    if not isinstance(found, Allowed):
        return found.because.value
    told = [" ".join(sorted(found.fields)), found.basis.value, *(["override"] if found.override_id else [])]
    return ", ".join(told)
