"""Strangers' HTML made fit to be shown: only known elements, nothing that runs, nothing fetched from outside."""

from html import escape

import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

from inbox.mail import html_text

_TAGS = {
    "a", "abbr", "address", "b", "big", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup",
    "dd", "del", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd",
    "li", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"dir", "lang", "title", "align", "style"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan", "valign"},
    "th": {"colspan", "rowspan", "valign", "scope"},
}
_STYLES = {"font-weight", "font-style", "text-align", "text-decoration", "vertical-align", "white-space"}
_CONTENT_DROPPED = {
    "script", "style", "head", "title", "noscript", "template", "iframe", "object", "embed", "applet", "audio",
    "video", "svg", "math", "select", "textarea", "frameset", "noembed", "noframes", "xmp", "plaintext",
}  # fmt: skip
_LONGEST = 1_000_000
_MOST_ENTITIES = 50_000
_TRACKER_SIZES = ("0", "1", "2", "0px", "1px", "2px")


def safe_html(html: str, *, image_placeholder: str = "[image not loaded]") -> str:
    """The mail's HTML without scripts, styles, forms and trackers; remote images become a placeholder in words.

    Pages so deep, long or full of entities that cleaning them would take minutes are shown as text."""
    if len(html) > _LONGEST or html.count("&") > _MOST_ENTITIES or html_text.is_too_deep(html):
        return f"<pre>{escape(html_text.convert(html))}</pre>"
    body = LexborHTMLParser(html).body
    if body is None:
        return ""
    for image in html_text.without_hidden(html, body).css("img"):
        if not _is_inside_the_mail(image):
            _replace(image, image_placeholder)
    return _CLEANER.clean(body.inner_html or "")


def _is_inside_the_mail(image: LexborNode) -> bool:
    return (image.attributes.get("src") or "").strip().lower().startswith("cid:")


def _replace(image: LexborNode, placeholder: str) -> None:
    marks = image.attributes
    if marks.get("width") in _TRACKER_SIZES or marks.get("height") in _TRACKER_SIZES:
        image.decompose()
    else:
        alt = (marks.get("alt") or "").strip()
        image.replace_with(f"[{alt}]" if alt else placeholder)


def _checked(tag: str, attribute: str, value: str) -> str | None:
    """Content ids lead to images only, and images lead to nothing else."""
    if attribute in ("href", "src"):
        is_content_id = value.strip().lower().startswith("cid:")
        return value if is_content_id == (tag == "img") else None
    return value


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_CONTENT_DROPPED,
    attributes=_ATTRIBUTES,
    attribute_filter=_checked,
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
    url_schemes={"http", "https", "mailto", "tel", "cid"},
    filter_style_properties=_STYLES,
    url_relative="deny",
)
