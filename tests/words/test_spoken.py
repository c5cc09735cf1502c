"""What the database says is known to the catalogue, and said in the reader's language."""

import re

import pytest
from django.db import connection
from django.utils import translation

from builders import a_person, a_team, an_act, an_entry, close_entry, with_key
from kith.act.refusals import Refusal
from kith.caseload.operations import put_on_list
from kith.config.spoken import SENTENCES, say
from kith.person.operations import record_death
from words.conftest import installed
from words.pseudo import CODE, decorated, outside_brackets

pytestmark = pytest.mark.django_db
_TEXT = re.compile(r"'((?:[^']|'')*)'")


def spoken_texts() -> set[str]:
    """Return every text in a function that refuses, or makes a sentence for one, that reads like a sentence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.prosrc from pg_proc p where p.pronamespace = 'public'::regnamespace"
            " and p.prosrc ~ 'act_refuse|Choose somebody' and p.proname <> 'act_refuse'"
        )
        bodies = [row[0] for row in cursor.fetchall()]
    texts = {text for body in bodies for text in _TEXT.findall(re.sub(r"raise exception[^;]*;|--[^\n]*", "", body))}
    return {text for text in texts if re.search(r"[.:] ?%?s?$|\. ", text) and " " in text and not text.startswith(": ")}


def known(text: str) -> bool:
    """Whether a text of the database is one of the known sentences, whatever stands in its places."""
    shape = re.sub(r"%%s|%\(\w+\)s|%s", "%", text)
    shapes = [re.sub(r"%\(\w+\)s", "%", one) for one in SENTENCES]
    counted = {re.sub(r"^(?:1|%) (?:\w+) (?:is|are) ", "% ", one) for one in shapes}
    counted |= {re.sub(r"1 thing is|% things are", "%", one) for one in shapes}
    return shape in {*shapes, *counted}


def test_every_sentence_of_the_database_is_known() -> None:
    texts = spoken_texts()
    assert len(texts) > 10
    assert {text for text in texts if not known(text)} == set()
    assert not known("This sentence was planted. Nobody knows it.")


@pytest.mark.parametrize(
    "sentence",
    [
        "This person has died: no contact can be planned with them.",
        "12 actions are still open for this person. Finish or cancel first, then end the list entry.",
        "This member still has 1 open action, 3 people as deputy. Give these to others first, then end the membership.",
        "Ama Owusu is still on the rota on Monday 8 June, Tuesday 9 June. Take them off these days first.",
        "The huddle cannot close yet: 2 things are loose. Doris: no outcome recorded. Tom: no outcome recorded.",
        "The catalogue does not know this %s.",
    ],
)
def test_in_english_it_stays_as_it_was_spoken(sentence: str) -> None:
    assert say(sentence) == sentence


def test_numbers_things_and_days_are_told_in_the_language_too(locale) -> None:
    with installed(locale), translation.override(CODE):
        held = say(
            "This member still has 1 open action, 3 people as deputy. Give these to others first, then end the membership."
        )
        rota = say("Ama is still on the rota on Monday 8 June. Take them off these days first.")
    assert (outside_brackets(held), outside_brackets(rota)) == ("", "")
    assert "⟦1 open action extra⟧, ⟦3 people as deputy extra extra⟧" in held
    assert "⟦Monday extra⟧ ⟦8 ⟦June extra⟧ extra⟧" in rota


def test_a_refusal_of_the_database_reaches_the_reader_in_their_language(locale) -> None:
    team = a_team()
    person_id = a_person(team)
    entry = an_entry(team, person_id)
    with an_act(team.lead) as act:
        close_entry(act, entry)
        record_death(act=with_key(act), person_id=person_id)
    with installed(locale), translation.override(CODE), pytest.raises(Refusal) as refused, an_act(team.lead) as act:
        put_on_list(act=act, team_id=team.id, person_ids=[person_id])

    assert refused.value.sentence == decorated(
        "This person has died. Somebody who has died cannot be active on a list."
    )
