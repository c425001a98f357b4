"""Host leases: one owner per key, by the database's clock."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sync.store.connect import open_store
from sync.store.holder import holder_is_dead, this_process
from sync.store.hosts import StoreHosts

ROOT = Path(__file__).parents[3]


def keys_of(leases):
    return {lease.key for lease in leases}


def test_two_runs_never_hold_one_key(store):
    """The second is left out until the first gives it back."""
    first, second = StoreHosts(store, "first"), StoreHosts(store, "second")
    assert keys_of(first.acquire(["a.example", "b.example"])) == {"a.example", "b.example"}
    assert keys_of(second.acquire(["b.example", "c.example"])) == {"c.example"}
    second.release(["b.example"])
    assert keys_of(second.acquire(["b.example"])) == set()
    first.release(["a.example", "b.example"])
    assert keys_of(second.acquire(["b.example"])) == {"b.example"}
    second.release(["b.example", "c.example"])


def test_of_many_runs_at_once_one_gets_a_new_key(store, store_settings):
    """Also when its document is being made."""

    def acquire(owner):
        with open_store(store_settings) as own:
            hosts = StoreHosts(own, owner)
            return [keys_of(hosts.acquire([f"{number}.example"])) for number in range(10)]

    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(acquire, ["r1", "r2", "r3", "r4"]))
    for number in range(10):
        assert sum(bool(run[number]) for run in runs) == 1


def test_the_next_request_waits_across_runs(store):
    """What one run completed holds for the next one."""
    first, second = StoreHosts(store, "first"), StoreHosts(store, "second")
    [lease] = first.acquire(["a.example"])
    assert lease.seconds_until == 0
    first.completed("a.example", 30)
    first.release(["a.example"])
    [lease] = second.acquire(["a.example"])
    assert 25 < lease.seconds_until <= 30
    second.release(["a.example"])


def test_a_rest_that_was_asked_for_is_not_cut_short(store):
    """A shorter pause after a Retry-After changes nothing."""
    hosts = StoreHosts(store, "first")
    hosts.acquire(["a.example"])
    hosts.completed("a.example", 3600)
    hosts.completed("a.example", 1)
    [lease] = hosts.acquire(["a.example"])
    assert lease.seconds_until > 3500
    hosts.release(["a.example"])


def test_a_lease_that_ran_out_can_be_taken_and_is_not_renewed(store):
    """A run that lost a key stays without it."""
    stopped = StoreHosts(store, "stopped", lease_milliseconds=1, renew_seconds=3600)
    stopped.acquire(["a.example"])
    time.sleep(0.01)
    other = StoreHosts(store, "other")
    assert keys_of(other.acquire(["a.example"])) == {"a.example"}
    stopped.renew()
    stopped.completed("a.example", 1)
    assert keys_of(stopped.acquire(["a.example"])) == set()
    stopped.release(["a.example"])
    assert keys_of(StoreHosts(store, "third").acquire(["a.example"])) == set()
    other.release(["a.example"])


def test_a_run_that_only_waits_keeps_its_keys(store):
    """Leases are renewed while the run lives, and no longer once it gave them back."""
    hosts = StoreHosts(store, "waits", lease_milliseconds=60_000, renew_seconds=0.01)
    hosts.acquire(["a.example"])
    before = store.hosts.get("a.example").lease_until
    deadline = time.monotonic() + 20
    while store.hosts.get("a.example").lease_until <= before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert store.hosts.get("a.example").lease_until > before
    hosts.release(["a.example"])
    assert store.hosts.get("a.example").lease_until is None


def test_the_lease_of_a_killed_run_on_this_machine_is_free_at_once(store, store_settings):
    """Running again right after kill -9 does not wait for the lease to run out."""
    program = (
        "import sys; from config.settings import Settings; from sync.store.connect import open_store\n"
        "from sync.store.hosts import StoreHosts\n"
        "with open_store(Settings.model_validate_json(sys.argv[1])) as store:\n"
        "    StoreHosts(store, 'killed').acquire(['a.example']); print('held', flush=True); sys.stdin.read()\n"
    )
    settings = store_settings.model_dump_json()
    with subprocess.Popen(
        [sys.executable, "-c", program, settings], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout.readline() == "held\n"
        hosts = StoreHosts(store, "next")
        assert keys_of(hosts.acquire(["a.example"])) == set()
        run.kill()
        run.wait()
        assert keys_of(hosts.acquire(["a.example"])) == {"a.example"}
        hosts.release(["a.example"])


@pytest.mark.parametrize(
    ("change", "dead"),
    [
        (lambda place, pid, started: f"{place}/{pid}/{started}", False),
        (lambda place, pid, started: f"{place}/{pid}/{int(started) - 600}", True),
        (lambda place, pid, started: f"{place}/{2**22 + 1}/{started}", True),
        (lambda place, pid, started: f"elsewhere/{2**22 + 1}/{started}", False),
        (lambda place, pid, started: "a run without a process", False),
    ],
)
def test_who_counts_as_dead(change, dead):
    """Only a process of this machine that is gone, or whose pid is another's now."""
    place, pid, started = this_process().split("/")
    assert holder_is_dead(f"run_1 {change(place, pid, started)}") is dead
