"""Reading mail on the page: lists, conversations, keys, what arrives meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, Route, expect

from tests.simulator.host.conftest import ANA, BEN, BILLING, DESK, Stage, open_page
from tests.simulator.host.scripted import Scripted


@pytest.fixture(scope="module", autouse=True)
def letters(stage: Stage) -> None:
    """What lies in the mailboxes before the page is opened."""
    for number in range(30):
        stage.deliver(f"Old letter {number:02}", "Some words from long ago")
    with_file = EmailMessage()
    with_file["From"], with_file["To"], with_file["Subject"] = "Lab <lab@example.com>", DESK, "Report"
    with_file.set_content("See the file")
    with_file.add_alternative("<p>See the <b>file</b></p><script>document.title = 'owned'</script>", subtype="html")
    with_file.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="report.pdf")
    stage.deliver_raw(with_file.as_bytes())
    stage.deliver("Prescription", "May I have my lozenges?")
    stage.deliver("Invoice 7", "Please pay", to=BILLING)


@pytest.fixture
def inbox(page: Page) -> Iterator[Page]:
    """The shared inbox, with its list read."""
    expect(page.locator("#threads .row").filter(has_text="Prescription")).to_be_visible()
    yield page


def test_a_letter_is_opened_read_and_no_longer_unread(inbox: Page, addon: Scripted) -> None:
    letter = inbox.locator("#threads .row").filter(has_text="Prescription")
    expect(letter).to_contain_text("Unread. ")
    letter.click()
    expect(inbox.get_by_role("heading", name="Prescription")).to_be_visible()
    text = inbox.frame_locator("iframe[title='Text of the message from Nora']")
    expect(text.get_by_text("May I have my lozenges?")).to_be_visible()
    expect(letter).not_to_contain_text("Unread. ")
    assert addon.last("/message").event["gmail"]["messageId"].startswith("msg-f:")


def test_html_mail_runs_nothing_and_its_attachment_is_saved(inbox: Page) -> None:
    inbox.locator("#threads .row").filter(has_text="Report").click()
    frame = inbox.frame_locator("iframe[title='Text of the message from Lab']")
    expect(frame.locator("b")).to_have_text("file")
    assert frame.locator("script").count() == 0
    assert frame.locator("html").evaluate("page => page.scrollHeight <= page.clientHeight")
    with inbox.expect_download() as download:
        inbox.get_by_role("link", name="report.pdf").click()
    assert download.value.suggested_filename == "report.pdf"


def test_search_finds_words_and_says_what_it_cannot_read(inbox: Page) -> None:
    inbox.get_by_role("searchbox").fill("lozenges")
    inbox.get_by_role("searchbox").press("Enter")
    expect(inbox.get_by_role("heading", name="Search: lozenges")).to_be_visible()
    expect(inbox.locator("#threads .row")).to_have_count(1)
    inbox.get_by_role("searchbox").fill('"open')
    inbox.get_by_role("searchbox").press("Enter")
    expect(inbox.get_by_role("status")).to_contain_text("quotation mark")


def test_the_keyboard_walks_opens_and_comes_back(inbox: Page) -> None:
    rows = inbox.locator("#threads .row")
    rows.first.focus()
    inbox.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    inbox.keyboard.press("ArrowDown")
    expect(rows.nth(2)).to_be_focused()
    inbox.keyboard.press("k")
    inbox.keyboard.press("Enter")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    expect(inbox.locator("#reader .subject")).to_be_visible()
    inbox.keyboard.press("j")
    expect(rows.nth(2)).to_have_attribute("aria-current", "true")
    inbox.keyboard.press("Escape")
    expect(inbox.get_by_text("Choose a conversation to read it.")).to_be_visible()
    expect(rows.nth(2)).to_be_focused()
    inbox.keyboard.press("?")
    expect(inbox.get_by_role("dialog", name="Keys")).to_be_visible()
    inbox.keyboard.press("Escape")
    inbox.keyboard.press("/")
    expect(inbox.get_by_role("searchbox")).to_be_focused()


def test_skip_links_lead_to_each_part_and_leave_the_open_mail_open(inbox: Page) -> None:
    inbox.locator("#threads .row").filter(has_text="Report").click()
    expect(inbox.locator("#reader .subject")).to_have_text("Report")
    for name, part in (("add-on", "#addon"), ("open message", "#reader"), ("messages", "#list")):
        inbox.get_by_role("link", name=f"Skip to the {name}").focus()
        inbox.keyboard.press("Enter")
        expect(inbox.locator(part)).to_be_focused()
    expect(inbox.locator("#reader .subject")).to_have_text("Report")


def test_new_mail_appears_without_reload_and_the_list_stays_where_it_is(inbox: Page, stage: Stage) -> None:
    scroll = inbox.locator("#list-scroll")
    scroll.evaluate("list => { list.scrollTop = 400 }")
    stage.deliver("Fresh news")
    expect(inbox.locator("#threads .row").first).to_contain_text("Fresh news")
    assert scroll.evaluate("list => list.scrollTop") >= 400


def test_archiving_takes_a_letter_out_of_the_inbox_but_not_away(inbox: Page, stage: Stage) -> None:
    inbox.locator("#threads .row").filter(has_text="Old letter 29").click()
    inbox.get_by_role("button", name="Archive").click()
    expect(inbox.locator("#threads .row").filter(has_text="Old letter 29")).to_have_count(0)
    inbox.get_by_role("button", name="All mail").click()
    expect(inbox.locator("#threads .row").filter(has_text="Old letter 29")).to_be_visible()
    assert stage.world.changed.is_set()


def test_a_mail_written_in_the_drawer_arrives(inbox: Page) -> None:
    inbox.get_by_role("button", name="Simulator").click()
    inbox.get_by_label("Mail subject").fill("Walk-in")
    inbox.get_by_label("Mail text").fill("May I come today?")
    inbox.get_by_role("button", name="Receive").click()
    expect(inbox.locator("#threads .row").first).to_contain_text("Nora Feld")
    expect(inbox.locator("#threads .row").first).to_contain_text("Walk-in")


def test_people_see_only_their_own_mailboxes(fresh_page: Page, stage: Stage, addon: Scripted) -> None:
    expect(fresh_page.locator("#mailboxes")).to_contain_text("Front Desk")
    with fresh_page.expect_response("**/host/addon"):
        fresh_page.get_by_label("You are").select_option("Ben Osei")
    expect(fresh_page.locator("#mailboxes")).not_to_contain_text("Front Desk")
    expect(fresh_page.locator("#threads .row")).to_contain_text(["Invoice 7"])
    open_page(fresh_page, stage)
    expect(fresh_page.get_by_label("You are")).to_have_value(BEN)
    fresh_page.get_by_label("You are").select_option("Ana Lund")
    expect(fresh_page.get_by_label("You are")).to_have_value(ANA)


def test_the_language_chosen_is_told_to_the_add_on(fresh_page: Page, addon: Scripted) -> None:
    with fresh_page.expect_response("**/host/addon"):
        fresh_page.get_by_label("Language").select_option("Deutsch")
    assert addon.last("/home").event["commonEventObject"]["userLocale"] == "de"


def test_on_a_phone_list_mail_and_add_on_take_turns(fresh_page: Page) -> None:
    fresh_page.set_viewport_size({"width": 360, "height": 740})
    expect(fresh_page.locator("#addon")).to_be_hidden()
    fresh_page.locator("#threads .row").filter(has_text="Report").click()
    expect(fresh_page.locator("#list")).to_be_hidden()
    expect(fresh_page.locator("#reader .subject")).to_be_focused()
    fresh_page.get_by_role("button", name="Add-on", exact=True).click()
    expect(fresh_page.get_by_text("This is the mail")).to_be_visible()
    fresh_page.get_by_role("button", name="Open message").click()
    fresh_page.get_by_role("button", name="Back to the list").click()
    expect(fresh_page.locator("#threads .row").filter(has_text="Report")).to_be_focused()
    fresh_page.get_by_role("button", name="Mailboxes and labels").click()
    fresh_page.get_by_role("button", name="Trash").click()
    expect(fresh_page.get_by_text("No conversations here.")).to_be_visible()
    assert fresh_page.evaluate("document.documentElement.scrollWidth") == 360


def test_while_a_mail_is_slow_to_open_nobody_presses_on_the_card_of_another(inbox: Page) -> None:
    held: list[Route] = []
    inbox.route("**/threads/*", lambda route: held.append(route))
    inbox.locator("#threads .row").nth(4).click()
    expect(inbox.locator("#addon .cover")).to_be_visible()

    inbox.unroute("**/threads/*")  # lets go what was held
    assert held

    expect(inbox.locator("#reader .subject")).to_be_visible()
    expect(inbox.locator("#addon .cover")).to_be_hidden()
