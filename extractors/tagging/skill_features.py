"""What the model of skills sees of each word: its form, class and neighbours, its sentence, and the lines before."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from extractors.tagging import gazetteer
from extractors.tagging.words import WordClass, core, shape, short_shape, word_class

CUES = frozenset(
    [
        "experience",
        "knowledge",
        "familiarity",
        "understanding",
        "proficiency",
        "proficient",
        "skills",
        "skill",
        "background",
        "expertise",
        "degree",
        "familiar",
        "fluent",
        "fluency",
        "tools",
        "languages",
        "technologies",
        "using",
        "certification",
        "ability",
    ]
)
BULLETS = frozenset(("*", "-", "•", "o", "", "·"))
HEADING = 3
"""Words of a line that may head what follows."""
REACH = 3
"""Words to the left and right that are looked at."""


def features(document: Sequence[Sequence[str]]) -> list[list[list[str]]]:
    """Return the features of each word of each sentence of one document, in its order."""
    lowered = [[core(word).lower() for word in words] for words in document]
    seen = Counter(word for words in lowered for word in set(words))
    heading: str = gazetteer.OUT
    before: list[str] = []
    found = []
    for words, low in zip(document, lowered, strict=True):
        found.append(_of_sentence(words, low, _of_lines(words, low, before, heading), seen))
        if words[-1].endswith(":") or len(words) <= HEADING:
            heading = " ".join(low)[:30]
        before = low
    return found


def _of_lines(words: Sequence[str], low: Sequence[str], before: Sequence[str], heading: str) -> list[str]:
    lead = [word for word in low if word not in BULLETS]
    capitals = sum(word[:1].isupper() for word in words) / len(words)
    found = [
        f"len={min((len(words) * len(words)).bit_length(), 12)}",
        "hd=" + heading,
        "st=" + " ".join(lead[:1]),
        "st2=" + " ".join(lead[:2]),
        f"capr={int(capitals * 4)}",
        "end=" + words[-1][-1:],
    ]
    if before:
        found += ["pl=" + before[-1], "pf=" + " ".join(before[:2]), f"plen={min(len(before) // 3, 5)}"]
    if len(before) <= HEADING:
        found.append("pv=" + " ".join(before))
    found += [f"cue={cue}" for cue in sorted(CUES.intersection(low))]
    return found


def _of_sentence(words: Sequence[str], low: Sequence[str], lines: list[str], seen: Counter[str]) -> list[list[str]]:
    marks = gazetteer.marks(words)
    lines = [*lines, f"nlx={min(sum(mark != gazetteer.OUT for mark in marks), 4)}"]
    known = [word_class(word) for word in words]
    shapes = [short_shape(word) for word in words]
    cue, since = "-", 0
    found = []
    for at, word in enumerate(words):
        one = _of_word(word, low[at], known[at], marks[at])
        one += _of_neighbours(at, words, low, marks, known, shapes)
        one += [f"cued={cue}", f"cd={cue}{min(since, 6)}", f"rep={min(seen[low[at]], 4)}"]
        one += [f"pos={min(at, 4)}", f"rp={min(len(words) - at, 4)}", *lines]
        cue, since = (low[at], 0) if low[at] in CUES else (cue, since + 1)
        found.append(one)
    return found


def _of_word(word: str, low: str, known: WordClass | None, mark: str) -> list[str]:
    bare = core(word)
    found = ["b", "w=" + low, "W=" + bare, "sh=" + shape(word), "ss=" + short_shape(word), "lx=" + mark]
    for size in range(1, min(4, len(low)) + 1):
        found += [f"p{size}={low[:size]}", f"s{size}={low[-size:]}"]
    if len(low) < 23:
        edged = f"^{low}$"
        found += ["g=" + edged[at : at + 4] for at in range(len(edged) - 3)]
    if word != bare:
        found += ["tr=" + word[-1], "ld=" + word[0]]
    found += ["has" + sign for sign in "/.-+#&" if sign in bare]
    if any(sign.isdigit() for sign in word):
        found.append("dg")
    if any(first.islower() and second.isupper() for first, second in pairwise(word)):
        found.append("camel")
    if word.isupper():
        found.append(f"up{min(len(word), 6)}")
    found.append("gn" if known is None else f"gr={known.rank}")
    return found


def _of_neighbours(
    at: int,
    words: Sequence[str],
    low: Sequence[str],
    marks: Sequence[str],
    known: Sequence[WordClass | None],
    shapes: Sequence[str],
) -> list[str]:
    found = []
    last = len(words)
    for off in range(-REACH, REACH + 1):
        there = at + off
        if not 0 <= there < last:
            found.append(f"{off}O")
            continue
        if off:
            found.append(f"{off}w={low[there]}")
        if off and abs(off) < REACH:
            found += [f"{off}lx={marks[there]}", f"{off}ss={shapes[there]}"]
        if abs(off) == 1:
            found += [f"{off}sh={shape(words[there])}", f"{off}s3={low[there][-3:]}", f"{off}t={words[there][-1:]}"]
        classes = known[there]
        if classes is not None:
            found.append(f"{off}ga={classes.coarse}")
            if abs(off) < REACH:
                found.append(f"{off}gb={classes.middle}")
            if abs(off) <= 1:
                found.append(f"{off}gc={classes.fine}")
    left, right = (low[at - 1] if at else "^"), (low[at + 1] if at + 1 < last else "$")
    found += [f"-1|0={left}|{low[at]}", f"0|1={low[at]}|{right}", f"-1|1={left}|{right}"]
    found.append(f"ssb={shapes[at - 1] if at else '^'}|{shapes[at]}|{shapes[at + 1] if at + 1 < last else '$'}")
    found.append(f"lxb={marks[at - 1] if at else '^'}{marks[at]}{marks[at + 1] if at + 1 < last else '$'}")
    if at > 1:
        found.append(f"-2-1={low[at - 2]}|{left}")
    if at + 2 < last:
        found.append(f"+1+2={right}|{low[at + 2]}")
    middle = [_middle(known, there) for there in (at - 1, at, at + 1)]
    found += [f"gab={middle[0]}|{middle[1]}", f"gbz={middle[1]}|{middle[2]}"]
    return found


def _middle(known: Sequence[WordClass | None], at: int) -> str:
    classes = known[at] if 0 <= at < len(known) else None
    return "-" if classes is None else str(classes.middle)
