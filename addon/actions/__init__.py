"""The register of actions: what every button on a card does."""

from addon import open_mail
from addon.actions import (
    assignee,
    ledger,
    links,
    looking,
    notes,
    quarantine,
    settings,
    sorting,
    status,
    templates,
    tracking,
)
from addon.press import Action

ACTIONS: dict[str, Action] = {
    "open": Action(looking.open_page, writes=False),
    "look-again": Action(looking.look_again, writes=False, ahead=open_mail.card),
    "search": Action(looking.search, writes=False),
    "take": Action(assignee.take),
    "assign": Action(assignee.assign, form="assign"),
    "set-pending": Action(status.set_pending),
    "close": Action(status.close),
    "reopen": Action(status.reopen),
    "keep-closed": Action(status.keep_closed),
    "snooze": Action(status.snooze, form="snooze"),
    "edit": Action(sorting.edit, form="edit"),
    "suggest-tag": Action(sorting.suggest_tag, writes=False),
    "add-note": Action(notes.add, form="note"),
    "edit-note": Action(notes.edit, form="note"),
    "delete-note": Action(notes.delete),
    "suggest-mention": Action(notes.suggest_mention, writes=False),
    "grant-access": Action(notes.grant_access),
    "accept-link": Action(links.accept),
    "refuse-link": Action(links.refuse),
    "find-target": Action(links.find_target, writes=False),
    "merge": Action(links.merge),
    "unmerge": Action(links.unmerge),
    "split": Action(links.split),
    "release": Action(quarantine.release),
    "track": Action(tracking.track, form="not-tracked", ahead=tracking.bring),
    "save-settings": Action(settings.save, form="settings"),
    "check-ledger": Action(ledger.check),
    "insert-template": Action(templates.insert, writes=False, form="template"),
}
