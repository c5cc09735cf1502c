"""What counts as a reason for no change."""

from kith.person.rules import is_a_reason

title = "A reason for no change"
rule = "Somebody typed 3 or more characters besides spaces, and more than a way of saying nothing."
header = ("Typed", "Accepted")
rows = (
    ("seen today, wound closing", "yes"),
    ("ill", "yes"),
    ("ok", "no"),
    ("a b", "no"),
    ("", "no"),
    ("-", "no"),
    ("---", "no"),
    ("n/a", "no"),
    ("N / A", "no"),
    ("none", "no"),
    ("None.", "no"),
    ("no change", "no"),
    ("none of us could reach him", "yes"),
)


def answer(typed):
    return "yes" if is_a_reason(typed) else "no"
