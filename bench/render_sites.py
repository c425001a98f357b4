"""Generated sites whose pages are built by JavaScript, as a framework of today builds them."""

import json
import random
from pathlib import Path

from bench.sites import Author, write_sites

PAGES_PER_SITE = 20
FRAMEWORK_FUNCTIONS = 1_000
"""About 150 KB of script, what a framework of today weighs."""
PICTURES = 12
"""Of 30 KB each, beside two fonts and two style sheets; the median page of the web has about seventy requests."""

_SHELL = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{host}</title>
<link rel="stylesheet" href="/site.css"><link rel="stylesheet" href="/fonts.css"></head>
<body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div>
<script src="/framework.js"></script><script src="/data/{page}.js"></script><script src="/app.js"></script>
</body></html>
"""
_FONTS = "".join(
    f"@font-face {{ font-family: face{number}; src: url(/face{number}.woff2) format('woff2') }}\n" for number in (1, 2)
)
_STYLE = "body { font-family: face1, sans-serif; max-width: 60em } h1 { font-family: face2, serif }\n"
_APP = """const root = document.getElementById('root');
const add = (parent, tag, text) => { const one = document.createElement(tag); if (text) one.textContent = text;
  parent.append(one); return one; };
const nav = add(root, 'nav');
for (const page of state.pages) { const link = add(nav, 'a', page); link.href = '/' + page + '.html'; }
const article = add(root, 'article');
add(article, 'h1', state.title);
for (const text of state.paragraphs) add(article, 'p', text);
for (const picture of state.pictures) { const image = add(article, 'img'); image.src = picture; }
const list = add(article, 'ul');
for (let row = 0; row < 120; row++) add(add(list, 'li'), 'span', framework['step' + row % 100](row) + '');
document.body.dataset.ready = state.mark;
"""


def write_javascript_sites(folder: Path, sites: int, seed: int) -> dict[str, list[str]]:
    """Write one folder per host; returns the paths of each host's pages.

    The words are those of :mod:`bench.sites`; a page's own mark appears only once its scripts have run.
    """
    words = random.Random(seed)
    authors: list[Author] = write_sites(folder / "plain", sites, seed)
    framework = "const framework = {};\n" + "".join(
        f"framework.step{number} = function (value) {{ let sum = value; for (let turn = 0; turn < {number % 7 + 3}; "
        f"turn++) {{ sum = (sum * 31 + turn * {number}) % 65537; }} return sum; }};\n"
        for number in range(FRAMEWORK_FUNCTIONS)
    )
    found = {}
    for author in authors:
        root = folder / "javascript" / author.host
        (root / "data").mkdir(parents=True)
        pages = [f"page{number}" for number in range(PAGES_PER_SITE)]
        (root / "framework.js").write_text(framework, "utf-8")
        (root / "app.js").write_text(_APP, "utf-8")
        (root / "site.css").write_text(_STYLE * 40, "utf-8")
        (root / "fonts.css").write_text(_FONTS, "utf-8")
        pictures = [f"/picture{number}.png" for number in range(PICTURES)]
        for name in (*pictures, "/face1.woff2", "/face2.woff2"):
            (root / name[1:]).write_bytes(words.randbytes(30_000))
        for page in pages:
            (root / f"{page}.html").write_text(_SHELL.format(host=author.host, page=page), "utf-8")
            state = {
                "title": f"{author.name}: {page}",
                "mark": mark(author.host, page),
                "pages": pages,
                "pictures": pictures,
                "paragraphs": [f"I am {author.name}, {author.title} at {author.employer}. " * 3] * 8,
            }
            (root / "data" / f"{page}.js").write_text(f"const state = {json.dumps(state)};\n", "utf-8")
        found[author.host] = [f"/{page}.html" for page in pages]
    return found


def mark(host: str, page: str) -> str:
    """Return what a page says of itself once it is built."""
    return f"built {host} {page}"
