"""The few pages Entra shows to people."""

from collections.abc import Mapping, Sequence
from html import escape

from simulator.microsoft.accounts import Account
from simulator.microsoft.entra.sign_in import SignIn

HEAD = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>{title}</title><style>body{{font:1rem system-ui;max-width:26rem;margin:3rem auto;padding:0 1rem}}"
    "button{{display:block;width:100%;margin:.5rem 0;padding:.75rem;text-align:left;font:inherit}}</style>"
    "<main><h1>{title}</h1>"
)


def choice(asked: SignIn, people: Sequence[Account]) -> str:
    """Who somebody is; the query of the request comes back with the form."""
    buttons = "".join(
        f'<button name="account" value="{escape(each.id)}">{escape(each.name)}<br>{escape(each.email)}</button>'
        for each in people
    )
    text = f"<p>to continue to {escape(asked.application.name)}</p>"
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
    return HEAD.format(title=escape(title))


def cancel() -> str:
    return '<button name="cancel" value="1">Cancel</button>'
