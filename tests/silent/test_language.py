"""Sentences are kept by language: what one reader was told never reaches a reader of another language."""

import pytest
from django.utils import translation

from kith.config.sentences import Sentences

SAID = {
    "de": ("Montag", "1 Tag", "2 Tage"),
    "en-gb": ("Monday", "1 day", "2 days"),
    "fr": ("lundi", "1 jour", "2 jours"),
}


@pytest.mark.parametrize("order", [("de", "en-gb", "fr"), ("fr", "de", "en-gb"), ("en-gb", "fr", "de")])
def test_each_reader_is_spoken_to_in_their_own_language(order: tuple[str, ...]) -> None:
    sentences, said = Sentences(), {}

    for language in (*order, *order):
        with translation.override(language):
            days = [sentences.ngettext("%(num)d day", "%(num)d days", number) % {"num": number} for number in (1, 2)]
            said[language] = (sentences.gettext("Monday"), *(words.replace("\xa0", " ") for words in days))

    assert said == SAID
