"""The manifest is served as it is made."""

from __future__ import annotations

from flask import Flask

from manifests import google


def test_the_manifest_is_the_same_where_it_is_served(service: Flask) -> None:
    answer = service.test_client().get("/manifests/google.json")

    assert answer.mimetype == "application/json"
    assert answer.get_json() == google.deployment(service.extensions["inbox"].settings)
