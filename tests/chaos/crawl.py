"""A run over many hosts that a test can kill: its sites, its process tree, and what it asked for."""

import multiprocessing
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.context import SpawnProcess
from pathlib import Path

import psutil

from config.settings import Settings
from crawler.guard import LoopbackMap
from sync import commands
from sync.commands.desk import open_desk
from sync.loopback import LoopbackServer, Site
from sync.store.connect import open_store
from sync.worker import Orders, Watcher, refresh
from tests.chaos.demo import LONGEST_SECONDS, kill, stopped_tree

HOSTS = 30
POSTS = 18
PAGES_PER_HOST = POSTS + 2
"""With the home page and the feed."""
PAGES = HOSTS * PAGES_PER_HOST
RULES = ("/robots.txt", "/.well-known/tdmrep.json")


def write_sites(folder: Path) -> list[Site]:
    """Write the blogs of fictional people, each with a home page, a feed and posts."""
    sites = []
    for number in range(HOSTS):
        host = f"person{number}.example"
        _write(folder / host, host, f"Person Number{number}")
        sites.append(Site(host=host, root=folder / host))
    return sites


def _write(root: Path, host: str, name: str) -> None:
    (root / "posts").mkdir(parents=True)
    (root / "robots.txt").write_text("User-agent: *\nDisallow: /drafts/\n", "utf-8")
    head = "<link rel=alternate type=application/rss+xml href=/feed.xml>"
    home = f"<h1>{name}</h1><p>I am {name} and I work as a Data Engineer at Birkenfeld Systems.</p>"
    (root / "index.html").write_text(f"<html><head>{head}<title>{name}</title></head><body>{home}</body></html>")
    items = []
    for post in range(POSTS):
        text = f"<h1>Note {post}</h1><p>{name} wrote note {post} about queues and backups in Python.</p>"
        page = f"<html><head><title>Note {post}</title></head><body><article>{text}</article></body></html>"
        (root / "posts" / f"note-{post}.html").write_text(page, "utf-8")
        items.append(f"<item><title>Note {post}</title><link>https://{host}/posts/note-{post}.html</link></item>")
    feed = f"<rss version='2.0'><channel><title>{name}</title>{''.join(items)}</channel></rss>"
    (root / "feed.xml").write_text(feed, "utf-8")


def import_people(settings: Settings) -> None:
    """Store the people whose blogs these are; their first pages are due."""
    lines = [
        f'{{"name": "Person Number{number}", "sources": [{{"address": "https://person{number}.example/", '
        '"kind": "blog", "basis": "consent", "given_by": "candidate"}]}'
        for number in range(HOSTS)
    ]
    with open_desk(settings, "tests") as desk:
        commands.imports.import_people(desk, lines, "tests")


def round_of_work(settings: Settings, ports: Mapping[tuple[str, str], int]) -> None:
    """Do one whole round, as the command line does; runs in a process of its own, which has the crawl as a child."""
    orders = Orders(loopback=LoopbackMap(ports), delay_override=0.0)
    with open_store(settings) as store:
        refresh(settings, store, orders, Watcher())


@contextmanager
def started(settings: Settings, server: LoopbackServer) -> Iterator[SpawnProcess]:
    """Start a round; whatever of it is left at the end is killed with signal 9, parent and children at one moment."""
    process = multiprocessing.get_context("spawn").Process(
        target=round_of_work, args=(settings, server.mapping), name="round"
    )
    process.start()
    try:
        yield process
    finally:
        if process.is_alive():
            kill(stopped_tree(psutil.Process(process.pid)))
        process.join(LONGEST_SECONDS)


def asked(server: LoopbackServer, since: int = 0, until: int | None = None) -> Counter[str]:
    """Return how often each page was asked for in a stretch of the server's log; the files of rules are no pages."""
    return Counter(f"https://{one.host}{one.path}" for one in server.log[since:until] if one.path not in RULES)
