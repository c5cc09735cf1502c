"""A browser without scripts, and what its pages say."""

import re
from html import unescape

from django.test import Client

from builders import AT, Someone, a_session


def signed_in(who: Someone, at=AT) -> Client:
    """Return a browser in which somebody is signed in."""
    return a_session(who.account_id, who.role, at)


def form_of(answer, action: str = "") -> dict[str, str]:
    """Return the fields of the form that posts to an address (the last of them when none is named), as a browser sends them."""
    page = answer.content.decode()
    forms = [one for one in re.findall(r"<form[^>]*>.*?</form>", page, re.DOTALL) if action in one.partition(">")[0]]
    assert forms, f"no form posts to {action}"
    return fields(forms[-1] if not action else forms[0])


def fields(form: str) -> dict[str, str]:
    """Return what a form holds: hidden and text fields, what is chosen in lists, ticked radios."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        kind, name = attribute(tag, "type") or "text", attribute(tag, "name")
        if name and (kind not in ("radio", "checkbox") or " checked" in tag):
            found[name] = attribute(tag, "value") or ""
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        tags = re.findall(r"<option[^>]*>", options)
        chosen = next((tag for tag in tags if " selected" in tag), tags[0] if tags else "")
        found[name] = attribute(chosen, "value") or ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(text).strip()
    return {name: unescape(value) for name, value in found.items()}


def attribute(tag: str, name: str) -> str | None:
    """Return an attribute of a tag."""
    match = re.search(rf'\b{name}="([^"]*)"', tag)
    return match.group(1) if match else None


def words(answer) -> str:
    """Return the words of a page, spaces made single."""
    page = re.sub(r"<(script|style|head)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def heading(answer) -> str:
    """Return the first heading."""
    match = re.search(r"<h1[^>]*>(.*?)</h1>", answer.content.decode(), re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", match.group(1))).split()) if match else ""
