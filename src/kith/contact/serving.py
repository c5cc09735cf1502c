"""What an operation is told of a contact beside who, how and when: its service, what was assessed, what was said before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kith.act.refusals import Refusal
from kith.contact.observing_rules import filled
from kith.contact.service_rules import (
    AGAIN,
    ANYWAY,
    WARNED,
    domains_of_tables,
    in_order,
    service_of_role,
    service_of_words,
)
from kith.contact.services import domains, services


@dataclass(frozen=True, slots=True)
class Served:
    """
    For which service a contact is made ('' for what its role, or the words for somebody else, say), the domains that were
    assessed, and why again ('' for no reason).
    """

    service: str = ""
    assessed: Sequence[str] = ()
    again_because: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said before a contact was planned, and why it is planned all the same ('' for no reason)."""

    warned: Sequence[str] = ()
    anyway_because: str = ""
    again_because: str = ""


AS_ROLE = Served()
"""For the service of whoever makes it, nothing assessed."""
UNHEARD = Heard()
"""Nothing was said before."""


def service_of(served: Served, *, role: str, by_other: str) -> str:
    """
    Return the service that a contact is made for: the role's own, else the one chosen, else what the words say.

    Raises:
        Refusal: for a service that is not on the list.
    """
    known = services()
    if served.service and served.service not in known:
        raise Refusal(_("Choose their service from the list."), field="service")
    if not by_other.strip():
        return service_of_role(known, role)
    return served.service or service_of_words(known, by_other)


def assessed_values(
    served: Served, observations: Mapping[str, Mapping[str, str]] | None, *, is_made: bool
) -> dict[str, Any]:
    """
    Return what is stored of what was assessed: the domains that were chosen, and those of every table that was filled in.

    Raises:
        Refusal: for a domain or a reason that is not on its list, and for what was assessed at a contact that was not made.
    """
    by_table = domains_of_tables(domains(), filled(observations or {}))
    if served.assessed and not is_made:
        raise Refusal(_("What was assessed belongs to a contact that was made: choose Made."), field="state")
    try:
        assessed = in_order(domains(), [*served.assessed, *by_table])
    except KeyError:
        raise Refusal(_("Choose what was assessed from the list."), field="assessed") from None
    return {"assessed": assessed if is_made else []} | _again(served.again_because)


def heard_values(heard: Heard) -> dict[str, Any]:
    """
    Return what is stored of what was said before a contact was planned.

    Raises:
        Refusal: for a warning or a reason that is not on its list.
    """
    warned = _of(heard.warned, WARNED)
    if len(warned) != len(set(heard.warned)):
        raise Refusal(_("Open the form again: it says what is known today."), field="warned")
    if heard.anyway_because and heard.anyway_because not in ANYWAY:
        raise Refusal(_("Choose a reason from the list."), field="anyway_because")
    return {"warned": warned, "anyway_because": heard.anyway_because} | _again(heard.again_because)


def _again(because: str) -> dict[str, str]:
    if because and because not in AGAIN:
        raise Refusal(_("Choose a reason from the list."), field="again_because")
    return {"again_because": because} if because else {}


def _of(codes: Iterable[str], known: Sequence[str]) -> list[str]:
    wanted = set(codes)
    return [str(one) for one in known if one in wanted]
