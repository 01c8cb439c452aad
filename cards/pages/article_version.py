"""An article as it was worded once, and the button that lets that hold again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import markdown, parts
from cards.kit import Button, Card, Footer, Params, Press, Section
from cards.view import View
from inbox import articles
from inbox.mail.text import gist


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
            Section(markdown.widgets(one.body)),
        ),
        footer=Footer(restore) if may_restore else None,
        carries={"drawn": view.drawn},
    )
