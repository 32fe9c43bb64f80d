"""What is said of the edition as a whole: how many sites it speaks of, and the date of its figures."""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import islice

import regex

from extractors.language.dates import DateMention
from extractors.measures.row import Row
from extractors.measures.sheets import sheet_at
from extractors.measures.words import said, words
from extractors.source.document import Span
from extractors.structure.headings import Section
from extractors.view.view import View

_NOT_NOW = regex.compile(r"\p{L}{2,}(?:ait|aient|ront)(?!\p{L})|\p{L}{3,}era(?!\p{L})", regex.IGNORECASE)
_SENTENCE_END = regex.compile(r"[;!?\n·•▪]|\.(?= |\n|$)|(?<=\n)")
_PLAIN = regex.compile(r"(?i)(?:\b(?:au|aux|a|le|fin|en|du|de|et|mi|date|valeurs?|n)\b|[^\p{L}\n])*")
_AT = regex.compile(r"(?<!\p{L})(?:au|a(?: la)? fin|fin) ?(?:du mois )?(?:de |d'|le )?$", regex.IGNORECASE)
_said = partial(said, "edition_words.csv")
_OURS = regex.compile(r"(?i)(?<!\p{L})(?:nos|ces|chacune? des) $")
"""What makes of a number of sites those that the edition speaks of."""
_STOP = regex.compile(r"[,;:(]")
_DURATION = regex.compile(r" (?:ans?|annees?|mois)(?!\p{L})")
_LAST, _REACH, _NEAR, _MOST = 3, 200, 16, 100
"""Blocks at an end that may speak of the whole; characters of a sentence, and by a number; most counts."""


@cache
def _counted() -> "regex.Pattern[str]":
    """A number and what may be sites, or the other way round as a label with its value."""
    form = (
        r"(?i)(?<![\p{L}\d.,+-])(?<!dont )(?<at>0) (?:(?:grand|meme|seul|principau)[sx]? )?"
        r"(?<unit>\L<units>)\b(?!-)"
        r"|(?m)^[^\p{L}\n]*(?:nombre de )?(?<unit>\L<units>)(?: \p{L}+){0,2} ?[:(=-]+ ?"
        r"(?<at>0)(?= ?(?:[).,;]|$))"
    )
    return regex.compile(form, units=sorted(words("edition_words.csv", "unit", "weak_unit")))


def _sentence(view: View, at: int) -> Span:
    """The sentence around a place, within its block."""
    block = view.block_at(at).span
    start, end = block.start, block.end
    for m in _SENTENCE_END.finditer(view.text, max(block.start, at - _REACH), min(block.end, at + _REACH)):
        if m.end() <= at:
            start = m.end()
        elif m.start() > at:
            end = m.start()
            break
    return Span(start, end)


def find_edition(view: View, sections: Sequence[Section]) -> list[Row]:
    """Every place that states how many sites the edition speaks of; several numbers where they contradict.

    Number and « sites » do anywhere before the first sheet, and in a sheet where their sentence speaks of the
    programme or comes back in each sheet; towns and services only before the first sheet. What is planned,
    past or counts other things is none; the number in the country serves where the edition states none.

    >>> [dict(row.values) for row in find_edition(View("Sur chacun des quatre sites, une équipe."), [])]
    [{'stated_sites': 4}]
    """
    ranked = list(_counts(view, sections))
    least = min((rank for rank, *_ in ranked), default=0)
    best = {at: text for rank, at, text in ranked if rank == least}
    values = {at: int(view.numerals[at].value) for at in best}
    sites = len({s.site.site_id for s in sections})
    agreed = {text for at, text in best.items() if values[at] == sites}
    kept = {at: value for at, value in values.items() if not agreed or best[at] in agreed}
    return [Row("editions", {"stated_sites": value}, Span(at, at + 1), (at,)) for at, value in kept.items()]


def _counts(view: View, sections: Sequence[Section]) -> Iterator[tuple[int, int, str]]:
    """The numerals that count sites, how far they are from counting the edition's own, and their sentence."""
    first = min((s.span.start for s in sections), default=len(view.text))
    found = [(m, _sentence(view, m.start())) for m in islice(_counted().finditer(view.text), _MOST)]
    printed = Counter(view.text[s.start : s.end] for _, s in found)
    sites = len({s.site.site_id for s in sections})
    for m, span in found:
        place, text = m.start("at"), view.text[span.start : span.end]
        value = view.numerals[place].value
        at, is_before = place - span.start, place < first
        is_ours = bool(_OURS.search(view.text, span.start, place)) and value in (sites, sites or value)
        is_label = is_before and place > m.start("unit")
        is_own = is_ours or is_label or printed[text] > 1 or bool(_said("own").search(text))
        is_weak = m["unit"].lower() in words("edition_words.csv", "weak_unit")
        opens = m.start() == view.block_at(place).span.start
        if is_weak and not (is_before and (value == sites or (not sections and (is_own or opens)))):
            continue
        if value < 2 or value % 1 or not (is_before or is_own):
            continue
        after = _STOP.split(view.text[m.end() : min(span.end, m.end() + _NEAR)], maxsplit=1)[0]
        near = view.text[max(span.start, m.start() - _NEAR) : m.end()] + after
        is_alone = len(_counted().findall(text)) == 1
        is_whole = is_alone and not is_ours
        clause = text if is_whole else text[text.rfind(",", 0, at) + 1 : at] + text[at:].partition(",")[0]
        is_other = bool(_said("other").search(clause))
        is_near = not is_ours and bool(_said("near").search(near))
        if not (is_near or (is_other and not (is_before and value == sites)) or _NOT_NOW.search(clause)):
            yield 2 if _said("national").search(text) else int(is_weak or is_other), place, text


def find_reference_dates(
    view: View, sections: Sequence[Section], dates: Sequence[DateMention]
) -> Mapping[int | None, tuple[datetime.date, Span]]:
    """The dates that sheets state for all their figures, by the heading's start; the edition's by None.

    Such a date stands in a sentence that speaks of the figures and states none (« Situation au 31 mars »),
    alone at a table's head or behind the site's name; before the sheets a month's last day does so anyway.
    A day, or a month's end, goes before a month (that of an issue, of a survey); of several in one line it is
    the latest.
    """
    found: dict[int | None, tuple[tuple[bool, int, datetime.date], Span]] = {}
    told = {at for date in dates for at in date.numerals}
    last: int | None = None
    for date in dates:
        value = date.value
        if value is None or date.grain == "year":
            continue
        home = sheet_at(sections, date.span.start)
        start = date.span.start
        follows = last is not None and last < start and bool(_PLAIN.fullmatch(view.text, last, start))
        if not (follows or _is_reference(view, date, told, dates, home)):
            continue
        last = date.span.end
        block = view.block_at(date.span.start).span.start
        is_whole = _said("whole").search(view.text, block, date.span.end)
        owner = None if home is None or is_whole else home.heading.start
        one = (date.grain == "day" or _is_end(view, date), -block, value), date.span
        found[owner] = max(found.get(owner, one), one)
    if len(found) == 1 and len(sections) > 1 and len(view.blocks) > _LAST:
        last = view.blocks[-_LAST].span.start
        found = {None if -one[0][1] >= last else owner: one for owner, one in found.items()}
    return {key: (rank[-1], span) for key, (rank, span) in found.items()}


def _is_reference(
    view: View, date: DateMention, told: set[int], dates: Sequence[DateMention], home: Section | None
) -> bool:
    block, span = view.block_at(date.span.start).span, _sentence(view, date.span.start)
    dash = view.text.rfind(" - ", span.start, date.span.start)
    if dash >= 0 and not _PLAIN.fullmatch(view.text, dash, date.span.start):
        span = Span(dash, span.end)
    before = [at for at in view.numerals_in(Span(span.start, date.span.start)) if at not in told]
    if home is None and before:  # « dans trois villes …, les chiffres étant arrêtés au 31 mars »
        comma = view.text.find(",", before[-1], date.span.start)
        aside = Span(comma, span.end) if comma >= 0 else span
        if _said("reference").search(view.text, aside.start, date.span.start):
            span = aside
    text = view.text[span.start : span.end]
    counts = (at for at in view.numerals_in(span) if at not in told and _is_count(view.text, at))
    has_figure = not all(_DURATION.match(view.text, at + 1) for at in counts)
    if has_figure or _said("no_reference").search(text):
        return False
    inside = [d for d in dates if block.contains(d.span)]
    ends = [block.start, *(at for d in inside for at in (d.span.start, d.span.end)), block.end]
    rest = " ".join(view.text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True))
    is_at = _is_end(view, date) or bool(_AT.search(view.text, span.start, date.span.start))
    if _PLAIN.fullmatch(rest):
        return is_at or (home is not None and (len(inside) > 1 or date.grain == "day"))
    is_headed = home is not None and home.heading.contains(date.span)
    is_told = _said("reference").search(view.text, span.start, date.span.start)
    is_shown = (home is None and is_at) or _said("snapshot").search(view.text, span.start, date.span.start)
    is_stock = is_shown and _is_last_day(view, date)
    return is_headed or (len(span) <= _REACH and bool(is_told or is_stock))


def _is_count(text: str, at: int) -> bool:
    """Whether a number is none of a note: « [3] »."""
    return text[at] == "0" and text[at - 1 : at + 2 : 2] != "[]"


def _is_end(view: View, date: DateMention) -> bool:
    """Whether a date is a month's or a year's end: « fin mars 2024 »."""
    return "fin" in view.text[date.span.start : date.span.end].lower()


def _is_last_day(view: View, date: DateMention) -> bool:
    """Whether a date is printed with the last day of its month: that of a stock."""
    day = view.numerals[date.numerals[0]].value
    return date.grain == "day" and date.value is not None and day == date.value.day
