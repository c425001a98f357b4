"""The answers of the suppression list during a run."""

import asyncio

from crawler.context import SUPPRESSION_SECONDS, RunContext
from crawler.items import DuePage, SourceRef
from crawler.memory import Memory
from crawler.spec import RunSpec

HOME = "https://ada.example/"
PAGE = DuePage(HOME, "portfolio", "home", 0, (SourceRef("s", "ada", HOME, "consent"),))


def test_an_erasure_during_a_run_counts_within_seconds() -> None:
    """An answer is used again for a few seconds and then asked for anew."""
    memory, seconds = Memory(), [100.0]
    spec = RunSpec(run_id="run", owner="tests", archive_url="memory://context")
    context = RunContext(spec, memory.ports(), now=lambda: seconds[0])

    async def asked() -> bool:
        return await context.is_suppressed(PAGE, HOME)

    assert not asyncio.run(asked())
    memory.suppressions.add(HOME)
    seconds[0] += SUPPRESSION_SECONDS / 2
    assert not asyncio.run(asked())
    seconds[0] += SUPPRESSION_SECONDS / 2
    assert asyncio.run(asked())


def test_a_redirects_target_is_asked_for_too() -> None:
    """A hop to an erased person's address is refused like the page itself."""
    memory = Memory()
    memory.suppressions.add("https://ada.example/moved")
    context = RunContext(RunSpec(run_id="run", owner="tests", archive_url="memory://context"), memory.ports())
    assert asyncio.run(context.is_suppressed(PAGE, "https://ada.example/moved"))
