"""What an admin installs is served, and every address in it leads to what it says."""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from manifests import google
from tests.addon.sidebar import PUBLIC
from tests.manifests import outlook_rules, unified_rules

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""Nothing here depends on the kind of database."""
SERVED = {"/manifests/outlook.xml": "application/xml", "/manifests/outlook.json": "application/json"}
TYPES = {".png": "image/png", ".js": "text/javascript"}
SCHEMA = "https://developer.microsoft.com/json-schemas/"
LANGUAGES = ("de-de.json",)
DRAWN = re.compile(r"-(\d+)\.png$")


def get(service: Flask, path: str) -> TestResponse:
    """An answer whose file, if it is one, is read and closed."""
    return service.test_client().get(path, buffered=True)


def test_both_manifests_are_served_as_outlook_takes_them(service: Flask) -> None:
    assert outlook_rules.problems(get(service, "/manifests/outlook.xml").get_data()) == []
    assert unified_rules.problems(get(service, "/manifests/outlook.json").get_json()) == []


@pytest.mark.parametrize("path", SERVED)
def test_every_address_in_a_manifest_is_ours_and_answers_with_the_right_type(service: Flask, path: str) -> None:
    answer = get(service, path)
    assert (answer.status_code, answer.mimetype) == (200, SERVED[path])
    addresses = set(re.findall(r'"(https?://[^"]+)"', answer.text))
    ours = {one for one in addresses if not one.startswith(("http://schemas.", "http://www.w3.org/", SCHEMA))}

    assert len(ours) > 6
    for one in ours:
        assert one.startswith(f"{PUBLIC}/"), one
        led = get(service, one.removeprefix(PUBLIC))
        assert (led.status_code, led.mimetype) == (200, TYPES.get(Path(one).suffix, "text/html")), one
        if one.endswith(".png"):
            assert size_of(led.get_data()) == (int(DRAWN.findall(one)[0]),) * 2


def test_the_sizes_that_xml_declares_are_those_of_the_pictures(service: Flask) -> None:
    text = get(service, "/manifests/outlook.xml").text
    declared = set(re.findall(r'<bt:Image size="(\d+)" (?:scale="\d" )?resid="([\w.]+)"', text))
    places = dict(re.findall(r'<bt:Image id="([\w.]+)" DefaultValue="([^"]+)"', text))

    assert {int(size) for size, _ in declared} == {16, 25, 32, 48, 80}
    for size, name in declared:
        picture = get(service, places[name].removeprefix(PUBLIC))
        assert size_of(picture.get_data()) == (int(size), int(size))


def test_the_package_holds_the_manifest_and_its_pictures(service: Flask) -> None:
    answer = get(service, "/manifests/outlook.zip")
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as parcel:
        sizes = {name: size_of(parcel.read(name)) for name in parcel.namelist() if name.endswith(".png")}
        assert parcel.read("manifest.json") == get(service, "/manifests/outlook.json").get_data()
        assert {*sizes, "manifest.json", *LANGUAGES} == set(parcel.namelist())
        assert unified_rules.problems_of_words(json.loads(parcel.read(LANGUAGES[0]))) == []

    said = get(service, "/manifests/outlook.json").get_json()["icons"]
    assert sizes == {said["outline"]: (32, 32), said["color"]: (192, 192)}
    assert get(service, "/manifests/outlook.zip").get_data() == answer.get_data()


def test_googles_logo_is_there(service: Flask) -> None:
    assert size_of(get(service, google.LOGO).get_data()) == (128, 128)


def size_of(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG, as its head says."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", picture[16:24])
    return width, height
