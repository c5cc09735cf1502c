"""The only writers of the board's own rows: views saved under a name. Everything else of the board is read from below."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from kith.act import Act, NotAllowed, Refusal, operation
from kith.board.asking import asked
from kith.board.models import LONGEST_NAME, SavedView
from kith.board.saved import SavedRow, sight_of_view
from kith.board.team_day import teams_today
from kith.person.rules import tidy
from kith.policy.queries import roles
from kith.team.queries import sight_of_team

MOST_VIEWS = 30
"""How many views one account keeps of one board: more could not be told apart in a list."""


@operation("board.save_view", sight=sight_of_team)
def save_view(*, act: Act, team_id: UUID, name: str, asks: str, is_shared: bool = False) -> UUID:
    """
    Keep a filter and an order of a team's board under a name, for the actor or shared with the team; return the view.

    `asks` is an address after its question mark; what it does not know is left out. At most 30 views, two statements
    besides the wrapper's and one more to share.

    Raises:
        Refusal: without a name, with a long one or one that is taken, or after 30.
        NotAllowed: to share, for anybody but the team lead, a supervisor or the duty lead.
    """
    said = _named(name)
    if is_shared:
        _check_may_share(act, team_id)
    if SavedView.objects.filter(team_id=team_id, account_id=act.account_id).count() >= MOST_VIEWS:
        raise Refusal(_("You have 30 saved views of this board. Remove one first."), field="name")
    view = SavedView(
        team_id=team_id, account_id=act.account_id, name=said, asks=_tidied(asks), is_shared=is_shared, act_id=act.id
    )
    with _once_by_name(said):
        view.save(force_insert=True)
    return view.id


@operation("board.rename_view", sight=sight_of_view)
def rename_view(*, act: Act, view_id: UUID, name: str) -> UUID:
    """Give a saved view another name. Raises Refusal as `save_view`, NotAllowed as `share_view`."""
    _check_may_change(act)
    said = _named(name)
    with _once_by_name(said):
        SavedView.objects.filter(id=view_id).update(name=said, act_id=act.id)
    return view_id


@operation("board.share_view", sight=sight_of_view)
def share_view(*, act: Act, view_id: UUID, is_shared: bool) -> UUID:
    """
    Share a view with the team, or leave it to its owner alone again.

    Raises:
        NotAllowed: to share, for anybody but the team lead, a supervisor or the duty lead; to take it back, also its owner.
    """
    if is_shared:
        _check_may_share(act, _view(act).team_id)
    else:
        _check_may_change(act)
    SavedView.objects.filter(id=view_id).update(is_shared=is_shared, act_id=act.id)
    return view_id


@operation("board.remove_view", sight=sight_of_view)
def remove_view(*, act: Act, view_id: UUID) -> UUID:
    """Remove a saved view; it stays in the past. Raises NotAllowed as `share_view`."""
    _check_may_change(act)
    SavedView.objects.filter(id=view_id).delete()
    return view_id


def may_share(*, account_id: UUID, role: str, duty_account_id: UUID | None) -> bool:
    """Say whether somebody may share a view with a team: a lead or a supervisor by role, or who has the duty now."""
    found = roles().get(role)
    return (found is not None and found.group in ("lead", "supervisor")) or account_id == duty_account_id


def _view(act: Act) -> SavedRow:
    row = act.thing.row["view"]
    assert isinstance(row, SavedRow)
    return row


def _check_may_share(act: Act, team_id: UUID) -> None:
    if may_share(account_id=act.account_id, role=act.role, duty_account_id=None):
        return
    duty = teams_today(team_ids=[team_id], at=act.at)[team_id].duty_lead
    if duty is None or duty.account_id != act.account_id:
        raise NotAllowed(
            _("The team lead, a supervisor or the duty lead shares a view with the team. Ask one of them.")
        )


def _check_may_change(act: Act) -> None:
    """Whoever saved a view changes it; one that is shared, also whoever may share."""
    row = _view(act)
    if not row.is_own:
        _check_may_share(act, row.team_id)


def _named(name: str) -> str:
    said = tidy(name)
    if not said:
        raise Refusal(_("Give the view a name, for example “Overdue, high risk”."), field="name")
    if len(said) > LONGEST_NAME:
        raise Refusal(_("Shorten the name to at most 60 letters."), field="name")
    return said


def _tidied(asks: str) -> str:
    return asked(QueryDict(asks)).address


@contextmanager
def _once_by_name(name: str) -> Iterator[None]:
    """Turn the constraint on names into a sentence: two presses at once are told so as well."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        words = _("You have a view called “%(name)s” already. Choose another name.") % {"name": name}
        raise Refusal(words, field="name") from error
