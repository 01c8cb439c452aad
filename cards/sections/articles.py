"""Articles that may help with a conversation: one is put into the reply, opened, or said to be of no help."""

from __future__ import annotations

from cards import article_words, parts
from cards.kit import Button, Icon, Line, Open, Press, Section, Span, Widget
from cards.view import View
from inbox import markdown
from inbox.article_suggestions import KEPT, SHOWN, Suggested
from inbox.mail.text import gist
from inbox.models import Audience
from inbox.overview import Head


def section(view: View, head: Head) -> Section:
    """The best of them; those that somebody said are of no help can be brought back."""
    widgets: list[Widget] = []
    for one in [one for one in head.articles if not one.is_dismissed][:SHOWN]:
        widgets += _suggestion(view, head, one)
    widgets += [_dismissed(view, one) for one in head.articles if one.is_dismissed][:KEPT]
    return Section(tuple(widgets), title=view.gettext("Articles that may help") if widgets else "")


def _suggestion(view: View, head: Head, one: Suggested) -> tuple[Widget, ...]:
    about = {"offer": str(one.id)}
    buttons = [Button(view.gettext("Open article"), Open("article", {"article": str(one.article_id)}))]
    if one.audience is Audience.PUBLIC and one.passage:
        insert = Press("insert-article", {"conversation": str(head.id), **about})
        buttons.insert(0, Button(view.gettext("Insert into reply"), insert))
    buttons.append(Button(view.gettext("Not helpful"), Press("dismiss-article", about)))
    return (
        Line(
            text=(
                Span(gist(one.title, parts.SUBJECT), bold=True),
                "\n",
                gist(markdown.glimpse(one.passage), parts.GIST),
            ),
            above=view.gettext("Article, %(audience)s") % {"audience": article_words.audience(view, one.audience)},
            below=article_words.because(view, gist(one.words, parts.SUBJECT)),
            icon=Icon.NOTE,
        ),
        *parts.in_rows(*buttons),
    )


def _dismissed(view: View, one: Suggested) -> Line:
    return Line(
        text=view.gettext("Not helpful here: %(title)s") % {"title": gist(one.title, parts.NAME)},
        button=Button(view.gettext("Undo"), Press("offer-article-again", {"offer": str(one.id)})),
    )
