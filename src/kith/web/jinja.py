"""The environment of the templates: escaping always on, gettext, the words as filters, addresses and static files."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from kith.web.words import FILTERS


def url(name: str, **parts: Any) -> str:
    """This will return the address of a named page."""
    return reverse(name, kwargs=parts)


def language() -> str:
    """This will return the language of the page as HTML names it: 'en-GB'."""
    return translation.to_locale(translation.get_language() or "en-gb").replace("_", "-")


def environment(**options: Any) -> Environment:
    """
    This will return the environment that every page is rendered in.

    Our own templates come first, then the macros of the design system, which need undefined names to chain.
    """
    made = Environment(
        autoescape=True,
        auto_reload=options["auto_reload"],
        undefined=ChainableUndefined,
        loader=ChoiceLoader([options["loader"], PackageLoader("nhsuk_frontend_jinja")]),
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(translation, newstyle=True)  # type: ignore[attr-defined]
    made.policies["ext.i18n.trimmed"] = True
    made.filters.update(FILTERS)
    made.globals.update(static=static, url=url, language=language, reads_from_right=translation.get_language_bidi)
    return made
