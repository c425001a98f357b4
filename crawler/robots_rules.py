"""Which line of a robots.txt decides (RFC 9309 section 2.2): groups, and the longest matching rule."""

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, unquote_to_bytes, urlsplit

PRODUCT_TOKEN = "Perennial"  # noqa: S105 - the name by which robots.txt files address us, no secret

_LINE_END = re.compile(r"\r\n|\r|\n")
_OTHER_BREAKS = re.compile(r"[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_AGENT = re.compile(r"^\s*user[- ]?agent\s*:\s*(.*)$", re.IGNORECASE)
_RULE = re.compile(r"^\s*(allow|dis+al+ow)\s*:\s*(.*)$", re.IGNORECASE)
_OTHER_GROUP_LINE = re.compile(r"^\s*(crawl[- ]delay|request[- ]rate|visit[- ]time)\s*:", re.IGNORECASE)
_TOKEN = re.compile(r"^[A-Za-z_-]+")
_KEPT = "/%?&=+$,;:@!'()*~"


@dataclass(frozen=True, slots=True)
class Rule:
    """One Allow or Disallow line."""

    line: int
    """Counted from 1."""
    text: str
    allows: bool
    pattern: str

    def matches(self, target: str) -> bool:
        """Whether the pattern matches a path with query, both normalised; ``*`` any run, a final ``$`` the end."""
        # Sequential search instead of a regular expression: a hostile file could make one backtrack for ever.
        anchored = self.pattern.endswith("$")
        first, *others = (self.pattern[:-1] if anchored else self.pattern).split("*")
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


@dataclass(frozen=True)
class Rules:
    """The text with user-agent lines reduced to product tokens, and the rules that apply to us."""

    text: str
    mine: tuple[Rule, ...]

    def deciding(self, address: str) -> Rule | None:
        """Return the longest rule that matches an address; of equal ones the allowing one; None for none."""
        parts = urlsplit(address)
        target = normal(f"{parts.path or '/'}?{parts.query}" if "?" in address else parts.path or "/")
        if target == "/robots.txt":
            return None
        best = None
        for rule in self._strongest:
            if rule.matches(target):
                best = rule
                break
        return best

    @cached_property
    def _strongest(self) -> list[Rule]:
        return sorted(self.mine, key=lambda rule: (-len(rule.pattern.encode()), not rule.allows))


def read_rules(body: bytes) -> Rules:
    """Parse a robots.txt of any quality; what does not parse is no rule."""
    text = body.decode("utf-8", "replace").removeprefix("\ufeff")
    lines: list[str] = []
    groups: dict[str, list[Rule]] = {}
    agents: list[str] = []
    in_rules = True
    for number, raw in enumerate(_LINE_END.split(text), start=1):
        # Some characters end a line for Python and not for RFC 9309; a rule must not be cut by them.
        line = _OTHER_BREAKS.sub(" ", raw)
        bare = line.partition("#")[0]
        if agent := _AGENT.match(bare):
            token = _token(agent[1].strip())
            agents = [token] if in_rules else [*agents, token]
            in_rules = False
            groups.setdefault(token, [])
            lines.append(f"User-agent: {token}")
            continue
        if rule := _RULE.match(bare):
            in_rules = True
            _add(groups, agents, number, rule)
        elif _OTHER_GROUP_LINE.match(bare):
            in_rules = True
        lines.append(line)
    mine = groups.get(PRODUCT_TOKEN.lower())
    return Rules("\n".join(lines), tuple(groups.get("*", ()) if mine is None else mine))


def _token(agent: str) -> str:
    # RFC 9309 2.2.1: the product token alone counts, whatever version or comment follows it.
    if agent.startswith("*"):
        return "*"
    found = _TOKEN.match(agent)
    token = found[0].lower() if found else ""
    # Protego also matches a token that merely begins ours; such a group is somebody else's.
    return token if token == PRODUCT_TOKEN.lower() else "somebody-else"


def _add(groups: dict[str, list[Rule]], agents: list[str], number: int, found: re.Match[str]) -> None:
    path = found[2].strip()
    if not path:
        return
    allows = found[1].lower() == "allow"
    rule = Rule(number, f"{'Allow' if allows else 'Disallow'}: {path}", allows, normal(path))
    for agent in agents:
        groups[agent].append(rule)


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
