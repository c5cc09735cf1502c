"""What the pages of signing in are given, and the page that says no."""

from collections.abc import Sequence
from dataclasses import dataclass

from kith.web.shows import Filled, Option


@dataclass(frozen=True, slots=True)
class SignInShow:
    """
    Signing in. Fields: username, password, next. `for_whom` names the place ('neighbourhood teams in Ashmere'), `help` says
    whom to ring; both may be ''. A refused sign-in has one error, for `username`, that does not say which of the two was wrong.
    """

    form: Filled
    for_whom: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class ChooseRoleShow:
    """
    Which role, at first with the one agreement. Fields: role (left out with one role), agree ('yes'; only at first).

    Each option is a role: 'Community nurse, Millbrook North' and, below it, what it opens.
    """

    given: str
    roles: Sequence[Option]
    form: Filled
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class LockedShow:
    """
    A locked screen. Fields: password, next. `name` is who locked it; `is_unsaved` when a form was sent meanwhile, which was
    not saved.
    """

    form: Filled
    name: str
    is_unsaved: bool = False


@dataclass(frozen=True, slots=True)
class DisplayShow:
    """How pages are shown. Field: show, with any of board_keys, large_text, still."""

    form: Filled


@dataclass(frozen=True, slots=True)
class RefusedShow:
    """Why something was refused: the sentence with its remedy, and the id of the rule where one decided."""

    sentence: str
    rule: str = ""
