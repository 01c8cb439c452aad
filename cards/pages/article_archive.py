"""The question before an article is archived."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import parts
from cards.kit import Button, Card, Footer, Line, Params, Press, Section
from cards.view import View
from inbox import articles
from inbox.access import require_lead
from inbox.mail.text import gist


def draw(session: Session, view: View, params: Params) -> Card:
    """What archiving means."""
    article = articles.article_for(session, view.viewer, parts.number(params, "article"))
    require_lead(view.viewer)
    text = view.gettext("It is no longer found, nor offered beside mail. Its versions are kept, and it can be brought "
                        "back under Archived.")  # fmt: skip
    archive = Press("archive-article", {"article": str(article.id), **parts.BACK})
    return Card(
        name="article-archive",
        title=view.gettext("Archive this article?"),
        subtitle=gist(article.title, parts.SUBJECT),
        sections=(Section((Line(text=text),)),),
        footer=Footer(Button(view.gettext("Archive"), archive, is_primary=True)),
        carries={"drawn": view.drawn},
    )
