"""What the model of CVs sees of each word: form, class, neighbours, its line and the lines around, section, dates."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from extractors.tagging import gazetteer
from extractors.tagging.cv_layout import Layout, Line, scale
from extractors.tagging.words import shape, short_shape, word_class

REACH = 4


def features(layout: Layout) -> list[list[str]]:
    """Return the features of each word of one CV."""
    words, low, breaks, flags = layout.words, layout.low, layout.breaks, layout.flags
    sections, lines = layout.sections, layout.lines
    own = [lines[number] for number in layout.line_of]
    around = _around(lines)
    seen = Counter(low)
    paired = Counter(pairwise(low))
    first = set(low[: lines[min(2, len(lines) - 1)].end])
    marks = gazetteer.marks(words)
    known = [word_class(word) for word in words]
    shapes = [short_shape(word) for word in words]
    dated = _distances(["y" in one for one in flags])
    ahead = _distances([any(flag in "ym" for flag in one) for one in reversed(flags)])[::-1]
    titled = _distances(["T" in one for one in flags])
    titled_ahead = _distances(["T" in one for one in reversed(flags)])[::-1]
    form = "L" if layout.lined else "F"
    found = []
    for at, word in enumerate(words):
        line = own[at]
        one = ["b", "w=" + low[at], "W=" + word, "sh=" + shape(word), "ss=" + shapes[at], "lx=" + marks[at]]
        one += [f"fl={flags[at]}", "br=" + breaks[at], "bn=" + breaks[at + 1], "sec=" + sections[at]]
        one += [f"secw={sections[at]}|{low[at]}", f"ld={scale(dated[at])}", f"nd={scale(ahead[at])}"]
        one += [
            f"td={scale(titled[at])}",
            f"tn={scale(titled_ahead[at])}",
            f"lay={form}{breaks[at]}{breaks[at + 1]}",
        ]
        one += [f"sb={sections[at]}{breaks[at]}{breaks[at + 1]}", f"sf={sections[at]}{flags[at]}"]
        one += [f"rep={min(seen[low[at]], 4)}", f"lp={min(at - line.start, 6)}", f"lr={min(line.end - at, 6)}"]
        for size in range(1, min(4, len(low[at])) + 1):
            one += [f"p{size}={low[at][:size]}", f"s{size}={low[at][-size:]}"]
        one.append(f"rl={min(paired[low[at - 1], low[at]], 4) if at else 0}")
        one.append(f"rr={min(paired[low[at], low[at + 1]], 4) if at + 1 < len(low) else 0}")
        if word[0].isupper() and low[at] in first:
            one.append("top")
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


def _around(lines: Sequence[Line]) -> dict[int, list[str]]:
    """Return, by the start of a line, what the lines before and behind it look like."""
    found: dict[int, list[str]] = {}
    for at, line in enumerate(lines):
        around = [f"p{one}" for one in lines[at - 1].seen] if at else []
        around += [f"n{one}" for one in lines[at + 1].seen] if at + 1 < len(lines) else []
        for off in (-3, -2, 2, 3):
            if 0 <= at + off < len(lines):
                around += [f"{off}{one}" for one in (lines[at + off].seen[0], lines[at + off].seen[2])]
        flags = [lines[there].seen[2] if 0 <= there < len(lines) else "-" for there in range(at - 1, at + 3)]
        around.append("lfs=" + "|".join(flags))
        around.append(f"la={min(at, 6)}")
        found[line.start] = around
    return found


def _distances(hits: Sequence[bool]) -> list[int]:
    """Return how many tokens ago each token's last hit was."""
    since = 999
    found = []
    for hit in hits:
        since = 0 if hit else since + 1
        found.append(since)
    return found
