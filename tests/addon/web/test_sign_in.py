"""Signing in on the web page with Google and Microsoft, over the wire, and all the ways in which it must fail."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import select

from addon import web_sessions
from inbox import database
from inbox.database import Sessions
from inbox.models import Person, PersonIdentity, Tenant
from tests.addon.conftest import Furnish
from tests.addon.visitor import Visitor, choose
from tests.addon.web.conftest import ORIGIN, Accounts, Clock
from tests.clinic import Clinic
from tests.simulator.running import Running
from tests.valkey import serve

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""Nothing here depends on the kind of database."""
ANA, STRANGER = "ana@clinic.example.org", "stranger@clinic.example.org"


def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back_to_where_they_wanted(visitor: Visitor) -> None:
    answer = visitor.get("/app/conversations/12")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/app/sign-in?next=/app/conversations/12")

    page = visitor.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Sign in with Google" in page and "Sign in with Microsoft" in page
    assert 'name="next" value="/app/conversations/12"' in page
    assert visitor.sign_in("google", ANA, next_="/app/conversations/12").headers["Location"] == "/app/conversations/12"
    assert visitor.sign_in("google", ANA, next_="/app/settings").headers["Location"] == "/app/settings"


def test_ana_signs_in_with_google_and_sees_her_list(visitor: Visitor, make: Sessions, clinic: Clinic) -> None:
    answer = visitor.sign_in("google", ANA)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/app")

    assert 'data-name="Ana Ruiz"' in visitor.page()
    assert visitor.ask("/app/home").name == "home"
    with database.unit_of_work(make) as session:
        assert session.scalars(select(PersonIdentity.person_id)).all() == [clinic.ana.id]


def test_ana_signs_in_with_microsoft_and_is_known_by_her_object_id(
    visitor: Visitor, accounts: Accounts, tenant: str, make: Sessions
) -> None:
    id_ = accounts.at_microsoft["ana"]
    assert visitor.sign_in("microsoft", id_, ca_file=accounts.ca_file).headers["Location"] == "/app"

    visitor.page()
    assert visitor.ask("/app/home").status == 200
    with database.unit_of_work(make) as session:
        identity = session.scalars(select(PersonIdentity)).one()
    assert (identity.subject, identity.issuer) == (id_, f"{accounts.settings['entra_authority']}/{tenant}/v2.0")


def test_a_provider_is_asked_with_state_nonce_and_a_challenge(visitor: Visitor) -> None:
    asked = parse_qs(urlsplit(visitor.start("google")).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert min(len(asked[name][0]) for name in ("state", "nonce", "code_challenge")) >= 43
    assert asked["scope"] == ["openid email profile"]


def test_only_the_browser_that_began_comes_back_and_only_once(visitor: Visitor, service: Flask) -> None:
    address = choose(visitor.start("google"), ANA)
    other = Visitor(service)
    assert other.back(address).status_code == 400
    other.start("google")
    assert other.back(address).status_code == 400 and "inbox" not in other.cookies

    address = choose(visitor.start("google"), ANA)
    assert visitor.back(address).status_code == 303
    again = visitor.back(address)
    assert again.status_code == 400 and "sign in again" in again.get_data(as_text=True)


def test_a_state_that_nobody_was_given_leads_nowhere(visitor: Visitor) -> None:
    address = choose(visitor.start("google"), ANA)
    code = parse_qs(urlsplit(address).query)["code"][0]

    for state in ("", "made-up", "x" * 5000):
        assert visitor.get("/app/sign-in/google/back", query_string={"code": code, "state": state}).status_code == 400
    assert "inbox" not in visitor.cookies


def test_a_sign_in_begun_with_one_provider_does_not_end_with_the_other(visitor: Visitor) -> None:
    query = urlsplit(choose(visitor.start("google"), ANA)).query

    assert visitor.get(f"/app/sign-in/microsoft/back?{query}").status_code == 400


def test_a_token_for_another_sign_in_is_not_believed(visitor: Visitor, redis: Redis) -> None:
    address = choose(visitor.start("google"), ANA)
    for name, value in (("nonce", "another"), ("verifier", "another verifier, which is long enough for a challenge")):
        (key,) = redis.keys("inbox:web:sign-in:*")
        kept = orjson.loads(redis.get(key) or b"")
        kept["attempt"][name] = value
        redis.set(key, orjson.dumps(kept))
        answer = visitor.back(address)

        assert answer.status_code == 403 and "could not be confirmed" in answer.get_data(as_text=True)
        assert "inbox" not in visitor.cookies
        address = choose(visitor.start("google"), ANA)


def test_a_code_that_was_used_before_is_good_for_nothing(visitor: Visitor) -> None:
    first = choose(visitor.start("google"), ANA)
    assert visitor.back(first).status_code == 303
    used = parse_qs(urlsplit(first).query)["code"][0]
    second = choose(visitor.start("google"), ANA)
    fresh = parse_qs(urlsplit(second).query)["code"][0]

    assert visitor.back(second.replace(urlsplit(second).query, _query(second, fresh, used))).status_code == 403


def test_whoever_changes_their_mind_is_asked_again(visitor: Visitor) -> None:
    answer = visitor.back(choose(visitor.start("google"), ""))

    assert answer.status_code == 400 and "did not finish" in answer.get_data(as_text=True)


def test_a_stranger_is_told_whom_to_ask(visitor: Visitor, accounts: Accounts, tenant: str, clinic: Clinic) -> None:
    answers = [
        visitor.sign_in("google", STRANGER),
        visitor.sign_in("microsoft", accounts.at_microsoft["stranger"], ca_file=accounts.ca_file),
    ]

    for answer in answers:
        text = answer.get_data(as_text=True)
        assert answer.status_code == 403 and "Ask an admin of your organization" in text
        assert clinic.organization.name not in text
    assert visitor.get("/app").status_code == 303


def test_a_tenant_that_nobody_named_is_kept_out(
    visitor: Visitor, accounts: Accounts, tenant: str, make: Sessions, now: datetime
) -> None:
    eve = visitor.sign_in("microsoft", accounts.at_microsoft["eve"], ca_file=accounts.ca_file)
    assert eve.status_code == 403 and "not set up for signing in with Microsoft" in eve.get_data(as_text=True)

    ana = accounts.at_microsoft["ana"]
    assert visitor.sign_in("microsoft", ana, ca_file=accounts.ca_file).status_code == 303
    visitor.page()
    with database.unit_of_work(make) as session:
        session.scalars(select(Tenant)).one().withdrawn_at = now
    assert visitor.ask("/app/home").status == 403
    assert visitor.sign_in("microsoft", ana, ca_file=accounts.ca_file).status_code == 403


def test_somebody_who_left_neither_signs_in_nor_goes_on(visitor: Visitor, make: Sessions, clinic: Clinic) -> None:
    visitor.sign_in("google", ANA)
    visitor.page()
    with database.unit_of_work(make) as session:
        session.get_one(Person, clinic.ana.id).active = False

    shown = visitor.ask("/app/home")
    assert (shown.status, shown.name) == (403, "no-access")
    page = visitor.get("/app")
    assert page.status_code == 403 and "Use another account" in page.get_data(as_text=True)
    out = visitor.open("POST", "/app/sign-out", data={"csrf": visitor.csrf})
    assert (out.status_code, out.headers["Location"]) == (303, "/app/sign-in")
    assert visitor.sign_in("google", ANA).status_code == 403


@pytest.mark.parametrize("elsewhere", [
    "https://evil.example.com/", "//evil.example.com", "/\\evil.example.com", "/app/../x", "/app/conversations/1/../..",
    "/gmail/home", "/app/sign-out", "javascript:alert(1)", "/app\n", "/app/conversations/" + "9" * 30,
])  # fmt: skip
def test_a_link_leads_nowhere_but_to_our_own_pages(visitor: Visitor, elsewhere: str) -> None:
    assert visitor.sign_in("google", ANA, next_=elsewhere).headers["Location"] == "/app"
    page = visitor.get("/app/sign-in", query_string={"next": elsewhere}).get_data(as_text=True)
    assert 'name="next" value="/app"' in page


def test_another_site_begins_no_sign_in(visitor: Visitor) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example.com"}, {"Origin": "null",
                    "Sec-Fetch-Site": "same-site"}):  # fmt: skip
        answer = visitor.open("POST", "/app/sign-in/google", data={"next": "/app"}, headers=headers)
        assert answer.status_code == 403


def test_an_outage_of_the_provider_is_told_and_leaves_the_browser_as_it_is(
    visitor: Visitor, accounts: Accounts, tenant: str, simulated: Running
) -> None:
    address = choose(visitor.start("microsoft"), accounts.at_microsoft["ana"], ca_file=accounts.ca_file)
    simulated.put("faults", {"faults": [{"kind": "outage", "method": "entra.token", "status": 503}]})
    answer = visitor.back(address)

    assert answer.status_code == 503 and "try again in a minute" in answer.get_data(as_text=True)


def test_what_the_provider_says_instead_of_a_code_is_told_apart(visitor: Visitor) -> None:
    for error, status in (("access_denied", 400), ("server_error", 403), ("x" * 5000, 403)):
        state = parse_qs(urlsplit(visitor.start("google")).query)["state"][0]
        query = {"error": error, "state": state}
        assert visitor.get("/app/sign-in/google/back", query_string=query).status_code == status


def test_a_flood_of_sign_ins_does_not_fill_redis(visitor: Visitor, redis: Redis) -> None:
    visitor.start("google")
    assert 0 < int(redis.ttl("inbox:web:sign-ins")) <= 60
    redis.set("inbox:web:sign-ins", web_sessions.MOST_SIGN_INS, keepttl=True)

    answer = visitor.open("POST", "/app/sign-in/google")
    assert answer.status_code == 429 and "wait a minute" in answer.get_data(as_text=True)
    assert len(redis.keys("inbox:web:sign-in:*")) == 1


def test_only_what_is_set_up_is_offered(furnish: Furnish, clinic: Clinic, accounts: Accounts) -> None:
    one = Visitor(furnish(**accounts.settings | {"entra_client_secret": ""}))
    page = one.get("/app/sign-in").get_data(as_text=True)
    assert "Google" in page and "Microsoft" not in page
    assert one.open("POST", "/app/sign-in/microsoft").status_code == 404

    none = Visitor(furnish(web_url=ORIGIN))
    assert "Ask an admin to set it up" in none.get("/app/sign-in").get_data(as_text=True)


def test_the_page_may_lead_to_the_providers_and_loads_nothing_of_others(visitor: Visitor, accounts: Accounts) -> None:
    answer = visitor.get("/app/sign-in", headers={"Accept-Language": "de-AT,de;q=0.9"})
    policy = answer.headers["Content-Security-Policy"]

    origins = (accounts.settings[name] for name in ("google_sign_in_url", "entra_authority"))
    assert f"form-action 'self' {' '.join(origins)}" in policy
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert '<html lang="de">' in answer.get_data(as_text=True)


def test_cookies_are_kept_from_scripts_and_other_sites(furnish: Furnish, clinic: Clinic, accounts: Accounts) -> None:
    plain = Visitor(furnish(**accounts.settings)).open("POST", "/app/sign-in/google").headers["Set-Cookie"]
    assert "HttpOnly" in plain and "SameSite=Lax" in plain and "Secure" not in plain

    safe = Visitor(furnish(**accounts.settings | {"web_url": ""})).open("POST", "/app/sign-in/google")
    cookie = safe.headers["Set-Cookie"]
    assert cookie.startswith("__Host-inbox-sign-in=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/")) and "Domain" not in cookie


def test_signing_in_makes_a_new_session_and_ends_the_one_before(visitor: Visitor, clock: Clock) -> None:
    visitor.sign_in("google", ANA)
    first = visitor.cookies["inbox"]
    visitor.sign_in("google", ANA)
    second = visitor.cookies["inbox"]
    assert first != second

    visitor.client.set_cookie("inbox", first, domain="localhost")
    assert visitor.get("/app").status_code == 303


def test_without_redis_a_page_says_so(furnish: Furnish, clinic: Clinic, accounts: Accounts) -> None:
    with serve() as own:
        visitor = Visitor(furnish(**accounts.settings | {"redis_url": own.url}))
        visitor.sign_in("google", ANA)
        visitor.page()
    for answer in (visitor.get("/app"), visitor.open("POST", "/app/sign-in/google")):
        assert answer.status_code == 503 and "out of reach" in answer.get_data(as_text=True)
    assert visitor.call("/app/home").status_code == 503
    live = visitor.get("/app/live")
    assert (live.status_code, live.mimetype) == (200, "text/event-stream")
    assert live.get_data(as_text=True) == "retry: 5000\nevent: list\ndata: {}\n\n"


def _query(address: str, code: str, other: str) -> str:
    found = parse_qs(urlsplit(address).query)
    assert found["code"] == [code]
    return "&".join(f"{name}={value}" for name, value in (("code", other), ("state", found["state"][0])))
