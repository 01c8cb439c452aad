"""Permissions: asked for one by one, given, refused, taken back."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.simulator.host.conftest import ANA, Stage
from tests.simulator.host.scripted import PUBLIC, SCOPES, Scripted, button, buttons, pushed, rendered, text

METADATA, COMPOSE, EMAIL = SCOPES[1], SCOPES[2], SCOPES[3]


def careful(event: dict[str, Any]) -> dict[str, Any]:
    """Ask for what is missing; with everything granted, act."""
    granted = event["authorizationEventObject"]["authorizedScopes"]
    missing = [scope for scope in (METADATA, EMAIL) if scope not in granted]
    return {"requesting_google_scopes": {"scopes": missing}} if missing else rendered(notification={"text": "Done"})


def begin(page: Page, addon: Scripted, stage: Stage) -> None:
    """A card whose button needs two scopes that Ana has taken back."""
    addon.answers["/home"] = pushed(buttons(button("Act", "/act", parameters=[{"key": "id", "value": "42"}])))
    addon.answers["/act"] = careful
    stage.app.extensions["host"].withdrawn[ANA] = {METADATA, EMAIL}
    page.get_by_role("button", name="Reload the add-on").click()
    page.get_by_role("button", name="Act", exact=True).click()
    expect(page.get_by_role("heading", name="Shared Desk needs your permission")).to_be_visible()


def test_allowing_runs_the_last_action_again_by_itself(page: Page, addon: Scripted, stage: Stage) -> None:
    begin(page, addon, stage)
    page.get_by_role("button", name="Allow").click()
    expect(page.get_by_text("Done")).to_be_visible()
    first, second = (each.event for each in addon.heard if each.path == "/act")
    assert first["commonEventObject"]["parameters"] == second["commonEventObject"]["parameters"] == {"id": "42"}
    assert "userIdToken" not in first["authorizationEventObject"]
    assert second["authorizationEventObject"]["authorizedScopes"] == SCOPES


def test_consent_may_be_given_in_part(page: Page, addon: Scripted, stage: Stage) -> None:
    begin(page, addon, stage)
    page.get_by_role("checkbox", name="See your e-mail address").uncheck()
    page.get_by_role("button", name="Allow").click()
    expect(page.get_by_role("checkbox")).to_have_count(1)
    expect(page.get_by_role("checkbox", name="See your e-mail address")).to_be_visible()
    assert addon.count("/act") == 2


def test_refusing_leads_to_a_way_back(page: Page, addon: Scripted, stage: Stage) -> None:
    begin(page, addon, stage)
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_text("Permission was not given")).to_be_visible()
    page.get_by_role("button", name="Review permissions").click()
    page.get_by_role("button", name="Allow").click()
    expect(page.get_by_text("Done")).to_be_visible()


def test_a_scope_the_deployment_does_not_name_is_an_error(page: Page, addon: Scripted) -> None:
    addon.answers["/home"] = {"requesting_google_scopes": {"scopes": ["https://mail.google.com/"]}}
    page.get_by_role("button", name="Reload the add-on").click()
    expect(page.get_by_role("alert")).to_contain_text("which its deployment does not name")


def test_signing_in_elsewhere_is_followed_by_a_refresh_by_hand(page: Page, addon: Scripted) -> None:
    prompt = {"authorization_url": f"{PUBLIC}/sign-in", "resource": "Clinic records"}
    addon.answers["/home"] = {"basic_authorization_prompt": prompt}
    page.get_by_role("button", name="Reload the add-on").click()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Authorize").click()
    opened.value.close()
    addon.answers["/home"] = pushed(text("signed in"))
    page.get_by_role("button", name="Refresh").click()
    expect(page.get_by_text("signed in")).to_be_visible()


def test_an_add_on_may_ask_with_a_card_of_its_own(page: Page, addon: Scripted) -> None:
    addon.answers["/home"] = {"custom_authorization_prompt": pushed(text("please sign in"))}
    page.get_by_role("button", name="Reload the add-on").click()
    expect(page.get_by_text("please sign in")).to_be_visible()


def test_permission_is_taken_back_in_the_drawer(fresh_page: Page, addon: Scripted) -> None:
    page = fresh_page
    page.get_by_role("button", name="Simulator").click()
    with page.expect_response("**/host/addon"):
        page.get_by_role("switch", name="See your e-mail address").uncheck()
    assert EMAIL not in addon.last("/home").event["authorizationEventObject"]["authorizedScopes"]
