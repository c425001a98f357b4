"""Pages that need JavaScript, through a whole run with a real browser; and without one."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse

from crawler.archive import Archive
from crawler.browser.rendering import REVISIT, Need, Rendering
from crawler.guard import LoopbackMap
from crawler.items import DuePage, Outcome, Verdict
from crawler.memory import MemoryRenderings
from crawler.ports import RenderRecord
from crawler.spec import RunSpec
from tests.mockserver.child import Crawled, crawl, due, source
from tests.mockserver.server import Answer, MockServer, page, robots

SAID = "I build gardens of long sentences, and this one came by a script, so that it is in no page as it is served."
SCRIPT = (
    "fetch('/text.json').then(answer => answer.json()).then(text => { document.getElementById('root').innerHTML ="
    " '<p>' + text.said + '</p><a href=\"/about\">About me</a>'; })"
)
APP = Answer(SCRIPT.encode(), content_type="text/javascript")
SPLASH = Answer(
    f"document.getElementById('root').textContent = 'Hello'; setTimeout(() => {{ {SCRIPT} }}, 2500)".encode(),
    content_type="text/javascript",
)
VIEWS = Answer(
    b"const root = document.getElementById('root');"
    b'const link = view => `<a href="#${view}">${view}</a>`;'
    b"const links = ['/', '/career', '/career', 'top'].map(link).join('');"
    b"const words = view => `<p>Here is the view named ${view || 'start'}, which is long enough to be read as a page. "
    b"It says so twice, since it is to be longer than a splash.</p>`;"
    b"const draw = () => { root.innerHTML = words(location.hash.slice(2)) + links; };"
    b"addEventListener('hashchange', draw); draw();",
    content_type="text/javascript",
)
TEXT = Answer(f'{{"said": "{SAID}"}}'.encode(), content_type="application/json")
SHELL = page("Shell", "<div id='root'></div><script src='/app.js'></script>")
MISSING = Path("/nowhere/chromium")


def shell(**changes: object) -> Answer:
    """Return the shell with other headers."""
    return Answer(SHELL.body, **changes)  # type: ignore[arg-type]


def site(**changes: Answer) -> dict[str, Answer]:
    """Return a site of two shells; changes are named by path, ``home`` being the first page."""
    routes = {"home": SHELL, "about": SHELL, "app.js": APP, "text.json": TEXT} | {
        name.replace("_", "."): answer for name, answer in changes.items()
    }
    return {"/" if path == "home" else f"/{path}": answer for path, answer in routes.items()}


def spec(server: MockServer, tmp_path: Path, **changes: object) -> RunSpec:
    """Return a run's orders."""
    values: dict[str, object] = {
        "loopback": LoopbackMap(server.ports()),
        "archive_url": tmp_path.as_uri(),
        "delay_override": 0.0,
        "log_level": "error",
    }
    return RunSpec(run_id="rendering", owner="tests", **{**values, **changes})  # type: ignore[arg-type]


def read(server: MockServer, tmp_path: Path, *hosts: str, **changes: object) -> Crawled:
    """Crawl the home pages of some hosts, or of all."""
    return crawl(spec(server, tmp_path, **changes), [due(f"https://{host}/") for host in hosts or server.hosts])


@pytest.fixture(scope="module")
def together(chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """Crawl sites that differ in one thing each, in one run."""
    text = (
        "<p>" + "Here is real text, as it is served. " * 20 + "</p><div id='root'></div><script src='/app.js'></script>"
    )
    hollow = text.replace("id='root'", "id='root' class='publications'")
    noindex = Answer(
        b"document.head.insertAdjacentHTML('beforeend', '<meta name=robots content=noindex>');" + SCRIPT.encode(),
        content_type="text/javascript",
    )
    forbidden = {**site(), "/robots.txt": robots("User-agent: *\nDisallow: /app.js\n")}
    hosts = {
        "ada.example": site(home=shell(etag='"1"', headers={"Last-Modified": "Mon, 05 Jan 2026 10:00:00 GMT"})),
        "text.example": site(home=page("Text", text)),
        "late.example": site(app_js=noindex),
        "never.example": site(home=shell(headers={"X-Robots-Tag": "noindex"})),
        "forbidden.example": forbidden,
        "reset.example": site(app_js=Answer(reset=True)),
        "splash.example": site(app_js=SPLASH),
        "hollow.example": site(home=page("Text", hollow)),
        "broken.example": site(home=page("Text", hollow), app_js=Answer(reset=True)),
        "reserved.example": site(text_json=Answer(TEXT.body, headers={"tdm-reservation": "1"})),
    }
    with MockServer(hosts) as server:
        crawled = read(server, tmp_path_factory.mktemp("archive"), browser=chromium)
        together_paths.update({host: server.paths(host) for host in hosts})
    return crawled


together_paths: dict[str, list[str]] = {}


def test_the_words_behind_a_splash_screen_are_waited_for(together):
    """What a page shows at rest is not all that it will show while it shows next to nothing."""
    assert together.of("https://splash.example/").rendered is True


def test_a_page_whose_lists_are_filled_by_scripts_is_read_with_them(together):
    """It has words of its own, and an empty place where its publications will be."""
    assert together.of("https://hollow.example/").rendered is True


def test_a_page_with_words_is_read_as_served_where_its_scripts_cannot_be_had(together):
    """Its lists are missing then, and nothing else."""
    reading = together.of("https://broken.example/")
    assert (reading.outcome, reading.rendered) == (Outcome.FETCHED, None)


def test_a_shell_is_read_as_the_browser_shows_it(together):
    """The reading is marked, its body is what the scripts built, and its content type says how that is written."""
    reading = together.of("https://ada.example/")
    assert (reading.outcome, reading.rendered) == (Outcome.FETCHED, True)
    assert reading.content_type == "text/html; charset=utf-8"
    assert together.summary.renderings["rendered"] >= 2


def test_validators_of_a_shell_are_not_kept(together):
    """An unchanged shell says nothing about the page that its scripts make of it."""
    assert not {"etag", "last-modified"} & set(together.of("https://ada.example/").headers)


def test_links_that_scripts_made_are_followed(together):
    """What the page links to once it is built is read too, in the same page of the browser."""
    assert together.of("https://ada.example/about").rendered is True


def test_a_script_is_fetched_once_for_all_pages_of_a_run(together):
    """Two pages of one site cost its host one request for their script and one for their data."""
    assert [together_paths["ada.example"].count(path) for path in ("/app.js", "/text.json")] == [1, 1]


def test_a_page_with_text_of_its_own_is_not_rendered(together):
    """None of its scripts is asked for."""
    assert together.of("https://text.example/").rendered is None
    assert "/app.js" not in together_paths["text.example"]


def test_a_refusal_in_the_page_as_served_keeps_it_out_of_the_browser(together):
    """A shell that says noindex is refused before anything else is fetched for it."""
    assert together.of("https://never.example/").verdict.reason == "noindex"
    assert "/app.js" not in together_paths["never.example"]


def test_a_refusal_that_scripts_add_counts(together):
    """A page that says noindex once it is built is refused."""
    reading = together.of("https://late.example/")
    assert (reading.outcome, reading.verdict.reason) == (Outcome.REFUSED, "noindex")


def test_what_robots_txt_forbids_is_not_loaded_for_a_page(together):
    """Without its script the page shows nothing more, and is read as served."""
    reading = together.of("https://forbidden.example/")
    assert (reading.outcome, reading.rendered) == (Outcome.FETCHED, None)
    assert "/app.js" not in together_paths["forbidden.example"]


def test_data_whose_owner_reserves_it_is_not_given_to_the_page(together):
    """The answer was fetched, says that it may not be used, and is not."""
    reading = together.of("https://reserved.example/")
    assert (reading.outcome, reading.rendered) == (Outcome.FETCHED, None)
    assert "/text.json" in together_paths["reserved.example"]


def test_a_page_whose_script_cannot_be_had_now_fails(together):
    """It is tried again later instead of being filed as empty."""
    reading = together.of("https://reset.example/")
    assert reading.outcome is Outcome.FAILED
    assert reading.error is not None
    assert reading.error.startswith("RenderFailed: ")


def test_the_archive_holds_what_the_browser_showed(chromium, tmp_path):
    """The body is the built document in UTF-8; the same page read again is unchanged."""
    with MockServer({"ada.example": site()}) as server:
        first = read(server, tmp_path, browser=chromium)
        reading = first.of("https://ada.example/")
        [path] = reading.archive_paths.values()
        assert SAID.encode() in Archive(tmp_path.as_uri()).read(path)
        again = crawl(spec(server, tmp_path, browser=chromium), first.again)
    assert {one.outcome for one in again.readings} == {Outcome.UNCHANGED}


def test_pages_beyond_the_runs_renders_stay_due(chromium, tmp_path):
    """One page is rendered, the other waits for the next run, and the report counts it."""
    with MockServer({"ada.example": site(), "bob.example": site()}) as server:
        crawled = crawl(
            spec(server, tmp_path, browser=chromium, renders_per_run=1, max_depth=0),
            [due("https://ada.example/"), due("https://bob.example/")],
        )
    assert len(crawled.left) == 1
    assert crawled.summary.left_due == {"renders": 1}


@pytest.mark.parametrize(
    ("changes", "why"), [({"browser": MISSING}, str(MISSING)), ({"renders_per_run": 0}, "renders_per_run")]
)
def test_without_a_browser_the_run_goes_on(tmp_path, changes, why):
    """Shells are read as served and marked, and the report says once per host why."""
    with MockServer(
        {"ada.example": site(home=shell(etag='"1"')), "text.example": {"/": page("T", "x " * 900)}}
    ) as server:
        crawled = read(server, tmp_path, **changes)
    reading = crawled.of("https://ada.example/")
    assert (reading.outcome, reading.rendered, reading.headers.get("etag")) == (Outcome.FETCHED, False, None)
    assert crawled.of("https://text.example/").rendered is None
    assert crawled.summary.renderings == {"without_javascript": 1}
    [(address, verdict)] = crawled.notes
    assert (address, verdict.reason) == ("https://ada.example/", "no_browser")
    assert why in verdict.detail


def test_an_interrupted_run_leaves_the_page_in_the_browser_due(chromium, tmp_path):
    """It is neither failed nor filed as empty."""
    slow = Answer(TEXT.body, content_type="application/json", seconds=3.0)
    with MockServer({"ada.example": site(text_json=slow)}) as server:
        crawled = crawl(
            spec(server, tmp_path, browser=chromium),
            [due("https://ada.example/")],
            interrupt=lambda: "/app.js" in server.paths("ada.example"),
        )
    assert crawled.readings == ()
    assert [one.address for one in crawled.left] == ["https://ada.example/"]


NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("record", "rendered"),
    [
        (None, False),
        (RenderRecord("ada.example", NOW - timedelta(days=1), gained=True), False),
        (RenderRecord("ada.example", NOW - timedelta(seconds=1), gained=False), None),
        (RenderRecord("ada.example", NOW - REVISIT + timedelta(seconds=1), gained=False), None),
        (RenderRecord("ada.example", NOW - REVISIT, gained=False), False),
    ],
)
def test_a_host_where_the_browser_was_of_no_use_is_left_alone_for_weeks(record, rendered):
    """Meanwhile its shells do not want a browser (None); before and after they do, and miss it here (False)."""
    renderings = MemoryRenderings()
    if record is not None:
        renderings.put(record)
    notes: list[Verdict] = []
    orders = RunSpec(run_id="r", owner="o", archive_url="memory://rendering", renders_per_run=0)
    response = HtmlResponse("https://ada.example/", body=SHELL.body, headers={"ETag": '"1"'})
    page_due = DuePage("https://ada.example/", "portfolio", "home", 0, (source("https://ada.example/"),))

    async def attempt() -> tuple[HtmlResponse, bool | None]:
        rendering = Rendering(orders, renderings, note=lambda verdict, _: notes.append(verdict), clock=lambda: NOW)
        assert rendering.need(page_due, response) is Need.SHELL
        return await rendering.render(page_due, response, fetch=_never)

    shown, got = asyncio.run(attempt())
    assert got is rendered
    assert shown.headers.get("ETag") is None
    assert [one.reason for one in notes] == (["no_browser"] if rendered is False else [])


async def _never(_: object) -> HtmlResponse:
    raise AssertionError("nothing is fetched for a page that is not rendered")


def test_the_views_behind_a_documents_fragments_are_read_with_it(chromium, tmp_path):
    """A crawler cannot ask for them, since fragments are never sent; each is read once."""
    with MockServer({"views.example": site(app_js=VIEWS)}) as server:
        (reading,) = read(server, tmp_path, browser=chromium).readings
    [path] = reading.archive_paths.values()
    body = Archive(tmp_path.as_uri()).read(path).decode()
    assert [body.count(f"the view named {view},") for view in ("start", "career")] == [1, 1]
    assert body.index("named start") < body.index('data-view="#/career"') < body.index("named career")
