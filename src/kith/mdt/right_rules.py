"""By which right something is decided in a meeting, and what becomes of what the chosen role may not decide itself."""

from dataclasses import dataclass
from enum import StrEnum

from kith.language import _


class Becomes(StrEnum):
    """What a decision becomes: it stands, it stands and somebody is told, or it goes to whoever decides it."""

    DECIDED = "decide"
    TOLD = "inform"
    PROPOSED = "propose"


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rights say of a role and a subject: the verdict, by which rule, to whom it goes or who is told, who can decide."""

    verdict: str
    rule: str
    to: str = ""
    who_can: str = ""


def becomes(ruled: Ruled) -> Becomes | None:
    """Return what a decision by this role becomes; None where the role may not even propose it."""
    return Becomes(ruled.verdict) if ruled.verdict in set(Becomes) else None


def refusal_words(ruled: Ruled, role: str) -> str:
    """Return why a role cannot decide this, and who can."""
    words = {"role": role, "rule": ruled.rule, "who": ruled.who_can or _("nobody yet")}
    return _("A %(role)s may not decide this (%(rule)s). Who can: %(who)s.") % words


def right_words(verdict: str, rule: str, role: str, to: str) -> str:
    """Return by which right something was decided: 'GP decides (TOPIC-MED)'. `role` and `to` are words."""
    words = {"role": role, "rule": rule, "to": to}
    match verdict:
        case Becomes.PROPOSED:
            return _("%(role)s proposes, %(to)s decides (%(rule)s)") % words
        case Becomes.TOLD:
            return _("%(role)s decides and tells: %(to)s (%(rule)s)") % words
        case _:
            return _("%(role)s decides (%(rule)s)") % words
