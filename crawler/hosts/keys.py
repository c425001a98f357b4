"""Which host a request counts as, and how long that host's pause is.

A host is a politeness key: the name right below a platform where many people live (``ada.wordpress.com``), else
the registered domain with private suffixes on, else host and port. Whoever lives on a platform also belongs to its
group (:mod:`config.host_groups`).
"""

from dataclasses import dataclass
from functools import cache, lru_cache

from tldextract import TLDExtract

from config import host_groups, sources
from crawler.guard import Address


@dataclass(frozen=True, slots=True)
class Group:
    """The platform that a host lives on, as a turn of its own."""

    key: str
    delay_seconds: float


@cache
def _extract() -> TLDExtract:
    # Without suffix list addresses the bundled list is used, and no request is made.
    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=4_096)
def registered_domain(host: str) -> str | None:
    """Return the domain that was registered, private suffixes counted as public, or None without one."""
    return _extract()(host).top_domain_under_public_suffix or None


def politeness_key(address: Address, *, loopback: bool = False) -> str:
    """Return the key whose requests wait for one another.

    :param loopback: fictional sites on this machine are told apart by their own host names.
    """
    if loopback:
        return address.host
    persons = host_groups.persons_host(address.host)
    return persons or registered_domain(address.host) or f"{address.host}:{address.port}"


def group_of(key: str) -> Group | None:
    """Return the platform that a key's host lives on, or None."""
    group = host_groups.for_host(key)
    return Group(f"group:{group.id}", group.delay_seconds) if group else None


def longest_delay(address: Address, spider: str, settings_delay: float, crawl_delay: float = 0.0) -> float:
    """Return the pause in seconds: the largest of ours, the platform's, the source kind's and the site's own."""
    kinds = [kind for kind in sources.load().values() if kind.spider == spider]
    platform = sources.for_host(address.host)
    rates = [kind.rates.delay_seconds for kind in (*kinds, platform) if kind is not None and kind.rates is not None]
    return max(settings_delay, crawl_delay, *rates)
