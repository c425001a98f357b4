"""One address for one page: what says who clicked or who visits is dropped, and parameters stand in one order.

Names are those that the tools document which add them: Google Analytics and Ads, Matomo, Meta, Microsoft, Mailchimp,
HubSpot, Marketo, X, TikTok, LinkedIn, Yandex, Pinterest; and the session names of PHP, Java, ASP and ColdFusion.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from crawler.errors import GuardError
from crawler.frontier.site import bare_host, inside
from crawler.guard import canonical, parse

_TRACKING = re.compile(
    r"^(utm_.+|mtm_.+|pk_.+|piwik_.+|hsa_.+|matomo_.+|gclid|gclsrc|dclid|wbraid|gbraid|srsltid|_ga|_gl|fbclid|fb_action_ids"
    r"|fb_source|igshid|igsh|msclkid|mc_cid|mc_eid|_hsenc|_hsmi|__hs[a-z]{2}|hsctatracking|mkt_tok|twclid|ref_src|ref_url"
    r"|ttclid|li_fat_id|yclid|_openstat|epik|vero_id|vero_conv|oly_anon_id|oly_enc_id|wickedid|s_kwcid|rb_clickid"
    r"|ml_subscriber|ml_subscriber_hash|cmpid|at_medium|at_campaign|trk|trkcampaign)$",
    re.IGNORECASE,
)
_SESSION = re.compile(
    r"^(phpsessid|jsessionid|aspsessionid[a-z]*|asp\.net_sessionid|session_?id|sess_?id|cfid|cftoken|zenid|oscsid|sid)$",
    re.IGNORECASE,
)
_SESSION_VALUE = re.compile(r"^[A-Za-z0-9,_.-]{16,}$")
"""A short ``sid`` may as well be a story's number."""
_PATH_SESSION = re.compile(r";(jsessionid|phpsessid|sid)=[^/?;]*", re.IGNORECASE)
_INDEX_FILE = re.compile(r"/(index|default|home)\.(html?|php|aspx?|shtml|xhtml)$", re.IGNORECASE)
_PAGE_FILE = re.compile(r"\.(html?|php|aspx?|shtml|xhtml)$", re.IGNORECASE)


@lru_cache(maxsize=4_096)
def tidy(address: str) -> str:
    """Return a canonical address without tracking and session parameters, the others in the order of their names.

    An address that nothing is dropped from keeps its spelling; several parameters without names keep their order.

    :raises GuardError: see :func:`crawler.guard.parse`.
    """
    text = canonical(address)
    place, mark, query = text.partition("?")
    place = _PATH_SESSION.sub("", place)
    parts = [part for part in query.split("&") if part and not _is_noise(part)]
    if all("=" in part for part in parts):
        parts.sort(key=lambda part: part.partition("=")[0])
    return canonical(f"{place}?{'&'.join(parts)}" if mark and parts else place)


def same_page(one: str, other: str) -> bool:
    """Whether two addresses name one page of one site by convention alone.

    They may differ in http or https, ``www.``, a last slash, an index file's name, a page file's ending, and the
    letters' case.
    """
    try:
        return _folded(one) == _folded(other)
    except GuardError:
        return False


def prefers(address: str, named: str, homes: Sequence[str]) -> bool:
    """Whether a page's canonical address is believed: another spelling of its own, or itself without parameters.

    A template that names the home page on every page, or another site, is not.

    :param homes: first pages of the sources that the page is read for.
    """
    if named == address or not any(inside(home, named) for home in homes):
        return False
    if same_page(address, named):
        return True
    leads_home = any(same_page(home, named) for home in homes)
    return "?" in address and "?" not in named and not leads_home


def _is_noise(part: str) -> bool:
    name, _, value = part.partition("=")
    if _TRACKING.match(name):
        return True
    if not _SESSION.match(name):
        return False
    return name.lower() not in ("sid", "cfid", "session_id", "sessionid") or bool(_SESSION_VALUE.match(value))


def _folded(address: str) -> tuple[str, str, str]:
    found = parse(address)
    path = _INDEX_FILE.sub("/", found.path)
    path = _PAGE_FILE.sub("", path).rstrip("/").lower()
    return bare_host(found), path, found.text.partition("?")[2]
