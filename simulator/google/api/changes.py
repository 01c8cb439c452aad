"""Putting labels on and taking them off, under Gmail's rules."""

from dataclasses import dataclass

from simulator.google import labels, messages
from simulator.google.call import Call
from simulator.google.errors import invalid_argument, malformed
from simulator.google.messages import Message

MOST_LABELS = 100


@dataclass(frozen=True)
class LabelChange:
    """Labels to put on and to take off."""

    add: frozenset[str]
    remove: frozenset[str]


def label_change(call: Call) -> LabelChange:
    """The change a body asks for, if Gmail would make it."""
    for name in ("addClassificationLabels", "removeClassificationLabelIds"):
        if call.body.get(name):
            raise malformed(f"The simulator has no classification labels ({name})")
    lists = [call.body.get(name, []) for name in ("addLabelIds", "removeLabelIds")]
    if any(len(each) > MOST_LABELS for each in lists):
        raise invalid_argument(f"No more than {MOST_LABELS} labels can be added or removed at once")
    add, remove = (frozenset(each) for each in lists)
    if not add | remove:
        raise invalid_argument("No label add or removes specified")
    if add & remove:
        raise invalid_argument("Cannot both add and remove the same label")
    known = labels.keys(call.connection, call.account.key)
    for label_id in sorted(add | remove):
        if label_id not in known:
            raise invalid_argument(f"labelId not found: {label_id}")
        if label_id in labels.IMMUTABLE:
            raise invalid_argument(f"Invalid label: {label_id}")
    return LabelChange(add, remove)


def apply(call: Call, message: Message, change: LabelChange) -> Message:
    """Change the labels of one message; drafts carry none but their own."""
    if "DRAFT" in message.labels and change.add - {"TRASH"}:
        raise invalid_argument("Drafts cannot carry labels")
    return messages.relabel(call.connection, call.account, message, add=change.add, remove=change.remove)
