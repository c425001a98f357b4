"""Orders of a run."""

import pickle

from config.settings import Settings
from crawler.guard import LoopbackMap
from crawler.spec import RunSpec


def test_orders_cross_processes() -> None:
    """They are picklable and equal on the other side."""
    orders = RunSpec("r", "o", "memory://x", loopback=LoopbackMap({("https", "ada.example"): 8001}))
    assert pickle.loads(pickle.dumps(orders)) == orders  # noqa: S301 - our own bytes


def test_settings_fill_the_orders_and_arguments_win() -> None:
    """What the operator set is what the run does."""
    settings = Settings(contact="ops@perennial.example", delay_seconds=2.5, max_depth=1)
    orders = RunSpec.from_settings(settings, run_id="r", owner="o", max_depth=2)
    assert (orders.contact, orders.delay_seconds, orders.max_depth) == ("ops@perennial.example", 2.5, 2)
    assert orders.archive_url == settings.archive


def test_the_user_agent_carries_the_contact() -> None:
    """The operator's, or for fictional sites a fictional one."""
    assert RunSpec("r", "o", "x", contact="ops@perennial.example").user_agent.endswith("(+ops@perennial.example)")
    fictional = RunSpec("r", "o", "x", loopback=LoopbackMap({}))
    assert fictional.user_agent.endswith("(+https://perennial.example/contact)")
