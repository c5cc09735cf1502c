"""When a planned contact of which nobody says what became counts as missed."""

from kith.contact.rules import ContactFacts, ContactState, Way, is_planned_today, lacks_result

from .plain import moment, named

title = "Windows of planned contacts"
rule = (
    "Over two hours after the end of its window, or on a later day, a planned contact of which nobody says what became is asked "
    "after and stands as missed until somebody does. Paused, it never does."
)
header = ("Window", "State", "Now", "Due today", "Lacks its result")
rows = (
    ("Mon 8 Jun 10am to Mon 8 Jun 11am", "planned", "Mon 8 Jun 9am", "yes", "no"),
    ("Mon 8 Jun 10am to Mon 8 Jun 11am", "planned", "Mon 8 Jun 1pm", "yes", "no"),
    ("Mon 8 Jun 10am to Mon 8 Jun 11am", "planned", "Mon 8 Jun 1:01pm", "no", "yes"),
    ("Mon 8 Jun 10pm to Mon 8 Jun 11pm", "planned", "Tue 9 Jun 12:01am", "no", "yes"),
    ("Mon 8 Jun 10am to Wed 10 Jun 5pm", "planned", "Tue 9 Jun 9am", "yes", "no"),
    ("Mon 8 Jun 10am to Wed 10 Jun 5pm", "planned", "Wed 10 Jun 7:01pm", "no", "yes"),
    ("Sat 28 Mar 11pm to Sun 29 Mar 12:30am", "planned", "Sun 29 Mar 3:30am", "yes", "no"),
    ("Sat 28 Mar 11pm to Sun 29 Mar 12:30am", "planned", "Sun 29 Mar 3:31am", "no", "yes"),
    ("Sun 25 Oct 12:30am to Sun 25 Oct 1:30am", "planned", "Sun 25 Oct 2:30am", "yes", "no"),
    ("Sun 25 Oct 12:30am to Sun 25 Oct 1:30am", "planned", "Sun 25 Oct 2:31am", "no", "yes"),
    ("Mon 8 Jun 10am to Mon 8 Jun 11am", "paused", "Tue 9 Jun 9am", "no", "no"),
    ("Mon 8 Jun 10am to Mon 8 Jun 11am", "made", "Tue 9 Jun 9am", "no", "no"),
)


def answer(window, state, now):
    start, end = (moment(one) for one in window.split(" to "))
    one, at = ContactFacts(named("a visit"), Way.VISIT, ContactState(state), start, end), moment(now)
    return "yes" if is_planned_today(one, at) else "no", "yes" if lacks_result(one, at) else "no"
