"""Writes the blogs of fictional people as static sites, the same ones for the same seed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from email.utils import formatdate
from pathlib import Path
from random import Random

POSTS = 20
PAGES_PER_SITE = POSTS + 5
"""With home, about, the list of posts, feed and sitemap."""
WORDS_PER_POST = 600
NEWEST = date(2026, 10, 1)

FIRST_NAMES = ("Alma", "Bruno", "Chiara", "Dario", "Edda", "Farid", "Greta", "Hakim", "Ilse", "Jovan", "Kaya", "Luan")
LAST_NAMES = (
    "Achterberg",
    "Bellweather",
    "Corvane",
    "Dunmarrow",
    "Eskelund",
    "Fairholt",
    "Hollins",
    "Ilmarin",
    "Jarrow",
)
TITLES = ("Data Engineer", "Backend Developer", "Site Reliability Engineer", "Engineering Manager", "Research Engineer")
EMPLOYERS = ("Birkenfeld Systems", "Tallow & Pine", "Orrery Freight", "Quillmark", "Sandpiper Health", "Veldt Mobility")
PLACES = ("Utrecht", "Aarhus", "Porto", "Graz", "Lund", "Ghent", "Turku", "Leipzig")
SKILLS = ("Python", "PostgreSQL", "Kubernetes", "Terraform", "TypeScript", "Apache Kafka", "Django", "Grafana", "Linux")
SUBJECTS = ("The team", "Our first version", "A colleague of mine", "The nightly job", "The old service", "Nobody", "I")
VERBS = ("rewrote", "measured", "kept", "moved", "replaced", "questioned", "simplified", "documented", "tested")
OBJECTS = (
    "the import",
    "every second query",
    "the release notes",
    "a queue of messages",
    "the slow part",
    "our alarms",
)
REASONS = (
    "because the numbers did not agree",
    "before the customers noticed",
    "while the other half was still running",
    "and it took less than a week",
    "which turned out to be the easy part",
    "after a long talk about what done means",
    "so that a new colleague could read it",
)
TOPICS = ("Backups", "Deadlines", "Schemas", "Reviews", "Timeouts", "Estimates", "Caches", "Handovers", "Logs", "Names")


@dataclass(frozen=True, slots=True)
class Author:
    """Whose site it is, with the record that the job starts from."""

    name: str
    host: str
    title: str
    employer: str
    place: str
    skills: Sequence[str]

    def record(self) -> str:
        """Return the person as an import line; the record is out of date on purpose."""
        return json.dumps(
            {
                "external_ids": {"bench": self.host},
                "name": self.name,
                "title": "Software Engineer",
                "skills": [self.skills[0]],
                "sources": [
                    {"address": f"https://{self.host}/", "kind": "blog", "basis": "consent", "given_by": "candidate"}
                ],
            }
        )


@dataclass(frozen=True, slots=True)
class Post:
    """One article."""

    slug: str
    title: str
    day: date
    paragraphs: Sequence[str]


def write_sites(folder: Path, count: int, seed: int) -> list[Author]:
    """Write ``count`` sites, each into a folder named after its host, and return whose they are."""
    random = Random(seed)
    authors = [_author(random, number) for number in range(count)]
    for author in authors:
        _write(folder / author.host, author, [_post(random, number) for number in range(POSTS)])
    return authors


def _author(random: Random, number: int) -> Author:
    name = f"{random.choice(FIRST_NAMES)} {random.choice(LAST_NAMES)}"
    return Author(
        name=name,
        host=f"{name.lower().replace(' ', '')}{number}.example",
        title=random.choice(TITLES),
        employer=random.choice(EMPLOYERS),
        place=random.choice(PLACES),
        skills=random.sample(SKILLS, 3),
    )


def _post(random: Random, number: int) -> Post:
    title = f"{random.choice(TOPICS)} and {random.choice(TOPICS).lower()}, part {number + 1}"
    paragraphs, words = [], 0
    while words < WORDS_PER_POST:
        paragraph = " ".join(_sentence(random) for _ in range(random.randint(4, 8)))
        words += len(paragraph.split())
        paragraphs.append(paragraph)
    slug = title.lower().replace(",", "").replace(" ", "-")
    return Post(slug, title, NEWEST - timedelta(days=37 * number), paragraphs)


def _sentence(random: Random) -> str:
    said = f"{random.choice(SUBJECTS)} {random.choice(VERBS)} {random.choice(OBJECTS)} {random.choice(REASONS)}"
    return f"{said}, with {random.choice(SKILLS)}." if random.random() < 0.1 else f"{said}."


def _write(root: Path, author: Author, posts: Sequence[Post]) -> None:
    here = f"https://{author.host}"
    listing = "".join(f'<li><a href="/posts/{one.slug}/">{one.title}</a> {one.day}</li>' for one in posts)
    role = f"{author.title} at {author.employer}"
    about = (
        f"<h1>About me</h1><p>My name is {author.name} and I work as a {role}, from {author.place}.</p>"
        f"<h2>Skills</h2><p>{', '.join(author.skills)}</p>"
    )
    home = f"<h1>{author.name}</h1><p>I am {author.name}, {role} in {author.place}.</p><p>My notes on work.</p>"
    _put(root / "index.html", _page(author, author.name, home))
    _put(root / "about" / "index.html", _page(author, "About", about))
    _put(root / "posts" / "index.html", _page(author, "Posts", f"<h1>All posts</h1><ul>{listing}</ul>"))
    for post in posts:
        body = "".join(f"<p>{paragraph}</p>" for paragraph in post.paragraphs)
        article = f"<article><h1>{post.title}</h1><time datetime='{post.day}'>{post.day}</time>{body}</article>"
        _put(root / "posts" / post.slug / "index.html", _page(author, post.title, article))
    items = "".join(
        f"<item><title>{one.title}</title><link>{here}/posts/{one.slug}/</link>"
        f"<pubDate>{formatdate(_noon(one.day), usegmt=True)}</pubDate>"
        f"<description>{one.paragraphs[0]}</description></item>"
        for one in posts
    )
    _put(
        root / "index.xml",
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>{author.name}</title>"
        f"<link>{here}/</link><description>Notes</description>{items}</channel></rss>",
    )
    places = "".join(f"<url><loc>{here}/posts/{one.slug}/</loc></url>" for one in posts)
    _put(root / "sitemap.xml", f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{places}</urlset>")
    _put(root / "robots.txt", f"User-agent: *\nDisallow: /drafts/\nSitemap: {here}/sitemap.xml\n")


def _page(author: Author, title: str, body: str) -> str:
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>"
        f"<meta name='author' content='{author.name}'>"
        "<link rel='alternate' type='application/rss+xml' href='/index.xml'></head><body>"
        "<header><nav><a href='/'>Home</a> <a href='/posts/'>Posts</a> <a href='/about/'>About</a></nav></header>"
        f"<main>{body}</main><footer><p>Written by {author.name}.</p></footer></body></html>"
    )


def _noon(day: date) -> int:
    return (day - date(1970, 1, 1)).days * 86_400 + 43_200


def _put(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")
