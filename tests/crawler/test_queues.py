"""One request per host on its way; the others wait as they are."""

from scrapy.http import Request

from crawler.context import RunContext
from crawler.memory import Memory
from crawler.queues import HostQueues
from crawler.spec import RunSpec


def queues() -> HostQueues:
    spec = RunSpec(run_id="run", owner="tests", archive_url="memory://queues")
    return HostQueues(RunContext(spec, Memory().ports()))


def queue(waiting: HostQueues, *asked: tuple[str, int]) -> dict[str, Request]:
    requests = {url: Request(url, priority=priority) for url, priority in asked}
    for request in requests.values():
        assert waiting.enqueue_request(request)
    return requests


def handed_out(waiting: HostQueues) -> list[str]:
    found = []
    while (request := waiting.next_request()) is not None:
        found.append(request.url)
    return found


def test_a_host_has_one_request_on_its_way() -> None:
    """The next one of a host is handed out when the one before has left."""
    waiting = queues()
    requests = queue(waiting, ("https://ada.example/1", 0), ("https://ada.example/2", 0), ("https://bob.example/1", 0))
    assert handed_out(waiting) == ["https://ada.example/1", "https://bob.example/1"]
    assert waiting.has_pending_requests()
    waiting.left(requests["https://ada.example/1"])
    assert handed_out(waiting) == ["https://ada.example/2"]
    assert not waiting.has_pending_requests()


def test_of_a_host_the_most_pressing_goes_first() -> None:
    """And of equal ones the one that came first."""
    waiting = queues()
    requests = queue(
        waiting, ("https://ada.example/post", 0), ("https://ada.example/", 100), ("https://ada.example/b", 0)
    )
    order = []
    while (request := waiting.next_request()) is not None:
        order.append(request.url)
        waiting.left(requests[request.url])
    assert order == ["https://ada.example/", "https://ada.example/post", "https://ada.example/b"]


def test_a_request_that_comes_while_its_host_is_busy_waits() -> None:
    """A page that was found while its neighbour is read is asked for after it."""
    waiting = queues()
    requests = queue(waiting, ("https://ada.example/1", 0))
    assert handed_out(waiting) == ["https://ada.example/1"]
    queue(waiting, ("https://ada.example/2", 0))
    assert handed_out(waiting) == []
    waiting.left(requests["https://ada.example/1"])
    assert handed_out(waiting) == ["https://ada.example/2"]


def test_what_was_never_queued_frees_no_host() -> None:
    """The download of a robots.txt ends while the page that needs it is on its way."""
    waiting = queues()
    queue(waiting, ("https://ada.example/1", 0), ("https://ada.example/2", 0))
    assert handed_out(waiting) == ["https://ada.example/1"]
    waiting.left(Request("https://ada.example/robots.txt"))
    assert handed_out(waiting) == []
