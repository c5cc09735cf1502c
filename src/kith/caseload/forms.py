"""What the forms of a list hold, as typed values."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from kith.caseload.operations import Arrangement
from kith.caseload.queries import Entry
from kith.caseload.rules import CameBy
from kith.person.forms import born_of
from kith.person.operations import Details
from kith.web import typed
from kith.web.shows import Option


def came_by_options() -> list[Option]:
    """Return how somebody comes to us, as answers."""
    return [
        Option(CameBy.REFERRAL, _("Referred by somebody")),
        Option(CameBy.DISCHARGE, _("Discharged from hospital")),
        Option(CameBy.ADDED, _("We found them ourselves, or they asked")),
    ]


def details_of(form: Mapping[str, str]) -> Details:
    """Return who is to be added. Raises Refusal for a birth date that cannot be read."""
    born = born_of(typed.text(form, "birth_date"))
    return Details(
        given=typed.text(form, "given"),
        family=typed.text(form, "family"),
        known_as=typed.text(form, "known_as"),
        birth_date=born.first if born else None,
        birth_precision=born.precision if born else "day",
        nhs_number=typed.text(form, "nhs_number"),
        no_nhs_number_because=typed.text(form, "no_nhs_number_because"),
        sex=typed.text(form, "sex"),
        needs=typed.text(form, "needs"),
        what_matters=typed.text(form, "what_matters"),
    )


def arrangement_of(form: Mapping[str, str], now: Entry) -> Arrangement:
    """Return who leads somebody and how closely they are followed; a field that was not sent stays as it is now."""
    return Arrangement(
        named_lead_id=typed.chosen_id(form, "named_lead") if "named_lead" in form else now.named_lead_id,
        deputy_id=typed.chosen_id(form, "deputy") if "deputy" in form else now.deputy_id,
        risk_tier=typed.text(form, "risk_tier") if "risk_tier" in form else now.risk_tier,
        cadence_days=typed.number(form, "cadence_days") if "cadence_days" in form else now.cadence_days,
        state=typed.text(form, "state") if "state" in form else now.state,
    )


def day_of(form: Mapping[str, str], today: date) -> date:
    """Return the day that somebody else leads: today unless the form names another."""
    return typed.day(form, "day") or today
