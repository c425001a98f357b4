"""Which line of a robots.txt decides (RFC 9309 section 2.2): groups, and the longest matching rule.

``Content-Usage`` lines (draft-ietf-aipref-attach, section 3) belong to groups as well and are matched alike.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote, unquote_to_bytes, urlsplit

from crawler.rules.usage import forbidding

PRODUCT_TOKEN = "Perennial"  # noqa: S105 - the name by which robots.txt files address us, no secret

_LINE_END = re.compile(r"\r\n|\r|\n")
_OTHER_BREAKS = re.compile(r"[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_AGENT = re.compile(r"^\s*user[- ]?agent\s*:\s*(.*)$", re.IGNORECASE)
_RULE = re.compile(r"^\s*(allow|dis+al+ow)\s*:\s*(.*)$", re.IGNORECASE)
_NO_COLON = re.compile(r"^\s*(user-agent|allow|disallow)\s+(\S+)\s*$", re.IGNORECASE)
_USAGE = re.compile(r"^\s*content-(?:usage|signal)\s*:\s*(.*)$", re.IGNORECASE)
_OTHER_GROUP_LINE = re.compile(r"^\s*(crawl[- ]delay|request[- ]rate|visit[- ]time)\s*:", re.IGNORECASE)
_TOKEN = re.compile(r"^[A-Za-z_-]+")
_KEPT = "/%?&=+$,;:@!'()*~"
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xef\xbb", b"\xef")
"""Of UTF-8, whole or cut short by an editor."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One Allow or Disallow line."""

    line: int
    """Counted from 1."""
    text: str
    allows: bool
    pattern: str

    def matches(self, target: str) -> bool:
        """Whether the pattern matches a normalised path with query."""
        return matches(self.pattern, target)


@dataclass(frozen=True, slots=True)
class UsageRule:
    """One Content-Usage or Content-Signal line."""

    line: int
    """Counted from 1."""
    text: str
    pattern: str
    """Empty for a line without a path, which is about every address."""
    forbids: str | None
    """The member of its list that forbids our use."""


@dataclass(frozen=True)
class Rules:
    """The text with user-agent lines reduced to product tokens, and the rules that apply to us."""

    text: str
    mine: tuple[Rule, ...]
    usage: tuple[UsageRule, ...] = ()

    def deciding(self, address: str) -> Rule | None:
        """Return the longest rule that matches an address; of equal ones the allowing one; None for none."""
        target = target_of(address)
        if target == "/robots.txt":
            return None
        return next((rule for rule in self._strongest if rule.matches(target)), None)

    def reserving(self, address: str) -> UsageRule | None:
        """Return the usage rule that forbids our use of an address; of equally long ones any that does counts."""
        target = target_of(address)
        found = [rule for rule in self.usage if matches(rule.pattern, target)]
        longest = max((len(rule.pattern.encode()) for rule in found), default=0)
        return next((rule for rule in found if rule.forbids and len(rule.pattern.encode()) == longest), None)

    @cached_property
    def _strongest(self) -> list[Rule]:
        return sorted(self.mine, key=lambda rule: (-len(rule.pattern.encode()), not rule.allows))


@dataclass(slots=True)
class _Group:
    rules: list[Rule] = field(default_factory=list)
    usage: list[UsageRule] = field(default_factory=list)


def read_rules(body: bytes, agent: str = PRODUCT_TOKEN) -> Rules:
    """Parse a robots.txt of any quality; what does not parse is no rule.

    :param agent: the product token whose group counts.
    """
    lines: list[str] = []
    groups: dict[str, _Group] = {}
    agents: list[str] = []
    in_rules = True
    for number, raw in enumerate(_LINE_END.split(decoded(body)), start=1):
        # Some characters end a line for Python and not for RFC 9309; a rule must not be cut by them.
        line = _OTHER_BREAKS.sub(" ", raw)
        bare = line.partition("#")[0]
        if forgotten := _NO_COLON.match(bare):
            # As Google has it: whoever writes "disallow /" means it.
            bare = line = f"{forgotten[1]}: {forgotten[2]}"
        if named := _AGENT.match(bare):
            token = _token(named[1].strip(), agent)
            agents = [token] if in_rules else [*agents, token]
            in_rules = False
            groups.setdefault(token, _Group())
            lines.append(f"User-agent: {token}")
            continue
        if rule := _RULE.match(bare):
            in_rules = True
            _add(groups, agents, number, rule)
        elif usage := _USAGE.match(bare):
            in_rules = True
            _add_usage(groups, agents, number, bare.strip(), usage[1].strip())
        elif _OTHER_GROUP_LINE.match(bare):
            in_rules = True
        lines.append(line)
    mine = groups.get(agent.lower()) or groups.get("*", _Group())
    return Rules("\n".join(lines), tuple(mine.rules), tuple(mine.usage))


def decoded(body: bytes) -> str:
    """Return the text of a robots.txt; RFC 9309 asks for UTF-8, and UTF-16 is understood as well.

    Owners who saved their file as UTF-16 meant its rules, and read as UTF-8 it would have none.
    """
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    if body[:1] != b"\0" and body[1:2] == b"\0":
        return body.decode("utf-16-le", "replace")
    if body[:1] == b"\0" and body[1:2] != b"\0":
        return body.decode("utf-16-be", "replace")
    mark = next((one for one in _BYTE_ORDER_MARKS if body.startswith(one)), b"")
    return body.removeprefix(mark).decode("utf-8", "replace")


def target_of(address: str) -> str:
    """Return what patterns are compared with: an address's path and query in one form of percent-encoding."""
    parts = urlsplit(address)
    return normal(f"{parts.path or '/'}?{parts.query}" if "?" in address else parts.path or "/")


def matches(pattern: str, target: str) -> bool:
    """Whether a pattern matches a path with query, both normalised; ``*`` any run, a final ``$`` the end."""
    # Sequential search instead of a regular expression: a hostile file could make one backtrack for ever.
    anchored = pattern.endswith("$")
    first, *others = (pattern[:-1] if anchored else pattern).split("*")
    if not target.startswith(first):
        return False
    if not others:
        return target == first if anchored else True
    *inner, last = others
    at = len(first)
    for part in inner:
        at = target.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return target.endswith(last) and len(target) - len(last) >= at if anchored else target.find(last, at) >= 0


def normal(path: str) -> str:
    """Bring percent-encoding into one form (RFC 9309 section 2.2.2), so that equal paths compare equal."""
    pieces = re.split(r"(%[0-9A-Fa-f]{2})", path)
    done = []
    for piece in pieces:
        if re.fullmatch(r"%[0-9A-Fa-f]{2}", piece):
            octet = unquote_to_bytes(piece)
            char = octet.decode("latin-1")
            done.append(char if char.isascii() and (char.isalnum() or char in "-._~") else piece.upper())
        else:
            done.append(quote(piece, safe=_KEPT))
    return "".join(done)


def _token(named: str, agent: str) -> str:
    # RFC 9309 2.2.1: the product token alone counts, whatever version or comment follows it.
    if named.startswith("*"):
        return "*"
    found = _TOKEN.match(named)
    token = found[0].lower() if found else ""
    # Protego also matches a token that merely begins ours; such a group is somebody else's.
    return token if token == agent.lower() else "somebody-else"


def _add(groups: dict[str, _Group], agents: Sequence[str], number: int, found: re.Match[str]) -> None:
    path = found[2].strip()
    if not path:
        return
    allows = found[1].lower() == "allow"
    rule = Rule(number, f"{'Allow' if allows else 'Disallow'}: {path}", allows, normal(path))
    for agent in agents:
        groups[agent].rules.append(rule)


def _add_usage(groups: dict[str, _Group], agents: Sequence[str], number: int, text: str, value: str) -> None:
    path, _, preferences = value.replace("\t", " ").partition(" ") if value.startswith("/") else ("", "", value)
    rule = UsageRule(number, text, normal(path), forbidding(preferences))
    for agent in agents:
        groups[agent].usage.append(rule)
