"""``perennial serve`` and ``perennial metrics``: rounds on a timetable, and what a monitoring system reads."""

import sys
from contextlib import ExitStack
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from sync.cli.output import at, tell
from sync.cli.session import desk, settings

if TYPE_CHECKING:
    from sync.worker import Refreshed


def serve(
    timetable: Annotated[
        str | None, typer.Option(help='When to read, a cron expression in UTC: "0 3 * * *". Default: the setting.')
    ] = None,
    budget: Annotated[int | None, typer.Option(min=1, help="Most pages of each round.")] = None,
    metrics_port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of /metrics and /healthz on 127.0.0.1; 0: none.")
    ] = 9464,
) -> None:
    """Stay up and do what cron would: read what is due, extract, propose, at each moment of a timetable.

    A moment that passed while nothing ran is made up for at once. Ctrl-C or SIGTERM ends it; what was read is
    stored. Examples: perennial serve --timetable "0 3 * * *" --budget 2000 · perennial serve --metrics-port 9100
    """
    # Only here: it loads Scrapy and spaCy.
    from crawler import logs
    from crawler.spec import RunSpec
    from sync.cli.progress import bars
    from sync.crawl_process import ending_on_sigterm
    from sync.metrics_server import serving_metrics
    from sync.serve import serve as serve_rounds
    from sync.timetable import Timetable
    from sync.worker import Orders, refresh

    loaded = settings()
    expression = timetable or loaded.timetable
    table = Timetable(expression)
    # A missing contact is told now, not at three in the morning.
    RunSpec.from_settings(loaded, run_id="serve", owner="serve").check()
    logs.configure(loaded.log_level, loaded.log_format)
    with desk() as at_desk, ending_on_sigterm(), ExitStack() as stack:
        if metrics_port:
            port = stack.enter_context(serving_metrics(at_desk.store, metrics_port))
            tell(f"Metrics: http://127.0.0.1:{port}/metrics")

        def work() -> "Refreshed":
            with bars() as watcher:
                return refresh(loaded, at_desk.store, Orders(budget=budget), watcher)

        try:
            serve_rounds(at_desk.store, table, work, on_wait=_tell_next, on_round=_tell_round, stop=Event())
        except KeyboardInterrupt:
            tell("Ended. What was read is stored; the timetable goes on with the next start.")


def metrics() -> None:
    """Print metrics in Prometheus' text format, for the node exporter's textfile collector or a look.

    Example: perennial metrics > /var/lib/node_exporter/textfile/perennial.prom
    """
    from sync.metrics import exposition

    with desk() as at_desk:
        sys.stdout.write(exposition(at_desk.store).decode())


def _tell_next(moment: datetime) -> None:
    tell(f"Next round: {at(moment)}")


def _tell_round(ended: "Refreshed | Exception") -> None:
    from sync.cli.crawl import in_words

    tell(f"This round failed: {ended}" if isinstance(ended, Exception) else in_words(ended))
