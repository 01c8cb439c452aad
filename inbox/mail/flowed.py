"""Text that its sender wrapped for transport (format=flowed), with its paragraphs put together again."""


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Join lines that end in a blank with the next line of the same quote depth."""
    paragraphs: list[list[str]] = []
    open_depth = -1
    for line in text.split("\n"):
        depth, content = _quote_depth(line)
        is_soft = content.endswith(" ") and content != "-- "
        piece = content[:-1] if is_soft and delete_space else content
        if depth == open_depth and content != "-- ":
            paragraphs[-1].append(piece)
        else:
            paragraphs.append([">" * depth + " " if depth else "", piece])
        open_depth = depth if is_soft else -1
    return "\n".join("".join(pieces) for pieces in paragraphs)


def _quote_depth(line: str) -> tuple[int, str]:
    content = line.lstrip(">")
    return len(line) - len(content), content.removeprefix(" ")
