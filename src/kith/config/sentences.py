"""The translator behind `kith.language`: Django's, each sentence looked up once in each language."""

from functools import lru_cache

from django.utils import translation

MOST_KEPT = 8_192
"""Sentences kept, over all languages: about 1,500 are marked, and a number makes a form of its own."""


class Sentences:
    """
    Sentences in the language of the running request.

    A board of 500 people says three thousand; Django walks five catalogues for each, which was a fifth of the answer.
    Catalogues do not change while a process runs.
    """

    def gettext(self, message: str, /) -> str:
        """Return a sentence in the reader's language."""
        return _sentence(translation.get_language(), message)

    def ngettext(self, singular: str, plural: str, number: int, /) -> str:
        """Return the form of a sentence that goes with a number."""
        return _form(translation.get_language(), singular, plural, number)

    def pgettext(self, context: str, message: str, /) -> str:
        """Return a word as it is meant in a context."""
        return _meant(translation.get_language(), context, message)


@lru_cache(MOST_KEPT)
def _sentence(_language: str | None, message: str) -> str:
    return translation.gettext(message)


@lru_cache(MOST_KEPT)
def _form(_language: str | None, singular: str, plural: str, number: int) -> str:
    return translation.ngettext(singular, plural, number)


@lru_cache(MOST_KEPT)
def _meant(_language: str | None, context: str, message: str) -> str:
    return translation.pgettext(context, message)
