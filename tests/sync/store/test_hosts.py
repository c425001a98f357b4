"""Host leases: one owner per key, by the database's clock."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.ports import HostEnd
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
    first.completed([HostEnd("a.example", 30)])
    first.release(["a.example"])
    [lease] = second.acquire(["a.example"])
    assert 25 < lease.seconds_until <= 30
    second.release(["a.example"])


def test_a_rest_that_was_asked_for_is_not_cut_short(store):
    """A shorter pause after a Retry-After changes nothing."""
    hosts = StoreHosts(store, "first")
    hosts.acquire(["a.example"])
    hosts.completed([HostEnd("a.example", 3600)])
    hosts.completed([HostEnd("a.example", 1)])
    [lease] = hosts.acquire(["a.example"])
    assert lease.seconds_until > 3500
    hosts.release(["a.example"])


def test_a_lease_that_ran_out_can_be_taken_and_is_not_renewed(store):
    """A run that lost a key stays without it."""
    stopped = StoreHosts(store, "stopped", lease_milliseconds=1, renew_seconds=3600)
    stopped.acquire(["a.example"])
    time.sleep(0.01)
    other = StoreHosts(store, "other")
    [lease] = other.acquire(["a.example"])
    assert lease.abandoned, "it was not given back: its last request may have ended only now"
    stopped.renew()
    assert not stopped.holds("a.example")
    stopped.completed([HostEnd("a.example", 1)])
    assert keys_of(stopped.acquire(["a.example"])) == set()
    stopped.release(["a.example"])
    assert keys_of(StoreHosts(store, "third").acquire(["a.example"])) == set()
    other.release(["a.example"])


def test_a_lease_that_was_given_back_is_not_abandoned(store):
    """Nor is one that ran out and that nobody took, nor one whose next owner has made a request."""
    first, second = StoreHosts(store, "first", lease_milliseconds=1, renew_seconds=3600), StoreHosts(store, "second")
    first.acquire(["a.example", "b.example"])
    time.sleep(0.01)
    [lease] = first.acquire(["a.example"])
    assert not lease.abandoned
    first.release(["a.example"])
    assert not second.acquire(["a.example"])[0].abandoned
    assert second.acquire(["b.example"])[0].abandoned
    assert second.acquire(["b.example"])[0].abandoned, "as long as no request was made"
    second.completed([HostEnd("b.example", 0)])
    assert not second.acquire(["b.example"])[0].abandoned
    second.release(["a.example", "b.example"])


def test_a_lease_is_certain_for_half_its_time(store):
    """Longer than a request takes; a process that was stopped meanwhile finds it uncertain, and renewing mends that."""
    clock = [0.0]
    hosts = StoreHosts(store, "stopped", renew_seconds=3600, clock=lambda: clock[0])
    assert not hosts.holds("a.example")
    hosts.acquire(["a.example"])
    clock[0] = 29.9
    assert hosts.holds("a.example")
    clock[0] = 30.1
    assert not hosts.holds("a.example")
    hosts.renew()
    assert hosts.holds("a.example")
    hosts.release(["a.example"])
    assert not hosts.holds("a.example")


def test_how_a_host_stands_outlives_its_run(store):
    """Failures in a row, and until when its breaker is open; whoever comes after that makes a probe."""
    first, second = StoreHosts(store, "first"), StoreHosts(store, "second")
    [fresh] = first.acquire(["a.example"])
    assert (fresh.failures, fresh.open_seconds) == (0, None)
    first.completed([HostEnd("a.example", 30, failures=5, open_seconds=30)])
    first.release(["a.example"])
    assert store.hosts.get("a.example").state == "open"
    [lease] = second.acquire(["a.example"])
    assert lease.failures == 5
    assert 25 < lease.open_seconds <= 30.1
    second.completed([HostEnd("a.example", 0, failures=5, open_seconds=0)])
    second.release(["a.example"])
    time.sleep(0.01)
    [probe] = second.acquire(["a.example"])
    assert (probe.failures, probe.open_seconds) == (5, 0)
    assert store.hosts.get("a.example").state == "half_open"
    second.completed([HostEnd("a.example", 0)])
    host = store.hosts.get("a.example")
    assert (host.state, host.failures, host.open_until) == ("closed", 0, None)
    second.release(["a.example"])


def test_who_lost_a_host_changes_its_rest_only(store):
    """A late answer may lengthen the rest; how the host stands is for its owner to say."""
    lost, owner = StoreHosts(store, "lost"), StoreHosts(store, "owner")
    owner.acquire(["a.example"])
    lost.completed([HostEnd("a.example", 60, failures=5, open_seconds=60)])
    host = store.hosts.get("a.example")
    assert (host.state, host.failures, host.owner.split()[0]) == ("closed", 0, "owner")
    assert owner.acquire(["a.example"])[0].seconds_until > 50
    owner.release(["a.example"])


def test_a_host_that_is_held_for_long_is_not_forgotten(store):
    """Old hosts are removed by the time of their last rest; a renewal keeps that of a held one recent."""
    hosts = StoreHosts(store, "long", renew_seconds=3600)
    hosts.acquire(["a.example"])
    old = store.now() - timedelta(hours=7)
    store.hosts.put([store.hosts.get("a.example").model_copy(update={"not_before": old})])
    hosts.renew()
    assert store.hosts.get("a.example").not_before > old + timedelta(hours=6)
    hosts.release(["a.example"])


def test_many_ends_are_written_together(store):
    """Also more than fit one batch."""
    hosts = StoreHosts(store, "many")
    keys = [f"h{number}.example" for number in range(1_100)]
    hosts.acquire(keys)
    hosts.completed([HostEnd(key, 60) for key in keys])
    assert min(lease.seconds_until for lease in hosts.acquire(keys)) > 30
    hosts.release(keys)


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
        [lease] = hosts.acquire(["a.example"])
        assert lease.abandoned, "when its last request ended nobody knows"
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
