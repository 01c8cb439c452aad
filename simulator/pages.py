"""The few plain pages on which people choose: who they are, and what an application may do."""

import base64
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from html import escape

HEAD = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>{title}</title><style>body{{font:1rem system-ui;max-width:26rem;margin:3rem auto;padding:0 1rem}}"
    "button{{display:block;width:100%;margin:.5rem 0;padding:.75rem;text-align:left;font:inherit}}</style>"
    "<main><h1>{title}</h1>"
)


def choice(application: str, people: Sequence[tuple[str, str, str]]) -> str:
    """Who somebody is, by value, name and address; the query of the request comes back with the form."""
    buttons = "".join(
        f'<button name="account" value="{escape(value)}">{escape(name)}<br>{escape(email)}</button>'
        for value, name, email in people
    )
    text = f"<p>to continue to {escape(application)}</p>"
    return f'{head("Pick an account")}{text}<form method="post">{buttons}{cancel()}</form></main></html>'


def consent(application: str, roles: Sequence[str], tenants: Mapping[str, str]) -> str:
    """What an application wants to do in an organisation."""
    wishes = "".join(f"<li>{escape(role)}</li>" for role in roles)
    buttons = "".join(
        f'<button name="tenant" value="{escape(key)}">Accept for {escape(name)}</button>'
        for key, name in tenants.items()
    )
    text = f"<p>{escape(application)} would like to:</p><ul>{wishes}</ul>"
    return f'{head("Permissions requested")}{text}<form method="post">{buttons}{cancel()}</form></main></html>'


def posting(address: str, values: Mapping[str, str]) -> str:
    """A form that sends itself."""
    fields = "".join(f'<input type="hidden" name="{escape(n)}" value="{escape(v)}">' for n, v in values.items())
    form = f'<form method="post" action="{escape(address)}">{fields}<button>Continue</button></form>'
    return f"{head('Working')}{form}</main><script>document.forms[0].submit()</script></html>"


def refusal(description: str) -> str:
    """Why nobody can sign in here."""
    text = f"<p>Sorry, but we are having trouble signing you in.</p><p>{escape(description)}</p>"
    return f"{head('Sign in')}{text}</main></html>"


def head(title: str) -> str:
    """The beginning of a page."""
    return HEAD.format(title=escape(title))


def cancel() -> str:
    """The way out."""
    return '<button name="cancel" value="1">Cancel</button>'


def verified(challenge: str, verifier: str) -> bool:
    """Whether a code verifier belongs to the challenge of a sign-in; without a challenge none is wanted."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return not challenge or secrets.compare_digest(digest, challenge)
