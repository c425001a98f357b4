"""What the model of CVs sees of each word: form, class, neighbours, its line and the lines around, section, dates."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.tagging import gazetteer
from extractors.tagging.cv_words import LEGAL_FORMS, MONTHS, SECTION_OF, TITLES
from extractors.tagging.tokens import Token
from extractors.tagging.words import shape, short_shape, word_class

REACH = 4
FLAGGED = 12
"""Words of a line that are looked at for dates, titles and legal forms."""
YEAR = re.compile(r"(?:19|20)\d\d")
HEADING = 4
"""Words of a line that may be a heading."""
PARAGRAPH, LINE, COLUMN, SPACE, NONE = "PNDS0"


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    seen: tuple[str, ...]


def features(text: str, tokens: Sequence[Token]) -> list[list[str]]:
    """Return the features of each token of one CV."""
    words = [token.text[:60] for token in tokens]
    low = [word.lower() for word in words]
    breaks = [PARAGRAPH, *_breaks(text, tokens), PARAGRAPH]
    flags = [_flags(word) for word in low]
    lines = _lines(breaks, words, low, flags)
    own = [line for line in lines for _ in range(line.start, line.end)]
    around = _around(lines)
    sections = _sections(lines, words, low)
    seen = Counter(low)
    marks = gazetteer.marks(words)
    known = [word_class(word) for word in words]
    shapes = [short_shape(word) for word in words]
    dated = _distances(["y" in one for one in flags])
    ahead = _distances([any(flag in "ym" for flag in one) for one in reversed(flags)])[::-1]
    titled = _distances(["T" in one for one in flags])
    titled_ahead = _distances(["T" in one for one in reversed(flags)])[::-1]
    layout = "L" if "\n" in text[1:-2] else "F"
    found = []
    for at, word in enumerate(words):
        line = own[at]
        one = ["b", "w=" + low[at], "W=" + word, "sh=" + shape(word), "ss=" + shapes[at], "lx=" + marks[at]]
        one += [f"fl={flags[at]}", "br=" + breaks[at], "bn=" + breaks[at + 1], "sec=" + sections[at]]
        one += [f"secw={sections[at]}|{low[at]}", f"ld={_scale(dated[at])}", f"nd={_scale(ahead[at])}"]
        one += [
            f"td={_scale(titled[at])}",
            f"tn={_scale(titled_ahead[at])}",
            f"lay={layout}{breaks[at]}{breaks[at + 1]}",
        ]
        one += [f"sb={sections[at]}{breaks[at]}{breaks[at + 1]}", f"sf={sections[at]}{flags[at]}"]
        one += [f"rep={min(seen[low[at]], 4)}", f"lp={min(at - line.start, 6)}", f"lr={min(line.end - at, 6)}"]
        for size in range(1, min(4, len(low[at])) + 1):
            one += [f"p{size}={low[at][:size]}", f"s{size}={low[at][-size:]}"]
        if word.isupper() and len(word) > 1:
            one.append("up")
        classes = known[at]
        one.append("gn" if classes is None else f"gr={classes.rank}")
        one += [*line.seen, *around[line.start]]
        for off in range(-REACH, REACH + 1):
            there = at + off
            if not 0 <= there < len(words):
                continue
            if off:
                one += [f"{off}w={low[there]}", f"{off}fl={flags[there]}"]
            if off and abs(off) < 3:
                one += [f"{off}lx={marks[there]}", f"{off}ss={shapes[there]}", f"{off}br={breaks[there]}"]
            if abs(off) == 1:
                one += [f"{off}sh={shape(words[there])}", f"{off}s3={low[there][-3:]}"]
            classes = known[there]
            if classes is not None:
                if abs(off) < 4:
                    one.append(f"{off}ga={classes.coarse}")
                if abs(off) < 3:
                    one.append(f"{off}gb={classes.middle}")
                if abs(off) < 2:
                    one.append(f"{off}gc={classes.fine}")
        left, right = (low[at - 1] if at else "^"), (low[at + 1] if at + 1 < len(words) else "$")
        one += [f"-1|0={left}|{low[at]}", f"0|1={low[at]}|{right}"]
        joint = f"{breaks[at]}{{}}{breaks[at + 1]}"
        one.append(f"ssb={shapes[at - 1] if at else '^'}{joint.format(shapes[at])}{_get(shapes, at + 1)}")
        one.append(f"flb={flags[at - 1] if at else '^'}{joint.format(flags[at])}{_get(flags, at + 1)}")
        one.append(f"lxb={marks[at - 1] if at else '^'}{marks[at]}")
        found.append(one)
    return found


def _get(values: Sequence[str], at: int) -> str:
    return values[at] if at < len(values) else "$"


def _scale(distance: int) -> int:
    return min((distance * distance).bit_length(), 12)


def _breaks(text: str, tokens: Sequence[Token]) -> list[str]:
    """Return what stands between each token and the next: converted CVs have runs of spaces where lines ended."""
    found = []
    for token, after in pairwise(tokens):
        gap = text[token.end : after.start]
        if gap.count("\n") > 1 or len(gap) >= 4:
            found.append(PARAGRAPH)
        elif "\n" in gap:
            found.append(LINE)
        else:
            found.append((NONE, SPACE, COLUMN, COLUMN)[len(gap)])
    return found


def _flags(word: str) -> str:
    found = gazetteer.kinds(word)
    found += "T" if word in TITLES else ""
    found += "O" if word in LEGAL_FORMS else ""
    found += "m" if word in MONTHS else ""
    found += "y" if YEAR.fullmatch(word) or word == "present" else ""
    return found or "-"


def _lines(breaks: Sequence[str], words: Sequence[str], low: Sequence[str], flags: Sequence[str]) -> list[_Line]:
    starts = [at for at in range(len(words)) if breaks[at] in (PARAGRAPH, LINE, COLUMN)]
    found = []
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        capitals = 4 * sum(word[:1].isupper() for word in words[start:end]) // (end - start)
        kinds = "".join(sorted({flag for one in flags[start : min(end, start + FLAGGED)] for flag in one}))
        seen = (f"ll={_scale(end - start)}", "l0=" + low[start], f"lfl={kinds}", f"lcap={capitals}")
        found.append(_Line(start, end, seen))
    return found


def _around(lines: Sequence[_Line]) -> dict[int, list[str]]:
    """Return, by the start of a line, what the lines before and behind it look like."""
    found: dict[int, list[str]] = {}
    for at, line in enumerate(lines):
        around = [f"p{one}" for one in lines[at - 1].seen] if at else []
        around += [f"n{one}" for one in lines[at + 1].seen] if at + 1 < len(lines) else []
        found[line.start] = around
    return found


def _sections(lines: Sequence[_Line], words: Sequence[str], low: Sequence[str]) -> list[str]:
    """Return the kind of section of each token: of the last heading that says one."""
    section = gazetteer.OUT
    found: list[str] = []
    for line in lines:
        own = range(line.start, line.end)
        written = [at for at in own if low[at].isalpha()]
        if 0 < len(written) <= HEADING and all(words[at][0].isupper() for at in written if len(words[at]) > 3):
            kinds = [SECTION_OF[low[at]] for at in written if low[at] in SECTION_OF]
            loud = all(words[at].isupper() for at in written) or words[line.end - 1] == ":" or len(written) <= 2
            if kinds and loud:
                section = kinds[-1]
        found += [section] * len(own)
    return found


def _distances(hits: Sequence[bool]) -> list[int]:
    """Return how many tokens ago each token's last hit was."""
    since = 999
    found = []
    for hit in hits:
        since = 0 if hit else since + 1
        found.append(since)
    return found
