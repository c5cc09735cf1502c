"""What the pages of an action are given: the action with its history, adding one, and each step's form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kith.person.shows import Who
from kith.team.reachable import Reachable
from kith.web.shows import Filled, Meanwhile, Option


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the history, or a comment: what happened, who, when; `written` when it was recorded later ('' if at once)."""

    words: str
    who: str
    when: str
    text: str = ""
    written: str = ""


@dataclass(frozen=True, slots=True)
class DifferenceShow:
    """
    A field in which a newer record says other than stands here, both in words ('' when it states nothing).

    `name` is the question of the form, answered with one of the `options`: here or there.
    """

    name: str
    label: str
    here: str
    there: str
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class ActionShow:
    """
    One action. `standing` is overdue, due today, later, waiting or returned (action.rules.Standing), or the end state:
    done, cancelled, in error; `standing_words` say it ('1 day late', 'done today 3pm').

    `offers` are those that wait, or came back and are not dealt with: id and words. `helpers` are names.
    `reach` is how somebody else who owns unfinished work is reached.
    `doer` tells who does it when it is not the owner; `origin` where it came from, in words. The `can_...` are rights and
    state in one. `done_words` is the name of the finishing step ('Done', 'Answered'); where another page finishes it,
    `finish_at` is that page's address and `done_words` its name. Comment form: text. The forms of one press bring key and version.
    """

    action_id: UUID
    who: Who | None
    team_slug: str
    what: str
    kind: str
    standing: str
    standing_words: str
    owner: str
    is_yours: bool
    due_at: datetime
    first_due_at: datetime
    origin: str
    steps: Sequence[StepLine]
    form: Filled
    press_key: str
    version: int
    doer: str = ""
    hold_reason: str = ""
    return_date: date | None = None
    outcome: str = ""
    done_words: str = ""
    finish_at: str = ""
    can_finish: bool = False
    can_take: bool = False
    can_change: bool = False
    can_hold: bool = False
    can_resume: bool = False
    can_cancel: bool = False
    can_correct: bool = False
    can_comment: bool = False
    can_offer: bool = False
    can_remind: bool = False
    offers: Sequence[tuple[UUID, str]] = ()
    helpers: str = ""
    differences: Sequence[DifferenceShow] = ()
    reach: Reachable | None = None


@dataclass(frozen=True, slots=True)
class AddShow:
    """
    A new action for a person. Fields: what, who, by, by_day, by_time, doer_kind (member, partner, person, carer), doer.

    `owners` are you and the duty lead; `why_not` says why others are not listed. `team` is asked only where the person is
    on the list of several of the viewer's teams (`teams`).
    """

    who: Who
    owners: Sequence[Option]
    why_not: Sequence[str]
    by: Sequence[Option]
    doers: Sequence[Option]
    form: Filled
    teams: Sequence[Option] = ()


@dataclass(frozen=True, slots=True)
class StepShow:
    """
    The form of one step of an action. `doing` decides the fields; each form has version too.

    edit: what, who, by, by_day, by_time, doer_kind, doer. hold: reason, return_date. done: outcome, day, time (when it was
    done), and for each of `differences` its question, with all their ids in `seen`. cancel: reason. correct: reason.

    `meanwhile` is set when somebody else saved first; the form then holds the reader's own words and the new version, so
    that saving again puts them in place. Where the action has ended meanwhile there is no form (`can_go_on`), and what the
    reader wrote may be kept as a comment (`as_comment`, '' for nothing).
    """

    doing: str
    action_id: UUID
    who: Who | None
    what: str
    owner: str
    due_at: datetime
    version: int
    form: Filled
    done_words: str = ""
    owners: Sequence[Option] = ()
    why_not: Sequence[str] = ()
    by: Sequence[Option] = ()
    doers: Sequence[Option] = ()
    meanwhile: Meanwhile | None = None
    can_go_on: bool = True
    as_comment: str = ""
    differences: Sequence[DifferenceShow] = ()
    seen: str = ""
    outcome_words: str = ""
