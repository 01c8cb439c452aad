"""The methods of the Gmail API that the simulator plays."""

from collections.abc import Callable
from typing import Any

from simulator.google.api import drafts, labels, mailbox, messages, threads
from simulator.google.call import Call

HANDLERS: dict[str, Callable[[Call], dict[str, Any] | None]] = {
    "gmail.users.getProfile": mailbox.profile,
    "gmail.users.watch": mailbox.watch,
    "gmail.users.stop": mailbox.stop,
    "gmail.users.history.list": mailbox.list_history,
    "gmail.users.settings.sendAs.list": mailbox.list_send_as,
    "gmail.users.settings.sendAs.get": mailbox.get_send_as,
    "gmail.users.settings.getVacation": mailbox.vacation,
    "gmail.users.settings.updateVacation": mailbox.set_vacation,
    "gmail.users.messages.get": messages.get,
    "gmail.users.messages.list": messages.list_,
    "gmail.users.messages.insert": messages.insert,
    "gmail.users.messages.import": messages.import_,
    "gmail.users.messages.send": messages.send,
    "gmail.users.messages.modify": messages.modify,
    "gmail.users.messages.batchModify": messages.batch_modify,
    "gmail.users.messages.batchDelete": messages.batch_delete,
    "gmail.users.messages.delete": messages.delete,
    "gmail.users.messages.trash": messages.trash,
    "gmail.users.messages.untrash": messages.untrash,
    "gmail.users.messages.attachments.get": messages.attachment,
    "gmail.users.threads.get": threads.get,
    "gmail.users.threads.list": threads.list_,
    "gmail.users.threads.modify": threads.modify,
    "gmail.users.threads.trash": threads.trash,
    "gmail.users.threads.untrash": threads.untrash,
    "gmail.users.threads.delete": threads.delete,
    "gmail.users.labels.get": labels.get,
    "gmail.users.labels.list": labels.list_,
    "gmail.users.labels.create": labels.create,
    "gmail.users.labels.update": labels.update,
    "gmail.users.labels.patch": labels.patch,
    "gmail.users.labels.delete": labels.delete,
    "gmail.users.drafts.create": drafts.create,
    "gmail.users.drafts.get": drafts.get,
    "gmail.users.drafts.list": drafts.list_,
    "gmail.users.drafts.update": drafts.update,
    "gmail.users.drafts.delete": drafts.delete,
    "gmail.users.drafts.send": drafts.send,
}
