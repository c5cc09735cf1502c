"""What a table answers: worst first, never a guess, units and ages held, and never milder for a worse sign."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from kith.policy.evaluation_rules import Fact, evaluate
from kith.policy.queries import thresholds

AT = datetime(2026, 6, 8, 9, tzinfo=UTC)
AT_REST = {
    "resp": "16", "spo2": "97", "spo2_scale": "1", "on_oxygen": "no",
    "systolic": "120", "pulse": "70", "acvpu": "A", "temp_c": "37.0",
}  # fmt: skip


def news2(**changed):
    return evaluate(thresholds()["news2"], {name: Fact(text) for name, text in (AT_REST | changed).items()})


def test_all_rows_that_hold_are_named_worst_first():
    found = evaluate(thresholds()["soft-signs"], {"pain": Fact("yes"), "chest_pain": Fact("yes"), "mood": Fact("yes")})
    assert [row.id for row in found.fired] == ["SIGN-CHEST-PAIN", "SIGN-PAIN", "SIGN-MOOD", "SIGN-NONE"]
    assert (found.outcome.worst, found.routes) == (4, ("emergency",))


def test_safeguarding_stands_beside_an_emergency_and_hides_nothing():
    found = evaluate(thresholds()["social-crisis"], {"domestic_abuse": Fact("immediate danger")})
    assert (found.outcome.level, found.outcome.is_safeguarding) == (4, True)
    assert found.routes == ("emergency", "safeguarding")


def test_a_fact_in_another_unit_is_not_used():
    facts = {name: Fact(text) for name, text in AT_REST.items()} | {"temp_c": Fact("37.0", unit="°F")}
    assert evaluate(thresholds()["news2"], facts).impossible == ("temp_c",)


def test_a_fact_older_than_the_table_allows_is_out_of_date_and_nothing_follows():
    fresh = {name: Fact(text, at=AT - timedelta(hours=4)) for name, text in AT_REST.items()}
    assert evaluate(thresholds()["news2"], fresh, AT).score == 0
    old = fresh | {"spo2": Fact("70", at=AT - timedelta(hours=4, seconds=1))}
    found = evaluate(thresholds()["news2"], old, AT)
    assert (found.outcome, found.out_of_date, found.score) == (None, ("spo2",), None)


def test_a_fact_that_is_still_to_come_is_not_used():
    facts = {name: Fact(text, at=AT) for name, text in AT_REST.items()} | {
        "spo2": Fact("97", at=AT + timedelta(minutes=1))
    }
    assert evaluate(thresholds()["news2"], facts, AT).out_of_date == ("spo2",)


def test_parts_add_up_as_numbers_arrive_though_nothing_is_assessed_yet():
    found = news2(spo2="")
    assert found.parts == {"resp": 0, "air_o2": 0, "sbp": 0, "pulse": 0, "consciousness": 0, "temp": 0}
    assert (found.score, found.band, found.cannot_assess) == (None, "", ("spo2",))


def test_a_temperature_finer_than_a_tenth_is_not_possible():
    assert news2(temp_c="37.05").impossible == ("temp_c",)
    assert news2(temp_c="37.00").score == 0


NUMBERS = {"resp": (0, 80), "spo2": (0, 100), "systolic": (20, 300), "pulse": (0, 300)}
SIGNS = st.fixed_dictionaries(
    {name: st.integers(*bounds).map(str) for name, bounds in NUMBERS.items()}
    | {
        "spo2_scale": st.sampled_from("12"),
        "on_oxygen": st.sampled_from(("no", "yes")),
        "acvpu": st.sampled_from("ACVPU"),
        "temp_c": st.integers(250, 450).map(lambda tenths: str(Decimal(tenths) / 10)),
        "usual": st.sampled_from(("", "0", "3", "7")),
    }
)


@settings(max_examples=400, deadline=None)
@given(SIGNS, st.data())
def test_a_worse_sign_never_leads_to_a_milder_level(signs, data):
    table = thresholds()["news2"]
    name = data.draw(st.sampled_from([name for name, of in table.inputs.items() if of.worse]))
    of = table.inputs[name]
    other = data.draw(SIGNS)[name]
    holds = [order for order in of.worse if all(signs[key] == text for key, text in order.when)]
    before, after = of.read(signs[name]), of.read(other)
    if not any(order.is_worse(after, before) for order in holds):
        return
    first, second = news2(**signs), news2(**(signs | {name: other}))
    assert not second.outcome.is_milder(first.outcome)
    assert second.score >= first.score
