"""
Asking to see the record of somebody of another team: by number and birth date, with role and reason; a lead says yes or no.

Nothing about the person is told to whoever asks before a yes; they may withdraw the question. A yes opens the record for a
period, as a joining does, and is ended as one. A no has its reason. Whoever asked is told either way (P3, P10).
"""

from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.act import Act, NotAllowed, NotVisible, Refusal, ids, operation
from kith.action.passing import complete_because
from kith.handover import ask_queries
from kith.handover.ask_queries import AskRow
from kith.handover.joining import LEADING, NOBODY, not_too_often, said
from kith.person.rules import nhs_number as valid_number
from kith.person.rules import tidy
from kith.place.rules import local_day
from kith.team.rules import Calendar, add_service_days, end_of_service_day

ANSWER_SERVICE_DAYS = 2
"""By the end of which working day (Monday to Friday) from now a question is to be answered."""
DAYS = (7, 28, 91)
"""For how many days a yes may open the record."""
LONGEST_ROLE = 100
LONGEST_REASON = 300


@operation("handover.ask_to_see")
def ask_to_see(*, act: Act, nhs_number: str, born: date, stated_role: str, because: str) -> UUID:
    """
    Ask whoever leads the team of the one person with this number and birth date; return the question.

    They are on a list of a place where the actor has a seat, and not protected. Asked already and not answered yet: nothing
    changes. Two statements besides the wrapper's, whether anybody matches or not.

    Raises:
        Refusal: without role or reason, with one too long; when nobody can be asked about so, always in the same words.
        TooSoon: after five that found nobody within an hour, joins and questions together.
    """
    role = said(stated_role, "stated_role", _("Say what you do for this person."), LONGEST_ROLE)
    reason = said(because, "because", _("Say why you need to see the record."), LONGEST_REASON)
    not_too_often(act)
    due = end_of_service_day(add_service_days(local_day(act.at), ANSWER_SERVICE_DAYS, Calendar()))
    words = _("%(name)s asks to see this record: say yes or no") % {"name": act.name}
    with connection.cursor() as cursor:
        cursor.execute(
            "select ask, person from handover_ask_to_see(%s, %s, %s, %s, %s, %s, %s)",
            [valid_number(nhs_number) or "", born, role, reason, words, due, _fresh()],
        )
        row = cursor.fetchone()
    if row is None:
        raise Refusal(
            _("There is no record that you can ask for by this number and date of birth. Ask your team lead."),
            field="nhs_number",
            rule=NOBODY,
        )
    ask_id: UUID = row[0]
    act.concerns(row[1], ask_id=str(ask_id))
    return ask_id


@operation("handover.answer_ask", sight=ask_queries.sight_of_ask)
def answer_ask(*, act: Act, ask_id: UUID, yes: bool, for_days: int = 28, because: str = "") -> UUID:
    """
    Answer a question to see a record: yes for 7, 28 or 91 days, or no with a reason. Whoever asked is told, and why.

    For whoever owns the action, the named lead, and the team lead and supervisors of the team. Three statements besides the
    wrapper's and sight.

    Raises:
        Refusal: a no without reason, a yes for another time or to a protected record, or when it is answered already.
    """
    row: AskRow = act.thing.row["ask"]
    if not may_answer(act, row):
        raise NotAllowed(_("The team lead, a supervisor or the named lead answers this. Ask one of them."))
    reason = tidy(because)
    if len(reason) > LONGEST_REASON:
        raise Refusal(_("Shorten this to %(most)d characters.") % {"most": LONGEST_REASON}, field="because")
    if not yes and not reason:
        raise Refusal(_("Say why not: whoever asked is told."), field="because")
    if yes and for_days not in DAYS:
        raise Refusal(_("Choose for how long."), field="for_days")
    if yes and row.is_protected:
        raise Refusal(_("A protected record is opened to nobody so. Ask your safeguarding lead."), rule="P10")
    words = _("asked, and was let in by %(lead)s, as %(role)s: %(reason)s") % {
        "lead": act.name,
        "role": row.stated_role,
        "reason": row.because,
    }
    until = act.at + timedelta(days=for_days) if yes else None
    with connection.cursor() as cursor:
        cursor.execute("select handover_answer_ask(%s, %s, %s, %s, %s)", [ask_id, reason, words, until, _fresh()])
        if not cursor.fetchone()[0]:
            raise Refusal(_("This is answered already."))
    outcome = _("Yes, for %(n)d days") % {"n": for_days} if yes else _("No: %(why)s") % {"why": reason}
    complete_because(act=act, team_id=row.team_id, action_ids=[row.action_id], outcome=outcome)
    act.concerns(account_id=str(row.account_id))
    return ask_id


@operation("handover.withdraw_ask")
def withdraw_ask(*, act: Act, ask_id: UUID) -> UUID:
    """
    Take back a question of one's own that waits; the team's action is cancelled with it, and its owner told. One statement.

    Raises:
        NotVisible: for a question of somebody else. Refusal: when it is answered already.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select became, person from handover_withdraw_ask(%s, %s, %s)",
            [ask_id, _("Withdrawn by whoever asked"), _fresh()],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotVisible
    if row[0] != "withdrawn":
        raise Refusal(_("This is answered already."))
    act.concerns(row[1], ask_id=str(ask_id))
    return ask_id


def _fresh() -> list[UUID]:
    return [ids.new() for _row in range(3)]


def may_answer(act: Act, row: AskRow) -> bool:
    """Say whether the actor answers a question: who owns its action or is named lead, or leads the team or supervises it."""
    roles = act.roles_in(row.team_id)
    return act.account_id in (row.owner_account_id, row.named_account_id) or (act.role in LEADING and act.role in roles)
