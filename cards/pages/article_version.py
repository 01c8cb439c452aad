"""An article as it was worded once, what has changed since, and the button that lets it hold again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import markdown, parts
from cards.kit import Button, Card, Footer, Paragraph, Params, Press, Section, Span, Text, Tone
from cards.view import View
from inbox import articles, wordings
from inbox.mail.text import gist
from inbox.models import Article, ArticleVersion
from inbox.wordings import Fate, Line

_MARKS = {Fate.STAYED: "", Fate.WENT: "− ", Fate.CAME: "+ "}
_TONES = {Fate.STAYED: Tone.QUIET, Fate.WENT: Tone.DANGER, Fate.CAME: Tone.GOOD}


def draw(session: Session, view: View, params: Params) -> Card:
    """The version that the params name."""
    article = articles.article_for(session, view.viewer, parts.number(params, "article"))
    one = articles.version_of(session, article, parts.number(params, "number"))
    here = {"article": str(article.id), "number": str(one.number), **parts.BACK}
    restore = Button(view.gettext("Let this version hold again"), Press("restore-article", here))
    may_restore = articles.may_write(view.viewer) and one.number != article.version and article.archived_at is None
    return Card(
        name="article-version",
        title=gist(one.title, parts.SUBJECT),
        subtitle=view.gettext("Version %(number)d") % {"number": one.number},
        sections=(
            Section((parts.quiet(" · ".join(filter(None, (view.moment(one.at), gist(one.why, parts.GIST))))),)),
            _compared(view, article, one),
            Section(markdown.widgets(one.body), title=view.gettext("As it was worded then")),
        ),
        footer=Footer(restore) if may_restore else None,
        carries={"drawn": view.drawn},
    )


def _compared(view: View, article: Article, one: ArticleVersion) -> Section:
    """What became of it until now."""
    if one.number == article.version:
        return Section((parts.quiet(view.gettext("This version holds.")),))
    title = view.gettext("What has changed since")
    lines = wordings.compared(f"# {one.title}\n{one.body}", f"# {article.title}\n{article.body}")
    if not lines:
        return Section(
            (parts.quiet(view.gettext("Nothing: it says the same as the version that holds.")),), title=title
        )
    spans: list[str | Span] = []
    for line in lines:
        spans += [_shown(line), "\n"]
    legend = parts.quiet(view.gettext("− stood there then, + stands there now"))
    text: Text = tuple(spans[:-1])
    return Section((legend, Paragraph(text)), title=title)


def _shown(line: Line) -> str | Span:
    if line.fate is Fate.LEFT_OUT:
        return "…"
    return Span(_MARKS[line.fate] + line.text, tone=_TONES[line.fate])
