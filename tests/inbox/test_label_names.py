"""What labels are called: distinct, below the prefix, and never more than one level for a name."""

from __future__ import annotations

from datetime import datetime

import pytest
from pydantic import ValidationError

from inbox import label_names
from inbox.configuration.document import Behaviour
from inbox.database import Sessions, unit_of_work
from inbox.models import Mailbox, Organization, Person, Tag
from tests.clinic import Clinic, person


def texts(make: Sessions, clinic: Clinic) -> dict[str, str]:
    with unit_of_work(make) as session:
        found = label_names.names(session, session.get_one(Mailbox, clinic.front_desk.id))
    return {key: one.text for key, one in found.items()}


def test_names_are_distinct_in_every_spelling_that_providers_take_for_the_same(
    make: Sessions, clinic: Clinic, now: datetime
) -> None:
    with unit_of_work(make) as session:
        organization = session.get_one(Organization, clinic.organization.id)
        others = [person(session, organization, name, now=now) for name in ("ana  RUIZ", "Lab/West", "Lab-West")]
        session.add_all(
            Tag(organization_id=organization.id, name=name, show_in_mailbox=True) for name in ("a/b", "A-B")
        )
        ids = [one.id for one in others]

    found = texts(make, clinic)

    assert [found[label_names.of_assignee(id_)] for id_ in (clinic.ana.id, *ids)] == [
        "Desk/@Ana Ruiz", "Desk/@ana RUIZ (2)", "Desk/@Lab-West", "Desk/@Lab-West (2)",
    ]  # fmt: skip
    assert sorted(name for key, name in found.items() if key.startswith("tag:")) == ["Desk/tag/A-B (2)", "Desk/tag/a-b"]
    assert len({label_names.folded(name) for name in found.values()}) == len(found)


def test_a_name_of_any_length_fits(make: Sessions, clinic: Clinic) -> None:
    with unit_of_work(make) as session:
        session.get_one(Person, clinic.ana.id).name = "A" * 200

    assert max(map(len, texts(make, clinic).values())) < 225


def test_a_mailbox_goes_by_its_own_prefix_then_by_that_of_the_organization(make: Sessions, clinic: Clinic) -> None:
    with unit_of_work(make) as session:
        session.get_one(Organization, clinic.organization.id).settings = {"label_prefix": "Clinic/"}
    assert texts(make, clinic)["urgent"] == "Clinic/Urgent"
    with unit_of_work(make) as session:
        session.get_one(Mailbox, clinic.front_desk.id).settings = {"label_prefix": "Front/"}

    assert texts(make, clinic)["urgent"] == "Front/Urgent"


@pytest.mark.parametrize("prefix", ["", "/", "Desk", "a/b/", " Desk/", "Desk /", "D" * 50 + "/"])
def test_a_prefix_that_is_no_single_level_is_refused(prefix: str) -> None:
    with pytest.raises(ValidationError):
        Behaviour(label_prefix=prefix)


@pytest.mark.parametrize("prefix", ["Desk/", "D/", "Front desk/"])
def test_a_prefix_ends_with_a_slash(prefix: str) -> None:
    assert Behaviour(label_prefix=prefix).given() == {"label_prefix": prefix}
