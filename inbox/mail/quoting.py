"""Fold away what a reader has already seen: quoted history and signatures. Nothing is ever deleted.

Every line that says something is in exactly one of the three texts. Where it is not sure that a line is
history, it stays visible: answers between quoted lines with the lines they answer, and whatever is forwarded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inbox.mail import attributions

# Without any of these there is nothing to fold, and most mail has none.
_HINTS = (
    "\n>", "\n--", "\n __", "___", "---", ":\n", "From:", "Von:", "De:", "De :", "Da:", "Van:", "Från:", "Fra:", "Od:",
    "iPhone", "iPad", "Outlook", "Android", "Galaxy", "Sent ", "Gesendet", "gesendet", "Enviado", "Envoyé",
    "Inviato", "Verzonden", "Obtener",
)  # fmt: skip
_LONGEST_LINE = 1000
_LONGEST_SIGNATURE = 20
_LONGEST_ATTRIBUTION = 4
_FEWEST_LINES_WITHOUT_ATTRIBUTION = 2


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in three: what is new, the quoted history, the signature."""

    visible: str
    quote: str
    signature: str


@dataclass(frozen=True, slots=True)
class _Span:
    """Some lines, from `start` up to but without `end`."""

    start: int
    end: int


def fold(text: str, *, is_forward: bool = False) -> Folded:
    """Tell new text, quoted history and signature apart; of a forwarded mail the content is new text."""
    if not text.startswith((">", "--")) and not any(hint in text for hint in _HINTS):
        return Folded(text.strip("\n"), "", "")
    lines = text.split("\n")
    seen = [line if len(line) <= _LONGEST_LINE else "…" for line in lines]
    boundary, is_history = _boundary(seen, is_forward=is_forward)
    quotes, signatures = _marked_quotes_and_signatures(seen[:boundary])
    if is_history:
        quotes.append(_Span(boundary, len(lines)))
    return _shared_out(lines, quotes, signatures)


def _boundary(lines: list[str], *, is_forward: bool) -> tuple[int, bool]:
    """The first line of the earlier mails that stand unmarked at the end, and whether they are history.

    They are not where they are forwarded: then they are what the mail is about."""
    for at, line in enumerate(lines):
        if line[:1] in ("", ">"):
            continue
        is_ending_in_colon = line.rstrip().endswith((":", "："))
        if is_ending_in_colon or line.lstrip()[:1] in ("-", "_", "*"):
            if attributions.is_forward_marker(line):
                return at, False
            if attributions.is_original_marker(line):
                return at, not is_forward
        if ":" in line and attributions.is_header_block(lines, at):
            return _with_rule_above(lines, at), not is_forward
        if is_ending_in_colon and (start := _sure_attribution(lines, at)) is not None:
            return start, True
    return len(lines), False


def _with_rule_above(lines: list[str], at: int) -> int:
    above = next((n for n in range(at - 1, max(-1, at - 3), -1) if lines[n].strip()), at)
    return above if attributions.is_rule(lines[above]) else at


def _sure_attribution(lines: list[str], at: int) -> int | None:
    """Where an attribution that ends on this line starts, if unmarked history follows it."""
    following = next((line for line in lines[at + 1 :] if line.strip()), "")
    if following.startswith(">"):
        return None
    return next((start for start, text in _joined_above(lines, at) if attributions.is_sure_attribution(text)), None)


def _joined_above(lines: list[str], at: int, floor: int = 0) -> Iterator[tuple[int, str]]:
    """The line, and the line with those above it: mail programs wrap long attributions."""
    for start in range(at, max(floor, at - _LONGEST_ATTRIBUTION + 1) - 1, -1):
        if not lines[start].strip():
            return
        yield start, " ".join(line.strip() for line in lines[start : at + 1])


def _marked_quotes_and_signatures(lines: list[str]) -> tuple[list[_Span], list[_Span]]:
    """Which lines with quote marks, and which signatures, to fold away above the unmarked history."""
    marked = list(_marked(lines))
    end = marked[-1].end if marked else 0
    below = _signature(lines, _Span(end, len(lines)))
    is_last = bool(marked) and _is_blank(lines, _Span(end, below.start))
    if is_last:
        trailing = marked.pop()
        above = _signature(lines, _Span(marked[-1].end if marked else 0, trailing.start))
        return [trailing], [above, below]
    is_answered_below = len(marked) == 1 and _is_blank(lines, _Span(0, marked[0].start))
    return marked if is_answered_below else [], [below]


def _marked(lines: list[str]) -> Iterator[_Span]:
    """Stretches of lines with quote marks, with the attribution above them."""
    floor = at = 0
    while at < len(lines):
        if not lines[at].startswith(">"):
            at += 1
            continue
        end = _end_of_marked(lines, at)
        start = _attribution_above(lines, at, floor)
        is_sure = start < at or sum(map(bool, lines[at:end])) >= _FEWEST_LINES_WITHOUT_ATTRIBUTION
        if is_sure and not (start == at and attributions.is_forward_marker(lines[at].lstrip("> "))):
            yield _Span(start, end)
        floor = at = end


def _end_of_marked(lines: list[str], at: int) -> int:
    end = at + 1
    for n in range(at + 1, len(lines)):
        if lines[n].startswith(">"):
            end = n + 1
        elif lines[n].strip():
            break
    return end


def _attribution_above(lines: list[str], at: int, floor: int) -> int:
    last = next((n for n in range(at - 1, max(floor, at - 3) - 1, -1) if lines[n].strip()), None)
    if last is None:
        return at
    found = [(n, text) for n, text in _joined_above(lines, last, floor) if attributions.is_attribution(text)]
    opened = [n for n, text in found if attributions.is_opening(text)]
    return opened[0] if opened else found[0][0] if found else at


def _signature(lines: list[str], span: _Span) -> _Span:
    """The signature at the end of some lines, empty where there is none."""
    written = [n for n in range(span.start, span.end) if lines[n].strip()]
    for n in written[-_LONGEST_SIGNATURE:]:
        if attributions.is_signature_delimiter(lines[n]):
            return _Span(n, span.end)
    if written and attributions.is_device_signature(lines[written[-1]]):
        return _Span(written[-1], span.end)
    return _Span(span.end, span.end)


def _is_blank(lines: list[str], span: _Span) -> bool:
    return not any(line.strip() for line in lines[span.start : span.end])


def _shared_out(lines: list[str], quotes: list[_Span], signatures: list[_Span]) -> Folded:
    """Three texts from the lines; what would leave nothing visible is not folded, signature first."""
    quoted = {n for span in quotes for n in range(span.start, span.end)}
    signed = {n for span in signatures for n in range(span.start, span.end)}
    written = {n for n, line in enumerate(lines) if line.strip()}
    if not written - quoted - signed:
        signed = set()
    if not written - quoted:
        quoted = set()
    return Folded(
        visible=_text(line for n, line in enumerate(lines) if n not in quoted and n not in signed),
        quote=_text(line for n, line in enumerate(lines) if n in quoted),
        signature=_text(line for n, line in enumerate(lines) if n in signed),
    )


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines).strip("\n")
