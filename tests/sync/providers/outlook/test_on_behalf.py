"""A person's token for us is exchanged for one of their mailbox: once, for them alone, while Microsoft likes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis

from inbox.secrets import KeyRing
from inbox.settings import Settings
from simulator.google import jwt
from sync.errors import AccessLost, SignInAgain, TryAgain
from sync.providers.outlook import on_behalf
from sync.providers.outlook.on_behalf import READ_MAIL, ConsentMissing, OnBehalf, Signed
from tests.addon.outlook.microsoft import SECRET, Microsoft
from tests.simulator.running import Running
from tests.sync.providers.outlook.test_credentials import certified
from tests.sync.surroundings import RING, settings

ANA, BEN = "ana@clinic.example.org", "ben@clinic.example.org"
Around = Callable[..., OnBehalf]


@pytest.fixture
def microsoft(simulated: Running) -> Microsoft:
    """A tenant with two people."""
    one = Microsoft(simulated)
    one.own(ANA)
    one.own(BEN)
    return one


@pytest.fixture
def behalf(microsoft: Microsoft, redis: Redis) -> Around:
    """Makes what exchanges tokens; settings by keyword."""

    def make(**more: object) -> OnBehalf:
        said = {"entra_client_id": microsoft.application, "entra_client_secret": SECRET, **more}
        return OnBehalf(settings(microsoft.simulator, **said), redis, KeyRing.parse(RING))

    return make


def signed(microsoft: Microsoft, who: str = ANA) -> Signed:
    return Signed(microsoft.shared.tenant, microsoft.of(who))


def test_the_same_token_is_exchanged_once_by_all_processes(behalf: Around, microsoft: Microsoft) -> None:
    tokens = {behalf().token(signed(microsoft), READ_MAIL) for _ in range(3)}

    assert len(tokens) == 1
    assert microsoft.exchanges() == 1


def test_two_people_get_two_tokens_and_each_their_own(behalf: Around, microsoft: Microsoft) -> None:
    one = behalf()
    for _ in range(2):
        for who in (ANA, BEN):
            token = one.token(signed(microsoft, who), READ_MAIL).value
            assert jwt.claims_of(token)["upn"] == microsoft.held[who]

    assert microsoft.exchanges() == 2


def test_what_is_kept_is_sealed_and_ends_before_the_token(behalf: Around, microsoft: Microsoft, redis: Redis) -> None:
    token = behalf().token(signed(microsoft), READ_MAIL)
    [key] = redis.keys("inbox:behalf:*")
    kept = redis.get(key)

    assert isinstance(kept, bytes) and token.value.encode() not in kept
    assert microsoft.of(ANA).encode() not in key
    assert 0 < redis.ttl(key) <= 3900 - 120
    on_behalf.forget_tenant(redis, microsoft.shared.tenant)
    assert redis.keys("inbox:behalf:*") == []


def test_what_was_sealed_for_another_is_not_given_out(behalf: Around, microsoft: Microsoft, redis: Redis) -> None:
    one = behalf()
    one.token(signed(microsoft, BEN), READ_MAIL)
    [bens] = redis.keys("inbox:behalf:*")
    anas = one.token(signed(microsoft), READ_MAIL)
    [key] = [name for name in redis.keys("inbox:behalf:*") if name != bens]
    redis.set(key, redis.get(bens))

    token = one.token(signed(microsoft), READ_MAIL)
    assert token != anas and jwt.claims_of(token.value)["upn"] == microsoft.held[ANA]


def test_whoever_must_do_something_first_is_told_the_claims_and_may_then(behalf: Around, microsoft: Microsoft) -> None:
    fault = {"kind": "interaction-required", "mailbox": microsoft.held[ANA], "times": 1}
    microsoft.simulator.put("faults", {"faults": [fault]})
    one = behalf()

    with pytest.raises(SignInAgain) as wanted:
        one.token(signed(microsoft), READ_MAIL)
    assert "access_token" in json.loads(wanted.value.claims)
    assert one.token(signed(microsoft), READ_MAIL)


def test_consent_counts_from_the_moment_at_which_it_is_given(behalf: Around, microsoft: Microsoft) -> None:
    consent = {"application": microsoft.application, "scopes": []}
    microsoft.simulator.put("microsoft/consents", consent)
    one = behalf()
    with pytest.raises(ConsentMissing):
        one.token(signed(microsoft), READ_MAIL)

    microsoft.simulator.put("microsoft/consents", consent | {"scopes": ["Mail.Read"]})
    assert one.token(signed(microsoft), READ_MAIL)


def test_a_token_that_is_over_or_for_somebody_else_is_to_be_had_anew(behalf: Around, microsoft: Microsoft) -> None:
    microsoft.lifetime = -1
    with pytest.raises(SignInAgain):
        behalf().token(signed(microsoft), READ_MAIL)

    one, nobody = microsoft.simulator, {"application": microsoft.application, "claims": {"aud": microsoft.application}}
    for_another = {"application": microsoft.application, "email": microsoft.held[BEN], "claims": {"aud": "another"}}
    for minted in (one.post("microsoft/tokens", nobody), one.post("microsoft/api-tokens", for_another)):
        with pytest.raises(SignInAgain) as wanted:
            behalf().token(Signed(microsoft.shared.tenant, minted["access_token"]), READ_MAIL)
        assert wanted.value.claims == ""


def test_a_registration_that_proves_nothing_is_an_admins_affair(behalf: Around, microsoft: Microsoft) -> None:
    with pytest.raises(AccessLost) as lost:
        behalf(entra_client_secret="guessed").token(signed(microsoft), READ_MAIL)
    assert "guessed" not in str(lost.value) and lost.value.__cause__ is None

    with pytest.raises(AccessLost):
        behalf(entra_certificate_file="/nowhere.pem").token(signed(microsoft), READ_MAIL)
    assert not behalf(entra_client_secret="").is_possible


def test_a_certificate_in_one_file_with_its_key_is_as_good(
    behalf: Around, microsoft: Microsoft, tmp_path: Path
) -> None:
    certificate, key = certified()
    microsoft.application = microsoft.registered(certificate=certificate, secret="")
    file = tmp_path / "entra.pem"
    file.write_text(key + certificate)

    one = behalf(entra_client_secret="", entra_certificate_file=str(file))
    assert one.is_possible and one.token(signed(microsoft), READ_MAIL)


def test_an_entra_that_does_not_answer_is_asked_again_later(behalf: Around, microsoft: Microsoft) -> None:
    microsoft.simulator.put("faults", {"faults": [{"kind": "status", "method": "entra.token"}]})

    with pytest.raises(TryAgain) as trouble:
        behalf().token(signed(microsoft), READ_MAIL)
    assert trouble.value.__cause__ is None


def test_without_redis_it_is_exchanged_every_time(microsoft: Microsoft) -> None:
    away = Redis.from_url("redis://127.0.0.1:9/0")
    known: Settings = settings(microsoft.simulator, entra_client_id=microsoft.application, entra_client_secret=SECRET)
    one = OnBehalf(known, away, KeyRing.parse(RING))

    assert one.token(signed(microsoft), READ_MAIL) != one.token(signed(microsoft), READ_MAIL)
    assert microsoft.exchanges() == 2
