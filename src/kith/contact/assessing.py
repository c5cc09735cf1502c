"""What the forms of a contact ask of services and assessments: all of it optional, and folded away."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from kith.contact.service_rules import AGAIN, AGAIN_WORDS
from kith.contact.services import domains, services
from kith.contact.serving import Served
from kith.contact.shows import Assessing
from kith.web import typed
from kith.web.shows import Filled, Option
from kith.web.words import first_up


def field_of(domain: str) -> str:
    """Return the name of the form's field for a domain."""
    return f"assessed-{domain}"


def assessing(form: Filled, known: Mapping[str, str], says: Sequence[str] = ()) -> Assessing:
    """
    Return what is asked: each domain, with who assessed it lately (`known`, in words by domain), and why again.

    `says` is what others did of late, one sentence each. It stands open where something in it was filled in.
    """
    filled = any(form.values.get(field_of(code)) for code in domains()) or form.values.get("again_because")
    return Assessing(
        [Option(code, first_up(_(one.label)), known.get(code, "")) for code, one in domains().items()],
        [Option(str(one), _(AGAIN_WORDS[one])) for one in AGAIN],
        says,
        is_open=bool(filled or form.errors.get("assessed")),
    )


def service_options() -> list[Option]:
    """Return the services as answers of a list; the first line leaves it to the words."""
    return [Option(code, first_up(_(one.label))) for code, one in services().items()]


def served_of(form: Mapping[str, str]) -> Served:
    """Return for which service a contact is, what was assessed and why again, as a form says it."""
    return Served(
        typed.text(form, "service") if typed.text(form, "by_other") else "",
        tuple(code for code in domains() if typed.text(form, field_of(code))),
        typed.text(form, "again_because"),
    )
