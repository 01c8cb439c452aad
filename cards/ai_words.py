"""The words for what models find: urgent signs, moods, private things, how sure a model is, and which one said so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cards.view import View
from inbox import findings, suggestions
from inbox.model_servers import LOCAL
from inbox.translation import N_

SIGNS: Mapping[str, str] = {
    "abdomen": N_("severe belly pain"),
    "allergic-reaction": N_("allergic reaction"),
    "bleeding": N_("bleeding"),
    "blood-pressure": N_("blood pressure out of bounds"),
    "breathlessness": N_("short of breath"),
    "chest-pain": N_("chest pain"),
    "child-unwell": N_("a small child is very unwell"),
    "diabetic": N_("blood sugar out of bounds"),
    "emergency": N_("emergency"),
    "fever": N_("high fever"),
    "head-injury": N_("head injury"),
    "headache": N_("sudden severe headache"),
    "injury": N_("serious injury"),
    "lab-value": N_("critical laboratory value"),
    "meningitis": N_("signs of meningitis"),
    "overdose": N_("overdose or poisoning"),
    "pregnancy": N_("trouble in pregnancy"),
    "seizure": N_("seizure"),
    "self-harm": N_("thoughts of self-harm"),
    "stroke": N_("signs of a stroke"),
    "thrombosis": N_("signs of a thrombosis"),
    "unconscious": N_("loss of consciousness"),
    "violence": N_("violence or threat"),
    "vision-loss": N_("loss of vision"),
}
"""Kinds of urgent signs that the local model knows; others are called as their model calls them."""
PRIVATE: Mapping[str, str] = {
    "account": N_("account number"),
    "address": N_("address"),
    "date-of-birth": N_("date of birth"),
    "e-mail": N_("e-mail address"),
    "insurance-number": N_("insurance number"),
    "medication": N_("medication"),
    "diagnosis": N_("diagnosis"),
    "name": N_("name"),
    "national-id": N_("identity number"),
    "phone": N_("phone number"),
    "record-number": N_("record number"),
}
_SURE = ((0.9, N_("almost certain")), (0.75, N_("quite sure")), (0.5, N_("probable")), (0.0, N_("only a guess")))
_REASONS = {
    suggestions.SUGGESTED: N_("as the AI suggested"),
    suggestions.UNDONE: N_("taking back what the AI did"),
}


def sign(view: View, kind: str) -> str:
    """A kind of urgent sign."""
    return _called(view, SIGNS, kind)


def private(view: View, kinds: Iterable[str]) -> str:
    """Kinds of private things."""
    return ", ".join(_called(view, PRIVATE, kind) for kind in kinds)


def sure(view: View, confidence: float) -> str:
    """How sure a model is, in words and in figures."""
    word = next(word for least, word in _SURE if confidence >= least)
    return f"{view.gettext(word)} ({round(confidence * 100)} %)"


def model(view: View, key: str, instead_of: str) -> str:
    """Which model said so, and for which it stood in."""
    name = view.gettext("the local model") if key == LOCAL else key
    if instead_of:
        values = {"model": name, "other": instead_of}
        return view.gettext("Read by %(model)s, because %(other)s did not answer") % values
    return view.gettext("Read by %(model)s") % {"model": name}


def reason(view: View, written: str) -> str | None:
    """The reason of a change that a model made or suggested; None where it is none of these."""
    if written in _REASONS:
        return view.gettext(_REASONS[written])
    if written.startswith(findings.SURE):
        percent = written.removeprefix(findings.SURE)
        return view.gettext("the AI is %(percent)s %% sure") % {"percent": percent}
    if written.startswith(findings.SIGNS):
        kinds = ", ".join(sign(view, kind) for kind in written.removeprefix(findings.SIGNS).split(",") if kind)
        return view.gettext("urgent signs: %(signs)s") % {"signs": kinds}
    return None


def _called(view: View, known: Mapping[str, str], kind: str) -> str:
    return view.gettext(known[kind]) if kind in known else kind.replace("-", " ")
