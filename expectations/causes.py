"""Breaks of one cause as one finding, in the order in which a person should take them up."""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import duckdb
import regex

from expectations.rules import OPEN_CHECKS, Result
from extractors.language.places import Site, read_place
from extractors.language.spelling import plain
from extractors.source.document import LINE_END, Span

_STEPS = {
    "editions_kept": 0, "folders_usable": 0, "documents_readable": 0, "documents_unique": 0, "decisions_hold": 1, "settlements_hold": 1,
    "decisions_in_force": 1, "pages_readable": 2, "readers_agree": 2, "pages_show_their_text": 2, "edition_has_sites": 3, "figures_have_a_site": 3,
}  # fmt: skip
_KINDS = ("reading", "completeness", "equation", "bound", "integrity", "reference", "likeness")
_BY_NAME = frozenset({"reference_month_agrees", "periods_within_programme", "nothing_drops_out"})
"""Checks, beside those of names and of what is missing, that say the same of several sites for one reason."""
_NO_SHEET = "no sheet of "
_HANG_ON_A_HEADING = frozenset({"figures_have_a_site", *OPEN_CHECKS})
_LONGEST, _WORDS = 100, 5
"""Characters of a line that may be a heading, words of a place's name."""
_LEAST_TOWN = 10_000
_WORD = regex.compile(r"[\p{L}\p{N}]+(?:['’-]\p{L}+)*")
_NUMBER = regex.compile(r"\d+(?:[ .,\u00a0\u202f]\d+)*")


@dataclass(frozen=True, slots=True)
class LostHeading:
    """A line of a document that may be a site's heading and was read as none; its sheet ends where `sheet` does.

    `site` is the place that it names, None where it only stands apart above the figures.
    """

    document_id: str
    line: Span
    sheet: Span
    site: Site | None


def in_order(results: Iterable[Result]) -> list[Result]:
    """What fails before what holds; of that, what is to be done first before the rest.

    A file before its headings, these before its numbers, what is read wrongly before what looks odd.
    """
    return sorted(results, key=lambda r: (r.success, rank(r), step(r), r.rule.name, r.edition_id, -len(r.others), r.path or "", r.char_start or 0))


def rank(result: Result) -> int:
    """0 for an open critical break, 1 for an open warning, 2 for what is accepted."""
    return 2 if result.accepted is not None else 0 if result.rule.severity == "critical" else 1


def step(result: Result) -> int:
    """How late a break is to be taken up among those as grave."""
    return _STEPS.get(result.rule.name, 4 + _KINDS.index(result.rule.kind))


def gathered(con: duckdb.DuckDBPyConnection, results: Iterable[Result]) -> list[Result]:
    """The results in order; open breaks that have one cause are one result, which has the rest as its `others`."""
    told = list(results)
    breaks = _under_headings(con, [result for result in told if result.is_open])
    bodies = _bodies(con, {r.document_id for r in breaks if r.document_id and r.rule.name in OPEN_CHECKS})
    breaks = _joined(breaks, lambda r: _wording(r, bodies), _of_one_wording)
    breaks = _joined(breaks, _page, _of_one_page)
    return in_order([*_joined(breaks, _same, _at_several_sites), *(result for result in told if not result.is_open)])


def _joined(results: Iterable[Result], cause_of: Callable[[Result], Hashable | None], say: Callable[[Sequence[Result]], str]) -> list[Result]:
    """The results, those of one cause as one; a result without a cause stays as it is."""
    groups: dict[Hashable, list[Result]] = {}
    for result in results:
        cause = None if result.others else cause_of(result)
        groups.setdefault(id(result) if cause is None else (result.rule.name, result.edition_id, cause), []).append(result)
    return [group[0] if len(group) == 1 else replace(group[0], message=say(group), others=tuple(group[1:])) for group in groups.values()]


def _wording(result: Result, bodies: dict[str, str]) -> Hashable | None:
    """The words of the line that an open number or mention stands in, whatever its numbers."""
    if result.rule.name not in OPEN_CHECKS or result.char_start is None or result.document_id not in bodies:
        return None
    body = bodies[result.document_id]
    line = _line_at(body, result.char_start)
    return _NUMBER.sub("0", plain(" ".join(body[line.start : line.end].split())))


def _of_one_wording(group: Sequence[Result]) -> str:
    lines = len({(r.path, r.line) for r in group})
    what = ", ".join(f'"{r.observed}"' for r in group[:8]) + (", …" if len(group) > 8 else "")
    where = "in this line" if lines == 1 else f"in {lines} lines worded like this one"
    return f"nobody knows what {what} count {where}" if group[0].rule.name == "numerals_explained" else f"nobody knows what {what} belong to {where}"


def _page(result: Result) -> Hashable | None:
    if result.rule.name == "readers_agree":
        return result.path, result.page
    return result.path if result.rule.name in ("pages_readable", "pages_show_their_text") else None


def _of_one_page(group: Sequence[Result]) -> str:
    first, number = group[0], len({(r.page, r.observed, r.char_start) for r in group})
    if first.rule.name == "readers_agree":
        return f"{first.message}; so it is at {number} places of page {first.page}"
    pages = sorted({r.page for r in group if r.page})
    return f"{first.message}; the pages are {', '.join(map(str, pages))}" if len(pages) > 1 else first.message or ""


def _same(result: Result) -> Hashable | None:
    """What a break says whatever its site is; all sheets that are gone are one, and so are all months that differ."""
    is_named = result.rule.kind in ("reference", "completeness") or result.rule.name in _BY_NAME
    if not is_named or not result.document_id:
        return None
    if result.rule.name == "reference_month_agrees":
        return result.expected
    return ("sheets", result.expected) if (result.observed or "").startswith(_NO_SHEET) else (result.observed, result.expected)


def _at_several_sites(group: Sequence[Result]) -> str:
    first = group[0]
    if first.rule.name == "reference_month_agrees":
        return f"sites count at other months than {first.expected}: {', '.join(f'{r.site_id} at {r.observed}' for r in group)}"
    if (first.observed or "").startswith(_NO_SHEET):
        return f"{first.message}; nor are those of {', '.join((r.observed or '').removeprefix(_NO_SHEET) for r in group[1:])}"
    others = list(dict.fromkeys(r.site_id for r in group[1:] if r.site_id and r.site_id != first.site_id))
    return f"{first.message}; likewise at {', '.join(others)}" if others else f"{first.message} ({len(group)} times)"


# headings


def _under_headings(con: duckdb.DuckDBPyConnection, breaks: Sequence[Result]) -> list[Result]:
    """The breaks, those that hang on one heading as one."""
    places = [r.document_id for r in breaks if r.rule.name == "figures_have_a_site" and r.document_id and r.char_start is not None]
    headings = [heading for document_id in dict.fromkeys(places) for heading in lost_headings(con, document_id)]
    bodies = _bodies(con, set(places))
    kept = list(breaks)
    for heading in headings:
        mine = [
            r for r in kept
            if r.rule.name in _HANG_ON_A_HEADING and not r.others and r.site_id is None and r.document_id == heading.document_id
            and r.char_start is not None and heading.sheet.start <= r.char_start < heading.sheet.end
        ]  # fmt: skip
        figures = [r for r in mine if r.rule.name == "figures_have_a_site"]
        if len(mine) < 2 or not figures:
            continue
        kept = [r for r in kept if not any(r is one for one in mine)]
        numbers = max(len(figures), sum(r.rule.name == "numerals_explained" for r in mine))
        body = bodies[heading.document_id]
        told = f"this line may be {heading.site.name if heading.site else 'a site'}'s heading: {numbers} figures hang on it"
        kept.append(
            replace(
                figures[0], message=told, observed=" ".join(body[heading.line.start : heading.line.end].split()), char_start=heading.line.start,
                char_end=heading.line.end, line=len(LINE_END.findall(body, 0, heading.line.start)) + 1,
                quote=" ".join(body[heading.line.start : heading.line.end].split()), box=None, others=tuple(r for r in mine if r is not figures[0]),
            )
        )  # fmt: skip
    return kept


def lost_headings(con: duckdb.DuckDBPyConnection, document_id: str) -> list[LostHeading]:
    """The lines of a document on which figures without a site may hang, in order."""
    ((body,),) = con.execute("SELECT body FROM documents WHERE document_id = ?", [document_id]).fetchall()
    facts = con.execute(
        "SELECT char_start, char_end, site_id, pattern FROM facts WHERE document_id = ? AND site_id IS NOT NULL ORDER BY char_start", [document_id]
    ).fetchall()
    ends = [start for start, _, _, pattern in facts if pattern == "site_heading"]
    figures = [
        at for (at,) in con.execute(
            "SELECT char_start FROM findings WHERE document_id = ? AND kind = 'figure_without_site' AND char_start IS NOT NULL ORDER BY char_start",
            [document_id],
        ).fetchall()
    ]  # fmt: skip
    found: list[LostHeading] = []
    for turn in sorted({bisect_right(ends, at) for at in figures}):
        mine = [at for at in figures if bisect_right(ends, at) == turn]
        end = ends[turn] if turn < len(ends) else len(body)
        begin = max((stop for start, stop, _, _ in facts if stop <= mine[0]), default=0)
        lines = [line for line in _lines(body, begin, mine[-1]) if not any(line.start <= at < line.end for at in mine)]
        named: list[tuple[Span, Site | None]] = [(line, site) for line in lines if (site := _site_of(body[line.start : line.end]))]
        # Of several lines without a figure between them the last one counts: a table of contents, a sentence before the sheets.
        heads = [pair for pair, after in zip(named, [*named[1:], None], strict=False) if _has(mine, pair[0], after[0] if after else None)]
        if not heads or heads[0][0].start > mine[0]:
            heads.insert(0, (_most_apart(body, lines, mine[0]), None))
        stops = [line.start for line, _ in heads[1:]] + [end]
        found += [LostHeading(document_id, line, Span(line.start, stop), site) for (line, site), stop in zip(heads, stops, strict=True)]
    return found


def _most_apart(body: str, lines: Sequence[Span], figure: int) -> Span:
    """The line above a figure with most blank lines above itself; the figure's own where there is none."""
    above = [line for line in lines if line.end <= figure and len(line) <= _LONGEST]
    return max(above, key=lambda line: body[len(body[: line.start].rstrip()) : line.start].count("\n"), default=_line_at(body, figure))


def _has(figures: Sequence[int], line: Span, after: Span | None) -> bool:
    return any(line.end <= at and (after is None or at < after.start) for at in figures)


def _lines(body: str, begin: int, end: int) -> Iterator[Span]:
    """The lines that start between two places, without the spaces around them."""
    start = begin
    while start < end:
        line = _line_at(body, start)
        if line.start >= begin and line.start < line.end:
            yield line
        following = LINE_END.search(body, max(line.end, start))
        if following is None:
            return
        start = following.end()


def _line_at(body: str, at: int) -> Span:
    start = max(body.rfind("\n", 0, at), body.rfind("\r", 0, at)) + 1
    following = LINE_END.search(body, at)
    line = body[start : following.start() if following else len(body)]
    return Span(start + len(line) - len(line.lstrip()), start + len(line.rstrip()))


def _site_of(line: str) -> Site | None:
    """The place that a line names, if it is short and names one."""
    if len(line) > _LONGEST or "@" in line:
        return None
    words = [m[0] for m in _WORD.finditer(line)]
    sites: dict[str, Site] = {}
    at = 0
    while at < len(words):
        for count in range(min(len(words) - at, _WORDS), 0, -1):
            place = read_place(" ".join(words[at : at + count])) if words[at][:1].isupper() else None
            if place and place.site.is_known and (place.inhabitants is None or place.inhabitants >= _LEAST_TOWN):
                sites.setdefault(place.site.site_id, place.site)
                at += count - 1
                break
        at += 1
    return next(iter(sites.values())) if len(sites) == 1 else None


def _bodies(con: duckdb.DuckDBPyConnection, documents: Iterable[str]) -> dict[str, str]:
    wanted = sorted(documents)
    if not wanted:
        return {}
    return dict(con.execute("SELECT document_id, body FROM documents WHERE list_contains(?, document_id)", [wanted]).fetchall())
