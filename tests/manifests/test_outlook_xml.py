"""The XML manifest is what Outlook takes; whatever is changed in it for the worse is told with its line."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from manifests import outlook, outlook_xml
from tests.manifests.markup import read
from tests.manifests.outlook_rules import problems
from tests.manifests.test_google import SETTINGS

WRITTEN = outlook_xml.manifest(SETTINGS).decode()


@dataclass(frozen=True)
class Mutation:
    """A part that is replaced, wherever it stands first, or last."""

    before: str
    after: str
    told: str


RULE = '<Rule xsi:type="ItemIs" ItemType="Message" FormType="Read" />'
MUTATIONS = {
    "a language that is none": Mutation('Locale="de-DE"', 'Locale="deutsch"', "no language deutsch"),
    "a text in another language that is empty": Mutation('Value="Vorlagen"', 'Value=""', "lacks Value"),
    "an id that is none": Mutation("<Id>", "<Id>x", "Id cannot say"),
    "a version of one number": Mutation("<Version>1.1.0.0", "<Version>1", "Version cannot say"),
    "no name": Mutation("  <ProviderName>Embedded Inbox</ProviderName>\n", "", "OfficeApp holds"),
    "an element in the wrong place": Mutation(
        f"<Permissions>ReadWriteItem</Permissions>\n  {RULE}", f"{RULE}\n  <Permissions>ReadWriteItem</Permissions>",
        "OfficeApp holds"),
    "an unknown permission": Mutation("ReadWriteItem", "Everything", "Permissions cannot say"),
    "an unknown element": Mutation("<Label resid=\"Name\" />", "<Labels resid=\"Name\" />", "unknown element"),
    "no https": Mutation('"https://inbox.example.org/static/icons/icon-64.png"',
                         '"http://inbox.example.org/static/icons/icon-64.png"', "not https"),
    "a pane without https": Mutation('id="Pane.Url" DefaultValue="https:', 'id="Pane.Url" DefaultValue="http:',
                                     "not https"),
    "a name that leads nowhere": Mutation('resid="Open.Hint"', 'resid="Open.Hints"', "Open.Hints is defined nowhere"),
    "a text that is defined nowhere": Mutation('<bt:String id="Name"', '<bt:String id="Names"',
                                               "Name is defined nowhere"),
    "a name that stands twice": Mutation('<bt:String id="Write.Label"', '<bt:String id="Open.Label"',
                                         "Open.Label is defined twice"),
    "two controls of one name": Mutation('id="Write.Button"', 'id="Open.Button"', "two controls"),
    "an icon too few": Mutation('<bt:Image size="80" resid="Icon.80" />', "", "sizes are missing"),
    "a phone's icon too few": Mutation('<bt:Image size="48" scale="3"', '<bt:Image size="48" scale="2"',
                                       "sizes are missing"),
    "an unknown event": Mutation('Type="OnMessageSend"', 'Type="OnMessageSent"', "unknown event"),
    "an unknown mode": Mutation('SendMode="PromptUser"', 'SendMode="Perhaps"', "unknown mode"),
    "pinning before the address": Mutation(
        '<SourceLocation resid="Pane.Url" />\n                      <SupportsPinning>true</SupportsPinning>',
        '<SupportsPinning>true</SupportsPinning>\n                      <SourceLocation resid="Pane.Url" />',
        "Action holds"),
    "pinning that is neither yes nor no": Mutation("<SupportsPinning>true", "<SupportsPinning>yes", "cannot say"),
    "events before what they run in": Mutation("<Runtimes>", "<Runtimen>", "mismatched tag"),
    "a name that is too long": Mutation('id="Open.Group"', f'id="{"x" * 33}"', "longer than 32"),
    "a text that is too long": Mutation('DefaultValue="Shared inbox"', f'DefaultValue="{"x" * 126}"', "too long"),
    "the wrong namespace": Mutation("mailappversionoverrides/1.1", "mailappversionoverrides/1.2", "wrong namespace"),
    "a script of unknown kind": Mutation('type="javascript" ', "", "Override lacks type"),
}  # fmt: skip


def test_outlook_takes_it() -> None:
    assert problems(WRITTEN.encode()) == []


@pytest.mark.parametrize("what", MUTATIONS)
def test_what_is_changed_for_the_worse_is_told_with_its_line(what: str) -> None:
    mutation = MUTATIONS[what]
    at = WRITTEN.rindex(mutation.before) if "phone" in what else WRITTEN.index(mutation.before)
    changed = WRITTEN[:at] + mutation.after + WRITTEN[at + len(mutation.before) :]
    found = problems(changed.encode())

    assert [one for one in found if mutation.told in one], found
    assert all(one.partition(":")[0].isdecimal() for one in found)


def test_pane_events_and_phones_are_there() -> None:
    kinds = {one.kind for one in read(WRITTEN.encode()).each()}

    assert kinds >= {
        "ExtensionPoint@MessageReadCommandSurface", "ExtensionPoint@MessageComposeCommandSurface",
        "ExtensionPoint@LaunchEvent", "ExtensionPoint@MobileMessageReadCommandSurface", "SupportsPinning",
        "SupportsNoItemContext", "SupportsSharedFolders",
    }  # fmt: skip


def test_every_text_is_said_in_german_too() -> None:
    said = read(WRITTEN.encode())
    texts = [one for one in said.each() if one.tag == "bt:String" or (one.tag == "Description" and one.parent is said)]

    assert len(texts) == 11
    for one in texts:
        german = [over.attributes["Value"] for over in one.children if over.attributes["Locale"] == "de-DE"]
        is_name = one.attributes["DefaultValue"] == outlook.NAME
        assert german == ([] if is_name else [outlook.GERMAN[one.attributes["DefaultValue"]]])


def test_the_id_is_the_same_for_an_installation_and_another_for_another() -> None:
    other = SETTINGS.model_copy(update={"public_url": "https://inbox.example.com"})

    assert outlook.identity(SETTINGS) == outlook.identity(SETTINGS.model_copy())
    assert outlook.identity(SETTINGS) != outlook.identity(other)
    assert "inbox.example.org" not in outlook_xml.manifest(other).decode()


def test_whether_a_reply_is_held_or_only_asked_about_is_a_setting() -> None:
    strict = SETTINGS.model_copy(update={"outlook_send_mode": "SoftBlock"})

    assert 'SendMode="PromptUser"' in WRITTEN
    assert 'SendMode="SoftBlock"' in outlook_xml.manifest(strict).decode()
