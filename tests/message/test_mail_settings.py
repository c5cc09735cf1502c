"""The settings of e-mail: none by default, each way of saying them, and those that endanger somebody."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from kith.config.mail import mail_dangers, mail_settings

SMTP = "django.core.mail.backends.smtp.EmailBackend"
SOUND = {
    "EMAIL_URL": "smtps://mail.example.org",
    "EMAIL_FROM": "kith@example.org",
    "KITH_URL": "https://kith.example.org",
}


def of(**environment: str) -> tuple[object, ...]:
    found = mail_settings(environment)
    names = ("EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD")
    return (*(found[name] for name in names), found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"])


def test_one_machine_needs_no_mail_server() -> None:
    found = mail_settings({})
    assert (found["MAIL_IS_SENT"], found["EMAIL_BACKEND"]) == (False, "django.core.mail.backends.dummy.EmailBackend")
    assert mail_dangers({}) == []


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"EMAIL_URL": "smtp://mail.example.org"}, (SMTP, "mail.example.org", 587, "", "", True, False)),
        ({"EMAIL_URL": "smtps://mail.example.org"}, (SMTP, "mail.example.org", 465, "", "", False, True)),
        (
            {"EMAIL_URL": "smtp://kith:p%40ss@mail.example.org:2525?tls=none"},
            (SMTP, "mail.example.org", 2525, "kith", "p@ss", False, False),
        ),
        (
            {"EMAIL_HOST": "mail.example.org", "EMAIL_HOST_USER": "kith", "EMAIL_HOST_PASSWORD": "secret"},
            (SMTP, "mail.example.org", 587, "kith", "secret", True, False),
        ),
        (
            {"EMAIL_HOST": "mail.example.org", "EMAIL_PORT": "26", "EMAIL_TLS": "none"},
            (SMTP, "mail.example.org", 26, "", "", False, False),
        ),
    ],
)
def test_a_server_is_named_in_one_line_or_in_parts(environment: dict[str, str], said: tuple[object, ...]) -> None:
    assert of(**environment) == said


@pytest.mark.parametrize(
    ("environment", "names"),
    [
        ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp://mail.example.org:lots"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp://mail.example.org?tls=perhaps"}, "EMAIL_URL"),
        ({"EMAIL_HOST": "mail.example.org", "EMAIL_PORT": "many"}, "EMAIL_PORT"),
        ({"EMAIL_HOST": "mail.example.org", "EMAIL_TLS": "yes"}, "EMAIL_TLS"),
        ({"EMAIL_FROM": "Kith"}, "EMAIL_FROM"),
        ({"EMAIL_FROM": "kith@example.org\nBcc: a@b.org"}, "EMAIL_FROM"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_name(environment: dict[str, str], names: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=names):
        mail_settings(environment)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, []),
        ({"EMAIL_URL": "smtp://mail.example.org?tls=none"}, ["E-mail is handed over without TLS"]),
        ({"EMAIL_URL": "smtp://127.0.0.1:25?tls=none"}, []),
        ({"EMAIL_FROM": ""}, ["EMAIL_FROM is not set"]),
        ({"KITH_URL": ""}, ["KITH_URL is not set"]),
        ({"KITH_URL": "http://kith.example.org"}, ["KITH_URL is not https"]),
        ({"EMAIL_URL": "console:", "EMAIL_FROM": "", "KITH_URL": ""}, []),
    ],
)
def test_doctor_names_what_endangers_somebody(changed: dict[str, str], says: list[str]) -> None:
    found = mail_dangers(SOUND | changed)
    assert [one for one in says if not any(said.startswith(one) for said in found)] == []
    assert len(found) == len(says)
