"""Text that its sender wrapped for transport."""

from inbox.mail.flowed import unflow
from tests.inbox.mail import museum


def test_wrapped_lines_are_joined() -> None:
    assert museum.mail("flowed").text == (
        "> quoted that goes on\n"
        "This is a long sentence that was wrapped by the program and must be joined again.\n"
        ">not a quote\n"
        "-- \nJane"
    )


def test_a_blank_that_stands_only_for_the_wrap_is_deleted() -> None:
    assert unflow("super \ncalifragilistic", delete_space=True) == "supercalifragilistic"


def test_lines_of_another_quote_depth_are_not_joined() -> None:
    assert unflow("> one \n>> two") == "> one \n>> two"
