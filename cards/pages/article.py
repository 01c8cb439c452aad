"""One article: what it says, how it stands, its earlier wordings, and the buttons of those who keep it true."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cards import article_words, markdown, parts
from cards.kit import Button, Buttons, Card, Chip, Chips, Footer, Icon, Line, Open, Params, Press, Section, Widget
from cards.pages.articles import today
from cards.parts import HERE
from cards.view import View
from inbox import article_lists, articles
from inbox.article_lists import Wording
from inbox.mail.text import gist
from inbox.models import Article, Audience

_VERSIONS = 30


def draw(session: Session, view: View, params: Params) -> Card:
    """The article that the params name."""
    article = articles.article_for(session, view.viewer, parts.number(params, "article"))
    is_writer = articles.may_write(view.viewer)
    here = {"article": str(article.id)}
    edit = Button(view.gettext("Edit…"), Open("article-edit", here), is_primary=True)
    return Card(
        name="article",
        title=gist(article.title, parts.SUBJECT),
        subtitle=" · ".join(
            (view.wording.language_called(article.language), article_words.audience(view, article.audience))
        ),
        sections=(
            Section((*_state(view, article, is_writer), *markdown.widgets(article.body))),
            Section(_facts(session, view, article, is_writer), title=view.gettext("About this article")),
            _history(session, view, article),
        ),
        menu=(
            Button(view.gettext("Knowledge base"), Open("articles")),
            Button(view.gettext("Refresh"), Open("article", {**here, **HERE})),
        ),
        footer=Footer(edit) if is_writer and article.archived_at is None else None,
        carries={"drawn": view.drawn, **here},
    )


def _state(view: View, article: Article, is_writer: bool) -> tuple[Widget, ...]:
    """What one should know before one trusts it."""
    if article.archived_at is not None:
        warning = parts.warning(view.gettext("Archived: it is neither found nor offered."))
        back = Button(view.gettext("Bring back"), Press("unarchive-article"), is_primary=True)
        return (warning, Buttons((back,))) if is_writer else (warning,)
    if article.review_on is None or article.review_on > today(view):
        return ()
    due = view.gettext("Its review is due since %(day)s.") % {"day": view.wording.date(article.review_on)}
    if not is_writer:
        return (parts.warning(due),)
    lengths = {"90": view.gettext("3 months"), "182": view.gettext("half a year"), "365": view.gettext("a year")}
    chips = tuple(Chip(name, Press("review-article", {"days": days})) for days, name in lengths.items())
    return parts.warning(due), parts.quiet(view.gettext("Still true? Then look again in:")), Chips(chips)


def _facts(session: Session, view: View, article: Article, is_writer: bool) -> tuple[Widget, ...]:
    owner, teams = article_lists.names(session, article)
    review = view.wording.date(article.review_on) if article.review_on else view.gettext("no date")
    facts = [
        Line(text=owner or view.gettext("nobody"), above=view.gettext("Owner"), icon=Icon.ASSIGNEE,
             icon_says=view.gettext("Owner")),
        Line(text=review, above=view.gettext("Next review")),
        Line(text=", ".join(gist(one, parts.NAME) for one in teams) or view.gettext("all teams"),
             above=view.gettext("For")),
    ]  # fmt: skip
    if not is_writer or article.archived_at is not None:
        return tuple(facts)
    is_public = article.audience is Audience.PUBLIC
    other = Audience.STAFF if is_public else Audience.PUBLIC
    words = view.gettext("Make staff-only") if is_public else view.gettext("Make public")
    here = {"article": str(article.id)}
    return *facts, *parts.in_rows(
        Button(words, Press("set-article-audience", {"audience": other.value})),
        Button(view.gettext("Archive…"), Open("article-archive", here)),
    )


def _history(session: Session, view: View, article: Article) -> Section:
    rows = article_lists.versions(session, article.id, limit=_VERSIONS)
    lines = tuple(_version(view, article, one) for one in rows)
    return Section(lines, title=view.gettext("Versions"), shows=1)


def _version(view: View, article: Article, one: Wording) -> Line:
    number = view.gettext("Version %(number)d") % {"number": one.number}
    facts = (number, gist(one.who or "", parts.NAME), view.age(one.at))
    return Line(
        text=" · ".join(filter(None, facts)),
        below=gist(one.why, parts.GIST),
        act=Open("article-version", {"article": str(article.id), "number": str(one.number)}),
    )
