"""The views of a document that has several behind one address, told apart by a fragment such as ``#/experience``.

A site built so is one page to a crawler, since fragments are never sent; to its readers it is a site. The document
that is read holds all its views, one after the other.
"""

from collections.abc import Sequence
from html import escape

MOST_VIEWS = 8
"""Of one document: a portfolio has a handful."""
LIST = """(most) => {
  const here = location.pathname + location.search, first = location.hash.replace(/\\/$/, '');
  const views = new Set();
  for (const one of document.querySelectorAll('a[href]')) {
    const view = one.hash;
    if (!/^#!?\\/[\\w%.~-]/.test(view) || view.length > 200 || view.replace(/\\/$/, '') === first) continue;
    if (one.pathname + one.search === here && one.host === location.host && views.size < most) views.add(view);
  }
  return [...views];
}"""
"""A script: the fragments of the other views that the document links to."""
OPEN = """(view) => { location.hash = view; return true; }"""
"""A script: show one of them."""


def joined(html: str, views: Sequence[tuple[str, str]]) -> str:
    """Return a document with its other views behind what it shows first.

    :param views: fragment and HTML of each.
    """
    if not views:
        return html
    parts = "".join(f'<section data-view="{escape(view)}">{_body(shown)}</section>' for view, shown in views)
    head, end, tail = html.rpartition("</body>")
    return f"{head}{parts}{end}{tail}" if end else html + parts


def _body(html: str) -> str:
    start, end = html.find("<body"), html.rfind("</body>")
    return html[html.find(">", start) + 1 : end] if 0 <= start < end else ""
