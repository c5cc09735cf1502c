"""The only writers of meetings to come, under one name."""

from kith.preparation.asking import Asks, answer_question, put_question, withdraw_question
from kith.preparation.cases import bring, bring_restricted, pull_up, take_off
from kith.preparation.keeping import keep
from kith.preparation.meetings import Sets, call_off, confirm, set_weekly
from kith.preparation.preparing import OwnQuestion, make_anew, sign_ready, write_asked, write_summary

__all__ = [
    "Asks",
    "OwnQuestion",
    "Sets",
    "answer_question",
    "bring",
    "bring_restricted",
    "call_off",
    "confirm",
    "keep",
    "make_anew",
    "pull_up",
    "put_question",
    "set_weekly",
    "sign_ready",
    "take_off",
    "withdraw_question",
    "write_asked",
    "write_summary",
]
