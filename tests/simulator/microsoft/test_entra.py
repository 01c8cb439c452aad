"""Entra: discovery, keys, sign-in, consent and tokens."""

import base64
import json
import time
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from simulator.google.jwt import encoded
from simulator.google.keys import new_private_key, self_signed
from tests.simulator.microsoft.entra import API, REDIRECT, Entra, claims
from tests.simulator.microsoft.graph import Graph
from tests.simulator.running import Running


@pytest.fixture
def entra(simulator: Running) -> Entra:
    """An application with an API of its own, let into the tenant."""
    registered = {
        "secret": "open sesame", "roles": ["Mail.ReadWrite"], "granted": ["Mail.Read", "User.Read"], "scopes": [API],
        "redirects": [REDIRECT],
    }  # fmt: skip
    made = simulator.post("microsoft/applications", registered)
    state = simulator.get("microsoft/state")
    return Entra(simulator, state["entra_url"], state["certificate"], made["tenant"], made["id"])


@pytest.fixture
def person(simulator: Running, address: str) -> str:
    """Somebody who signs in."""
    email = f"ana-{address}"
    simulator.post("microsoft/accounts", {"email": email, "name": "Ana Alvarez", "purpose": "user"})
    return email


def refusal(answer: requests.Response) -> tuple[int, str, int]:
    body = answer.json()
    assert body["error_description"].startswith(f"AADSTS{body['error_codes'][0]}: ")
    return answer.status_code, body["error"], body["error_codes"][0]


def test_discovery_leads_over_tls_to_keys_that_prove_tokens(entra: Entra) -> None:
    document = entra.get(f"{entra.tenant}/v2.0/.well-known/openid-configuration").json()
    published = requests.get(document["jwks_uri"], verify=entra.certificate, timeout=10).json()["keys"]
    token = entra.for_application().json()["access_token"]
    head, body, signature = token.split(".")

    key_id = json.loads(base64.urlsafe_b64decode(head + "=="))["kid"]
    key = next(each for each in published if each["kid"] == key_id)
    public = x509.load_der_x509_certificate(base64.b64decode(key["x5c"][0])).public_key()

    assert isinstance(public, rsa.RSAPublicKey)
    public.verify(
        base64.urlsafe_b64decode(signature + "=="), f"{head}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256()
    )
    assert document["issuer"] == key["issuer"] == f"{entra.url}/{entra.tenant}/v2.0"
    assert document["token_endpoint"].startswith("https://")
    assert "{tenantid}" in entra.get("common/v2.0/.well-known/openid-configuration").json()["issuer"]


def test_an_application_gets_a_token_for_graph_with_its_roles(entra: Entra, graph: Graph) -> None:
    graph.token = entra.for_application().json()["access_token"]

    said = claims(graph.token)

    assert (said["aud"], said["tid"], said["roles"]) == (
        "https://graph.microsoft.com",
        entra.tenant,
        ["Mail.ReadWrite"],
    )
    assert graph.get("messages")["value"] == []


def test_an_application_proves_itself_with_a_certificate(entra: Entra, simulator: Running) -> None:
    key = new_private_key()
    certificate = self_signed(key, simulator_now(simulator))
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    simulator.post("microsoft/applications", {"id": entra.application, "certificate": pem, "roles": ["Mail.Read"]})
    endpoint = f"{entra.url}/{entra.tenant}/oauth2/v2.0/token"

    def assertion(**more: Any) -> str:
        print_ = base64.urlsafe_b64encode(certificate.fingerprint(hashes.SHA256())).rstrip(b"=").decode()
        head = encoded({"alg": "PS256", "typ": "JWT", "x5t#S256": print_})
        said = {"aud": endpoint, "iss": entra.application, "sub": entra.application, "exp": int(time.time()) + 600}
        signed = f"{head}.{encoded({**said, **more})}"
        signature = key.sign(signed.encode(), padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
        return f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"

    kind = {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}
    assert entra.for_application(client_assertion=assertion(), **kind).status_code == 200
    for wrong in ({"aud": "https://example.org"}, {"exp": 1}, {"sub": "somebody"}):
        answer = entra.for_application(client_assertion=assertion(**wrong), **kind)
        assert refusal(answer) == (401, "invalid_client", 700027)


def simulator_now(simulator: Running) -> datetime:
    return datetime.fromisoformat(simulator.get("clock")["now"])


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"client_secret": "guessed"}, (401, "invalid_client", 7000215)),
        ({"client_secret": ""}, (401, "invalid_client", 7000218)),
        ({"client_id": "nobody"}, (400, "unauthorized_client", 700016)),
        ({"scope": "https://graph.microsoft.com/Mail.Read"}, (400, "invalid_scope", 1002012)),
        ({"scope": "https://nowhere.example/.default"}, (400, "invalid_resource", 500011)),
        ({"scope": "https://graph.microsoft.com/Labels.Read"}, (400, "invalid_scope", 70011)),
        ({"grant_type": "password"}, (400, "unsupported_grant_type", 70003)),
        ({"tenant": "nowhere.example"}, (400, "invalid_request", 90002)),
    ],
)
def test_what_entra_does_not_give_it_says_by_number(
    entra: Entra, form: dict[str, str], expected: tuple[int, str, int]
) -> None:
    assert refusal(entra.for_application(**form)) == expected


def test_a_tenant_that_was_never_asked_lets_nobody_in(entra: Entra, simulator: Running) -> None:
    tenant = simulator.post("microsoft/tenants", {"domain": "elsewhere.example"})["id"]

    assert refusal(entra.for_application(tenant=tenant)) == (400, "unauthorized_client", 700016)


def test_somebody_signs_in_with_a_code_that_is_good_once(entra: Entra, person: str) -> None:
    answer = entra.authorize(person)
    assert answer["state"] == "here"
    assert refusal(entra.by_code(answer["code"], code_verifier="guessed")) == (400, "invalid_grant", 501481)

    tokens = entra.by_code(answer["code"]).json()

    assert refusal(entra.by_code(answer["code"])) == (400, "invalid_grant", 70008)

    access, identity = claims(tokens["access_token"]), claims(tokens["id_token"])
    assert (access["aud"], access["scp"], access["azp"]) == (entra.application, API, entra.application)
    assert access["iss"] == f"{entra.url}/{entra.tenant}/v2.0"
    assert (access["ver"], identity["nonce"], identity["preferred_username"]) == ("2.0", "once", person)
    assert access["oid"] == identity["oid"]


def test_a_refresh_token_gives_new_tokens_until_somebody_is_signed_out(entra: Entra, person: str) -> None:
    token = entra.signed_in(person)["refresh_token"]
    origin = "https://inbox.example.org"

    again = entra.token(grant_type="refresh_token", refresh_token=token, scope=entra.api, origin=origin)
    assert claims(again.json()["access_token"])["scp"] == API
    entra.simulator.post("microsoft/sign-out", {"email": person})
    late = entra.token(grant_type="refresh_token", refresh_token=token, scope=entra.api, origin=origin)
    assert refusal(late) == (400, "invalid_grant", 700082)


def test_a_token_for_the_api_becomes_one_for_graph(entra: Entra, person: str, graph: Graph) -> None:
    assertion = entra.signed_in(person)["access_token"]

    graph.token = entra.on_behalf(assertion).json()["access_token"]

    assert graph.get("/me/mailFolders/inbox")["displayName"] == "Inbox"
    assert claims(graph.token)["upn"] == person
    assert refusal(entra.on_behalf(assertion, "https://graph.microsoft.com/Mail.Send"))[1:] == ("invalid_grant", 65001)
    assert refusal(entra.on_behalf(graph.token)) == (400, "invalid_grant", 500131)
    assert refusal(entra.on_behalf(f"{assertion[:-8]}AAAAAAAA")) == (400, "invalid_grant", 50013)


def test_only_a_person_who_is_signed_in_now_can_be_acted_for(entra: Entra, person: str) -> None:
    def minted(**more: Any) -> str:
        wanted = {"application": entra.application, "email": person, **more}
        return str(entra.simulator.post("microsoft/api-tokens", wanted)["access_token"])

    alone = entra.simulator.post(
        "microsoft/tokens", {"application": entra.application, "claims": {"aud": entra.application}}
    )["access_token"]
    elsewhere = entra.simulator.post("microsoft/tenants", {"domain": "elsewhere.example"})["id"]

    assert refusal(entra.on_behalf(minted(lifetime=-1))) == (400, "invalid_grant", 500133)
    assert refusal(entra.on_behalf(alone)) == (400, "invalid_grant", 7000114)
    assert refusal(entra.on_behalf(minted(claims={"aud": "another"}))) == (400, "invalid_grant", 500131)
    assert refusal(entra.on_behalf(minted(claims={"tid": elsewhere}))) == (400, "invalid_grant", 50020)
    assert refusal(entra.on_behalf(minted(), requested_token_use="on_behalf"))[:2] == (400, "invalid_request")
    assert refusal(entra.on_behalf(minted(), client_secret="guessed")) == (401, "invalid_client", 7000215)


def test_a_token_as_panes_get_it_is_minted_as_entra_would(entra: Entra, person: str, graph: Graph) -> None:
    signed_in = claims(entra.signed_in(person)["access_token"])
    wanted = {"application": entra.application, "email": person, "claims": {"acct": 0}}

    token = entra.simulator.post("microsoft/api-tokens", wanted)["access_token"]

    times = {"iat", "nbf", "exp", "uti"}
    assert {name: value for name, value in claims(token).items() if name not in times} == {
        **{name: value for name, value in signed_in.items() if name not in times}, "acct": 0,
    }  # fmt: skip
    assert entra.on_behalf(token).status_code == 200


def test_somebody_who_must_do_something_first_is_told_the_claims(entra: Entra, person: str) -> None:
    assertion = entra.signed_in(person)["access_token"]
    entra.simulator.put("faults", {"faults": [{"kind": "interaction-required", "mailbox": person, "times": 1}]})

    answer = entra.on_behalf(assertion)

    assert refusal(answer) == (400, "interaction_required", 50076)
    assert "capolids" in json.loads(answer.json()["claims"])["access_token"]
    assert entra.on_behalf(assertion).status_code == 200


def test_people_choose_who_they_are(entra: Entra, person: str) -> None:
    query = {"client_id": entra.application, "redirect_uri": REDIRECT, "response_type": "code", "scope": entra.api}
    page = entra.get(f"{entra.tenant}/oauth2/v2.0/authorize", params=query)
    nobody = entra.authorize(person, login_hint="", prompt="none")

    assert person in page.text
    assert nobody["error"] == "login_required"
    assert (
        entra.get(f"{entra.tenant}/oauth2/v2.0/authorize", params={**query, "redirect_uri": "https://x"}).status_code
        == 400
    )


def test_an_administrator_lets_an_application_in(entra: Entra, simulator: Running) -> None:
    tenant = simulator.post("microsoft/tenants", {"domain": "elsewhere.example"})["id"]
    query = {"client_id": entra.application, "redirect_uri": REDIRECT, "state": "here"}
    page = entra.get("organizations/v2.0/adminconsent", params=query)
    answer = requests.post(
        f"{entra.url}/organizations/v2.0/adminconsent", params=query, data={"tenant": tenant},
        verify=entra.certificate, timeout=10, allow_redirects=False,
    )  # fmt: skip

    brought = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert "Mail.ReadWrite" in page.text
    assert (brought["admin_consent"], brought["tenant"], brought["state"]) == (["True"], [tenant], ["here"])
    assert entra.for_application(tenant=tenant).status_code == 200


@pytest.mark.parametrize("method", ["token", "keys", "discovery"])
def test_entra_can_be_out_of_order(entra: Entra, method: str) -> None:
    entra.simulator.put("faults", {"faults": [{"kind": "status", "method": f"entra.{method}", "times": 1}]})
    calls = {
        "token": entra.for_application,
        "keys": lambda: entra.get(f"{entra.tenant}/discovery/v2.0/keys"),
        "discovery": lambda: entra.get(f"{entra.tenant}/v2.0/.well-known/openid-configuration"),
    }

    assert [calls[method]().status_code for _ in range(2)] == [503, 200]
