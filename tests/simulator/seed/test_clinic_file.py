"""The demo organization's file names the people and mailboxes that the simulated mail is about."""

import re
from pathlib import Path

from inbox.configuration.reading import read
from simulator.seed.people import everybody

FILE = Path(__file__).parents[3] / "demo" / "clinic.yml"
CLINIC = read(FILE.read_text(encoding="utf-8"))
TEAM_NAMES = {team.key: team.name for team in CLINIC.teams}


def test_the_file_and_the_mail_know_the_same_people() -> None:
    in_file = {(person.name, person.addresses[0]) for person in CLINIC.people}
    assert in_file == {(person.name, person.address) for person in everybody().staff.values()}


def test_everybody_is_in_the_team_that_stands_in_the_signature() -> None:
    for person in everybody().staff.values():
        teams = {team.name for team in CLINIC.teams if person.address in team.members}
        assert person.team in teams, person.name


def test_the_file_and_the_mail_know_the_same_mailboxes() -> None:
    assert {mailbox.address for mailbox in CLINIC.mailboxes} == {
        mailbox.address for mailbox in everybody().mailboxes.values()
    }
    assert CLINIC.organization.time_zone == everybody().clinic.time_zone
    assert everybody().clinic.domain in CLINIC.organization.domains
    assert [everybody().clinic.tenant] == CLINIC.organization.tenants


def test_whoever_opens_a_mailbox_at_microsoft_is_in_its_team() -> None:
    providers = {mailbox.address: (mailbox.provider, mailbox.team) for mailbox in CLINIC.mailboxes}
    members = {team.key: set(team.members) for team in CLINIC.teams}
    for key, mailbox in everybody().mailboxes.items():
        provider, team = providers[mailbox.address]
        assert provider == {"google": "gmail", "microsoft": "outlook"}[mailbox.lies_at], key
        assert {everybody().staff[name].address for name in mailbox.members} <= members[team], key


def test_there_are_useful_templates_in_three_languages() -> None:
    assert len(CLINIC.templates) >= 8
    assert {template.language for template in CLINIC.templates} == {"en", "de", "es"}
    for template in CLINIC.templates:
        named = set(re.findall(r"{{(.+?)}}", template.body))
        assert "contact.name" in named, template.name
        assert named & {"agent.name", "mailbox.name"}, template.name


def test_every_section_is_shown_with_a_comment() -> None:
    text = FILE.read_text(encoding="utf-8")
    for section in ("organization", "settings", "people", "teams", "mailboxes", "tags", "categories", "templates"):
        before = text[: text.index(f"\n{section}:")]
        assert before.splitlines()[-1].startswith("#") or section == "organization", section
