"""Buttons of the knowledge base: looking for articles, writing them, keeping them true, and using them for a reply."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from addon.press import Press, done, latest, page, typed
from cards.kit import Answer, Form, Move
from cards.pages import PAGES, article_edit
from cards.pages import reply as reply_form
from cards.pages.articles import today
from inbox import access, article_queries, article_suggestions, articles
from inbox.articles import Rewritten, Written
from inbox.errors import Invalid, NotFound
from inbox.models import Article, Audience
from inbox.translation import N_
from workers import article_jobs

_REVIEWS = ("90", "182", "365")


def search(session: Session, press: Press) -> Answer:
    """Look for articles by words at once; a worker says what the query means, and the next look finds by that, too."""
    viewer = press.view.viewer
    query = article_queries.trimmed(press.inputs.text("query"))
    access.require_staff(viewer)
    query_id = article_queries.ask(session, viewer.organization_id, query, now=press.view.now)
    if query_id is not None:
        article_jobs.say_what_is_meant.after(session, query_id)
    return page(session, press, "articles", move=Move.UPDATE, query=query, language=press.params.get("language", ""))


def save(session: Session, press: Press) -> Answer:
    """Write a new article, or change one. What somebody else saved meanwhile is shown, and not overwritten."""
    viewer = press.view.viewer
    access.require_lead(viewer)
    wanted = _wanted(press)
    if not press.params.get("article"):
        articles.require_known(session, viewer, wanted)
        article = articles.write(session, viewer.organization_id, wanted, by=press.by)
        return _shown(session, press, article, press.words(N_("Saved")))
    article = _article(session, press)
    articles.require_known(session, viewer, wanted, articles.teams_of(session, article))
    try:
        articles.change(session, article, wanted, seen=press.number("seen"), by=press.by, why=press.inputs.text("why"))
    except Rewritten as refusal:
        return _both(session, press, article, refusal)
    return _shown(session, press, article, press.words(N_("Saved")))


def preview(session: Session, press: Press) -> Answer:
    """How what was typed will read."""
    view = replace(press.view, form=typed(press))
    shown = article_edit.preview(view, press.inputs.text("title"), press.inputs.text("body")[: articles.LONGEST])
    seen = press.number("seen") if press.params.get("seen") else None
    return Answer(card=article_edit.of(session, view, press.params, shown, seen=seen), move=Move.UPDATE)


def set_audience(session: Session, press: Press) -> Answer:
    """Make it public, or staff-only; the button that takes it back stands in the place of this one."""
    chosen = press.params.get("audience", "")
    if chosen not in set(Audience):
        raise NotFound(articles.GONE)
    article = _article(session, press)
    articles.set_audience(session, article, Audience(chosen), by=press.by)
    is_public = article.audience is Audience.PUBLIC
    return _shown(session, press, article, press.words(N_("It is public now") if is_public else N_("Staff only now")))


def archive(session: Session, press: Press) -> Answer:
    """Archive it; the card offers to bring it back."""
    article = _article(session, press)
    articles.archive(session, article, by=press.by)
    return _shown(session, press, article, press.words(N_("Archived")))


def unarchive(session: Session, press: Press) -> Answer:
    """Bring it back."""
    article = _article(session, press)
    articles.unarchive(session, article, by=press.by)
    return _shown(session, press, article, press.words(N_("It is back")))


def restore(session: Session, press: Press) -> Answer:
    """Let an earlier wording hold again; the one before it stays among the versions."""
    article = _article(session, press)
    articles.restore(session, article, press.number("number"), by=press.by)
    return _shown(session, press, article, press.words(N_("This version holds again")))


def review(session: Session, press: Press) -> Answer:
    """It is still true; look again after a while."""
    days = press.params.get("days", "")
    if days not in _REVIEWS:
        raise NotFound(articles.GONE)
    article = _article(session, press)
    articles.review(session, article, today(press.view) + timedelta(days=int(days)), by=press.by)
    return _shown(session, press, article, press.words(N_("Reviewed")))


def insert(session: Session, press: Press) -> Answer:
    """Put the passage of a public article into a reply, which opens with it."""
    conversation = access.conversation_for(session, press.view.viewer, press.number("conversation"))
    text = article_suggestions.quotable(session, conversation, press.number("offer"))
    params = {"conversation": str(conversation.id), "turn": str(press.number("offer"))}
    view = replace(press.view, form=Form(values={reply_form.field(params): (text,)}))
    return Answer(card=PAGES["reply"](session, view, params), move=Move.PUSH)


def dismiss(session: Session, press: Press) -> Answer:
    """It does not help here; another one moves up."""
    conversation = latest(session, press)
    article_suggestions.dismiss(session, conversation, press.number("offer"), by=press.by)
    session.flush()
    return done(session, press, conversation, press.words(N_("It is no longer offered here")))


def offer_again(session: Session, press: Press) -> Answer:
    """It may help after all."""
    conversation = latest(session, press)
    article_suggestions.offer_again(session, conversation, press.number("offer"))
    session.flush()
    return done(session, press, conversation, press.words(N_("It is offered here again")))


def _wanted(press: Press) -> Written:
    inputs = press.inputs
    audience = inputs.text("audience")
    if audience not in set(Audience):
        raise Invalid(N_("Choose from the list."), field="audience")
    return Written(
        title=inputs.text("title"), body=inputs.text("body"), language=inputs.text("language"),
        audience=Audience(audience),
        owner_id=None if inputs.text("owner") in ("", article_edit.NOBODY) else inputs.number("owner"),
        team_ids=frozenset(inputs.numbers("teams")), review_on=inputs.day("review"),
    )  # fmt: skip


def _article(session: Session, press: Press) -> Article:
    return articles.article_for(session, press.view.viewer, press.number("article"), to_change=True)


def _both(session: Session, press: Press, article: Article, refusal: Rewritten) -> Answer:
    """What was typed, and what stands there now."""
    view = replace(press.view, form=typed(press))
    shown = article_edit.saved_meanwhile(view, article)
    card = article_edit.of(session, view, press.params, shown, seen=article.version)
    return Answer(card=card, move=Move.UPDATE, notification=press.view.refusal(refusal))


def _shown(session: Session, press: Press, article: Article, words: str) -> Answer:
    session.flush()
    move = Move.BACK if press.params.get("back") else Move.UPDATE
    answer = page(session, press, "article", move=move, article=article.id)
    return replace(answer, notification=words, has_changed=True)
