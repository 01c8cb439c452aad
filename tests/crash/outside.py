"""What patients and people in the mail client do in the script."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from tests.crash.scene import Scene
from tests.crash.script import Step
from tests.inbox.post import DESK, letter
from tests.inbox.post import bounce as returned

_LABELS = (
    "Desk/Open", "Desk/Pending", "Desk/Closed", "Desk/Urgent", "Desk/@Ana Ruiz", "Desk/@Ben Okafor",
    "Desk/tag/insurance",
)  # fmt: skip
_FOREIGN = "Insurance letters"
_PATIENTS = ("Maria Lopez <maria.lopez@example.com>", "Jon Berg <jon.berg@example.net>", "Li Wei <li.wei@example.com>")


def id_of(number: int) -> str:
    """The Message-ID of a mail of the script."""
    return f"<{number}@mail.example.com>"


def arrive(scene: Scene, step: Step) -> None:
    _come(scene, step)


def answer(scene: Scene, step: Step) -> None:
    """A patient answers."""
    _come(scene, step, replies_to=id_of(step.other))


def answer_early(scene: Scene, step: Step) -> None:
    """An answer comes before the mail that it answers."""
    _come(scene, step, id_=f"<early-{step.mail}@mail.example.com>", replies_to=id_of(step.mail), subject="Re: Later")
    scene.clock.now += timedelta(seconds=1)
    _come(scene, step, subject="Later")


def to_both(scene: Scene, step: Step) -> None:
    """The same mail comes to two mailboxes of the team; which of them is read first is not left to chance."""
    _come(scene, step)
    scene.on_the_way.append(_letter(scene, step))


def junk(scene: Scene, step: Step) -> None:
    _come(scene, step, folder="SPAM")


def bulk(scene: Scene, step: Step) -> None:
    _come(scene, step, headers={"List-Id": "News <news.example.org>", "List-Unsubscribe": "<mailto:off@example.org>"})


def absence(scene: Scene, step: Step) -> None:
    _come(scene, step, replies_to=id_of(step.other), headers={"Auto-Submitted": "auto-replied"}, subject="Absent")


def bounce(scene: Scene, step: Step) -> None:
    """A mail comes back undelivered."""
    raw = returned(scene.clock(), id_of(step.other))
    named = re.sub(rb"Message-ID: <b\d+@mx", f"Message-ID: <b{step.mail}@mx".encode(), raw, count=1)
    scene.mails[step.mail] = scene.front_desk.gmail.deliver(named, at=scene.clock())


def answer_natively(scene: Scene, step: Step) -> None:
    """Somebody answers in the mail client."""
    raw = letter(
        scene.clock(), sender=DESK, to=_PATIENTS[step.mail % 3], id_=f"<native-{step.choice}-{step.mail}@x>",
        subject="Re: Appointment", replies_to=id_of(step.mail), text="Please come on Friday.",
    )  # fmt: skip
    scene.front_desk.gmail.deliver(raw, "SENT", at=scene.clock())


def draft(scene: Scene, step: Step) -> None:
    """Somebody begins to write."""
    scene.front_desk.gmail.begin(letter(scene.clock(), sender=DESK, id_="<draft@x>", text="Dear"))


def put_label(scene: Scene, step: Step) -> None:
    _relabel(scene, step, add=_LABELS[step.choice % len(_LABELS)])


def take_label(scene: Scene, step: Step) -> None:
    _relabel(scene, step, remove=_LABELS[step.choice % len(_LABELS)])


def foreign_label(scene: Scene, step: Step) -> None:
    if _FOREIGN not in scene.desk.all():
        scene.desk.make(_FOREIGN)
    _relabel(scene, step, add=_FOREIGN)


def lose_label(scene: Scene, step: Step) -> None:
    name = _LABELS[step.choice % len(_LABELS)]
    if name in scene.desk.all():
        scene.desk.delete(name)


def rename_label(scene: Scene, step: Step) -> None:
    name = _LABELS[step.choice % len(_LABELS)]
    if name in scene.desk.all() and scene.front_desk.gmail.renames_in_place:
        scene.desk.rename(name, f"Renamed {step.choice} {step.mail}")


def star(scene: Scene, step: Step) -> None:
    _move(scene, step, add="STARRED")


def trash(scene: Scene, step: Step) -> None:
    _move(scene, step, add="TRASH")


def bring_back(scene: Scene, step: Step) -> None:
    _move(scene, step, add="INBOX")


def delete(scene: Scene, step: Step) -> None:
    """Somebody deletes a mail for good."""
    message = scene.mails.pop(step.mail, None)
    if message:
        scene.front_desk.gmail.delete(message)


def forget_history(scene: Scene, _: Step) -> None:
    scene.front_desk.gmail.forget_history()


OUTSIDE: dict[str, Callable[[Scene, Step], None]] = {
    act.__name__: act
    for act in (
        arrive, answer, answer_early, to_both, junk, bulk, absence, bounce, answer_natively, draft, put_label,
        take_label, foreign_label, lose_label, rename_label, star, trash, bring_back, delete, forget_history,
    )
}  # fmt: skip
"""Nobody can kill these: they happen elsewhere."""


def _letter(scene: Scene, step: Step, **more: object) -> bytes:
    values: dict[str, object] = {
        "sender": _PATIENTS[step.choice % 3], "subject": f"Question {step.other or step.mail}",
        "id_": id_of(step.mail), "text": f"This is mail number {step.mail}.",
    }  # fmt: skip
    return letter(scene.clock(), **values | more)  # type: ignore[arg-type]


def _come(scene: Scene, step: Step, folder: str = "", **more: object) -> None:
    raw = _letter(scene, step, **more)
    scene.mails[step.mail] = scene.front_desk.gmail.deliver(raw, *([folder] if folder else []), at=scene.clock())


def _relabel(scene: Scene, step: Step, *, add: str = "", remove: str = "") -> None:
    """By name, where there is such a label and such a mail."""
    there = scene.desk.all()
    if step.mail in scene.mails and (add or remove) in there:
        scene.desk.put(scene.mails[step.mail], add=(add,) if add else (), remove=(remove,) if remove else ())


def _move(scene: Scene, step: Step, *, add: str) -> None:
    if step.mail in scene.mails:
        scene.front_desk.gmail.relabel(scene.mails[step.mail], add=(add,))
