"""Fold away what a reader has already seen: quoted history and signatures. Nothing is ever deleted.

Every line that says something is in exactly one of the three texts. Where it is not sure that a line is
history, it stays visible: answers between quoted lines with the lines they answer, and whatever is forwarded."""

from collections.abc import Callable, Iterable, Iterator
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
    is_history: bool = True
    """Whether quote marks are sure to mean an earlier mail here."""


def fold(text: str, *, is_answer: bool = True) -> Folded:
    """Tell new text, quoted history and signature apart.

    Earlier mails without quote marks are history in an answer only; elsewhere they are what the mail is about."""
    if not text.startswith((">", "--")) and not any(hint in text for hint in _HINTS):
        return Folded(text.strip("\n"), "", "")
    lines = text.split("\n")
    seen = [line if len(line) <= _LONGEST_LINE else "…" for line in lines]
    boundary, is_history = _boundary(seen, is_answer=is_answer)
    quotes, signatures = _marked_quotes_and_signatures(seen[:boundary])
    if is_history:
        quotes.append(_Span(boundary, len(lines)))
    return _shared_out(lines, quotes, signatures)


def _boundary(lines: list[str], *, is_answer: bool) -> tuple[int, bool]:
    """The first line of the earlier mails that stand unmarked at the end, and whether they are history."""
    for at, line in enumerate(lines):
        if line[:1] in ("", ">"):
            continue
        is_ending_in_colon = line.rstrip().endswith((":", "："))
        if is_ending_in_colon or line.lstrip()[:1] in ("-", "_", "*"):
            if attributions.is_forward_marker(line):
                return at, False
            if attributions.is_original_marker(line):
                return at, is_answer
        if ":" in line and attributions.is_header_block(lines, at):
            return _with_rule_above(lines, at), is_answer
        if is_ending_in_colon and (start := _sure_attribution(lines, at)) is not None:
            return start, is_answer
    return len(lines), False


def _with_rule_above(lines: list[str], at: int) -> int:
    above = next((n for n in range(at - 1, max(-1, at - 3), -1) if lines[n].strip()), at)
    return above if attributions.is_rule(lines[above]) else at


def _sure_attribution(lines: list[str], at: int) -> int | None:
    """Where an attribution that ends on this line starts, if unmarked history follows it."""
    following = next((line for line in lines[at + 1 : at + 4] if line.strip()), "")
    return None if following.startswith(">") else _start(lines, at, 0, attributions.is_sure_attribution)


def _start(lines: list[str], at: int, floor: int, is_attribution: Callable[[str], bool]) -> int | None:
    """Where an attribution that ends on this line starts: at its date where it has one, else where it suffices."""
    found = [(start, text) for start, text in _joined_above(lines, at, floor) if is_attribution(text)]
    dated = [start for start, text in found if attributions.starts_with_date(text)]
    return dated[0] if dated else found[0][0] if found else None


def _joined_above(lines: list[str], at: int, floor: int) -> Iterator[tuple[int, str]]:
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
    if marked and marked[-1].is_history and _is_blank(lines, _Span(end, below.start)):
        trailing = marked.pop()
        above = _signature(lines, _Span(marked[-1].end if marked else 0, trailing.start))
        return [trailing], [above, below]
    is_answered_below = len(marked) == 1 and marked[0].is_history and _is_blank(lines, _Span(0, marked[0].start))
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
        yield _Span(start, end, is_history=start < at or _is_history(lines[at:end]))
        floor = at = end


def _is_history(marked: list[str]) -> bool:
    """Without an attribution: one line may be a comparison (`> 39 °C`), and some programs mark what they forward."""
    is_forwarded = attributions.is_forward_marker(marked[0].lstrip("> "))
    return not is_forwarded and sum(map(bool, marked)) >= _FEWEST_LINES_WITHOUT_ATTRIBUTION


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
    start = None if last is None else _start(lines, last, floor, attributions.is_attribution)
    return at if start is None else start


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
