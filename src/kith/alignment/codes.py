"""Looking at the code of a partner's link, to tell it: by whoever may write down their answer, on the trail each time."""

from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, Refusal, operation
from kith.alignment import sights
from kith.alignment.queries import RequestRow
from kith.alignment.rules import State


@operation("alignment.show_code", sight=sights.sight_of_request)
def show_code(*, act: Act, request_id: UUID) -> UUID:
    """
    Write down that somebody looks at the code of a link, to tell its contact by telephone; return the link.

    The code itself is worked out for the page (`door.tokens.code_of`), never returned or kept.

    Raises:
        Refusal: where nothing is waited for, or no code stands before the link.
    """
    row: RequestRow = act.thing.row["request"]
    if row.kept is not State.SENT or not row.needs_code or row.link_id is None:
        raise Refusal(_("There is no code to tell any more: this was answered or has ended."))
    act.concerns(row.person_id, team_id=row.team_id, request_id=str(row.id))
    return row.link_id
