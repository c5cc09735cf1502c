"""Writing a list entry as it was opened: for the operations of lists, and for those above that end one."""

from datetime import timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale
from kith.caseload import queries
from kith.caseload.models import ListEntry
from kith.language import later

ON_THE_LIST = later("on the list")
"""Why a team reaches somebody on its list, in the words that the person's page shows."""
REACH_AFTER_LIST = timedelta(days=30)
"""How long a team reaches somebody after their entry ended: letters are finished, then it ends by itself."""


def as_opened(entry: queries.Entry, version: int) -> queries.Entry:
    """Return a list entry if it is still as the actor opened it. Raises Stale otherwise, before any other refusal."""
    if entry.version != version:
        raise _stale(entry)
    return entry


def write(act: Act, entry: queries.Entry, **values: object) -> None:
    """Write an entry if nobody has written it since it was loaded. One statement."""
    if not entry.is_on_list:
        raise Refusal(_("This person has left the list: put them on it again first."))
    changed = ListEntry.objects.filter(id=entry.id, version=entry.version).update(
        version=F("version") + 1, act_id=act.id, **values
    )
    if changed != 1:
        raise _stale(entry)


def _stale(entry: queries.Entry) -> Stale:
    return Stale(
        _("Somebody changed this meanwhile. Nothing of yours is saved yet."), extra=queries.entry(entry_id=entry.id)
    )
