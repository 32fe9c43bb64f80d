"""What stands beside a figure's number: its qualifier, period, date, and what a rent is the mean of."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby, pairwise, takewhile
from typing import NamedTuple

import regex

from extractors.language.dates import DateMention
from extractors.language.spelling import rows
from extractors.language.tokens import NUMBER, Token
from extractors.measures import words as lists
from extractors.structure.scope import ABBREVIATIONS, Scopes, Slot
from extractors.view.view import View

TENURES = ("private_regulated", "associative_lease", "social", "private")
"""The tenures, the narrower ones first: what is regulated is private too."""
_TENURE_CLASSES = dict(zip(TENURES, ("REGULATED", "LEASE", "SOCIAL", "PRIVATE"), strict=True))
_PERIOD_LEADS = frozenset({"en", "sur", "les", "depuis", "durant", "pendant", "ces", "ses", "des", "("})
_SPANS = frozenset({"periode", "espace", "duree", "terme", "bout", "cours"})
"""Nouns before « de » that make the years after it a period."""
_ORDINALS = frozenset({"derniers", "dernieres", "premiers", "premieres"})
_YEARS = frozenset({"an", "ans", "annee", "annees"})
_BETWEEN = frozenset(
    {"en", "le", "la", "au", "a", "fin", "debut", "mi", "du", "de", "l'", "mois", "1", ":", "|"}
)
"""What may stand between a date and what says that it is none of figures (« depuis », « agrément »)."""
_STOPS = frozenset({".", ";", "!", "?"})
_APART = frozenset({",", "(", "-", "["})
"""Marks that set what is said of all numbers of a sentence apart from the last one's own words."""
_SETS_APART, _WHEN = frozenset({":", "(", ","}), frozenset({"DATE", "YEARS", "dernier", "derniere", "tot"})
_LEADS, _TIME = frozenset({",", ":"}), frozenset({"YEARS", "MONTHS"})
_ABOUT = ("dans", "les")
_BOTH = frozenset({"cas", "parcs", "cotes", "types"})
_LEADING = frozenset({":", "=", "|", "de", "a", "soit", "environ"})
_ROWS, _REMARK, _CLOSE = 8, 10, 4
"""Lines of a list of rents; words of the remark below it; words right before a number."""
LEAST_RENT = 100
_LONGEST_SHORT = 5
_POINTING = frozenset({"y", "leur", "leurs", "lesquels", "lesquelles", "desquels", "ceux", "celles"})
"""Words by which a sentence goes on from what was told before it."""
_LABEL = regex.compile(r" ?: ?0")
_AT = regex.compile(r"(?i)(?<!\p{L})(?:au|fin|a la fin (?:du mois )?d[e']) ?$")
_WAS = regex.compile(r"\p{L}{2,}(?:ait|aient)(?!\p{L})")
_LONGEST_PERIOD, _SHORT, _REACH = 30, 4, 80


class Period(NamedTuple):
    """A number of years and the place of its numeral."""

    years: int
    at: int


@cache
def _qualifiers() -> tuple[Mapping[tuple[str, ...], str], Mapping[tuple[str, ...], str]]:
    """Words before a number and words after it, with what they qualify it as; before it, read backwards."""
    before: dict[tuple[str, ...], str] = {}
    after: dict[tuple[str, ...], str] = {}
    for row in rows("qualifiers.csv"):
        words, qualifier = tuple((row["form"] or "").replace("'", "' ").split()), row["qualifier"] or ""
        if row["side"] == "before":
            before[words[::-1]] = qualifier
        else:
            after[words] = qualifier
    return before, after


def qualifier_of(scopes: Scopes, slot: Slot) -> str:
    """'exact', 'more_than', 'less_than' or 'about', by the words right beside the number."""
    before, after = _qualifiers()
    tokens = scopes.lines[slot.line].tokens
    near = tuple(token.word for token in tokens[max(0, slot.index - 2) : slot.index])
    if near == _ABOUT and _is_money(
        tokens, slot.index
    ):  # « dans les 390 euros », not « dans les 42 logements »
        return "about"
    left = [token.word for token in tokens[max(0, slot.index - 4) : slot.index]][::-1]
    right = [token.word for token in tokens[slot.index + 1 : slot.index + 5]]
    for words, known in ((left, before), (right, after), (right[1:], after)):  # « 2 000 rencontres environ »
        for length in range(len(words), 0, -1):
            if (found := known.get(tuple(words[:length]))) is not None:
                return found
    return "about" if scopes.view.numerals[slot.at].is_approximate else "exact"


def sentence(scopes: Scopes, slot: Slot) -> tuple[int, int]:
    """The bounds, among its line's tokens, of the sentence that a slot stands in, as far as it reaches."""
    tokens, text = scopes.lines[slot.line].tokens, scopes.view.text
    first, last = slot.index, slot.index + 1
    while first > max(0, slot.index - _REACH) and not _is_stop(text, tokens, first - 1):
        first -= 1
    while last < min(len(tokens), slot.index + _REACH) and not _is_stop(text, tokens, last):
        last += 1
    return first, last


def _is_stop(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether a sentence ends at a mark: no full stop inside an address, after a space or a short word that
    goes on (« pers. en 6 ans »)."""
    token = tokens[at]
    if token.word != ".":
        return token.word in _STOPS
    if at and tokens[at - 1].word in ABBREVIATIONS and at + 1 < len(tokens) and not tokens[at + 1].is_capital:
        return False
    start, end = token.span.start, token.span.end
    return not text[end : end + 1].isalnum() and text[max(0, start - 1) : start] not in (" ", "")


def period_of(scopes: Scopes, slot: Slot) -> Period | None:
    """The years that a figure is stated for (« sur les 3 ans », « en un an »), in its sentence or its label,
    nearest first."""
    first, last = sentence(scopes, slot)
    tokens = scopes.lines[slot.line].tokens
    counts = [n for n in range(first, last) if NUMBER in tokens[n].classes and not _counts_time(tokens, n)]
    following = next((n for n in counts if n > slot.index), last)
    left = [
        n
        for n in range(min(slot.index, last - 1) - 1, first - 1, -1)
        if _leads(tokens, n, counts, slot.index)
    ]
    near = [*range(slot.index + 1, min(following, last - 1)), *left]
    below = scopes.lines[slot.line + 1 : slot.line + 2] if last == len(tokens) else ()
    short = (line.tokens for line in below if not line.gap and len(line.tokens) <= _SHORT)
    places = [(tokens, n) for n in near]
    row = scopes.scope(slot).left[::-1] if slot.at in scopes.cells else ()
    others = (row, scopes.scope(slot).label, *short, scopes.announced(slot))
    places += ((words, n) for words in others for n in range(len(words) - 1))
    return next(filter(None, (_period(scopes, words, n) for words, n in places)), None)


def _leads(tokens: Sequence[Token], at: int, counts: Sequence[int], index: int) -> bool:
    """Whether a period on a number's left may be its own: the whole sentence's, or nothing parts them."""
    before = [n for n in counts if n < index]
    if not before or at > before[-1]:
        return not before or _APART.isdisjoint(token.word for token in tokens[at:index])
    return at < before[0] and not _LEADS.isdisjoint(token.word for token in tokens[at : before[0]])


def _counts_time(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number counts years or months."""
    return any(not _TIME.isdisjoint(token.classes) for token in tokens[at + 1 : at + 3])


def _period(scopes: Scopes, tokens: Sequence[Token], n: int) -> Period | None:
    token = tokens[n]
    if token.word not in ("0", "1"):
        return None
    noun = n + 2 if tokens[n + 1].word in _ORDINALS and n + 2 < len(tokens) else n + 1
    lead, before = (tokens[at].word if at >= 0 else "" for at in (n - 1, n - 2))
    is_led = n == 0 or lead in _PERIOD_LEADS or (lead == "de" and before in _SPANS)
    if tokens[noun].word not in (*_YEARS, "mois") or not is_led:
        return None
    value = scopes.view.numerals[token.span.start].value / (12 if tokens[noun].word == "mois" else 1)
    is_whole = value == int(value) and 1 <= value <= _LONGEST_PERIOD
    return Period(int(value), token.span.start) if is_whole else None


def date_of(scopes: Scopes, slot: Slot, dates: Mapping[int, DateMention]) -> DateMention | None:
    """The date that a figure's own line states for it: of its clause, else of its sentence, else of what it
    stands under."""
    scope = scopes.scope(slot)
    first, last = sentence(scopes, slot)
    tokens = scopes.lines[slot.line].tokens
    near = (
        scope.right,
        scope.left,
        scope.label,
        tokens[first : slot.index][::-1],
        tokens[slot.index + 1 : last],
        scope.head,
        scope.title,
        scopes.announced(slot),
    )
    stated = filter(None, (_stated(scopes, slot, token, dates) for words in near for token in words))
    return next(stated, None) or _before(scopes, slot, tokens[:first], dates)


def _stated(scopes: Scopes, slot: Slot, token: Token, dates: Mapping[int, DateMention]) -> DateMention | None:
    """The date that a token is, unless it says since when something is or labels another number."""
    date = dates.get(token.span.start) if "DATE" in token.classes else None
    label, scope = _LABEL.match(scopes.view.text, token.span.end), scopes.scope(slot)
    is_others = label is not None and label.end() - 1 != slot.at and token not in (*scope.left, *scope.label)
    is_others = is_others and not (date is not None and _is_of_all(scopes, slot, date))
    is_date = date is not None and date.value is not None and not is_others
    return date if is_date and not _is_opening(scopes, token, scopes.cards.get(slot.at, ())) else None


def _is_of_all(scopes: Scopes, slot: Slot, date: DateMention) -> bool:
    """Whether a date is said of all numbers after it: « au 31 mai : 52 admises, 46 logées, 43 encore logées
    »."""
    between = scopes.view.text[date.span.end : slot.at]
    return between != "" and ")" not in between and _is_at(scopes.view, date)


def _is_at(view: View, date: DateMention) -> bool:
    """Whether a date is one at which something is so: « au 31 mai », « fin mai »."""
    start = view.block_at(date.span.start).span.start
    is_end = view.text.startswith(("fin", "Fin"), date.span.start)
    return is_end or _AT.search(view.text, start, date.span.start) is not None


def _before(
    scopes: Scopes, slot: Slot, tokens: Sequence[Token], dates: Mapping[int, DateMention]
) -> DateMention | None:
    """The day that an earlier sentence of a line states what is for, unless it speaks of what was."""
    for n in range(len(tokens) - 1, -1, -1):
        date = _stated(scopes, slot, tokens[n], dates)
        if date is not None and date.grain in ("day", "month"):
            said = scopes.view.text[date.span.end : tokens[-1].span.end].partition(". ")[0]
            return date if _is_at(scopes.view, date) and not _WAS.search(said) else None
    return None


def _is_opening(scopes: Scopes, date: Token, label: Sequence[Token]) -> bool:
    """Whether a date is not that of figures: « depuis mars 2022 », « Agrément : 3 mai 2021 ».

    In a label that runs over several lines, which has words of other labels between, its own words say so.
    """
    start = scopes.view.block_at(date.span.start).span.start
    before = scopes.view.text[max(start, date.span.start - 40) : date.span.start].lower()
    if date in label:
        before = " ".join(token.word for token in label if token.span.start < date.span.start)
    told = (word for word in reversed(before.replace("'", "' ").split()) if word not in _BETWEEN)
    return next(told, "") in _openings()


@cache
def _openings() -> frozenset[str]:
    return frozenset(
        form.removeprefix("d'")
        for form in lists.words("edition_words.csv", "no_reference")
        if " " not in form
    )


def tenure_in(words: Iterable[Token]) -> str | None:
    """The tenure that some words name; the narrower one where they name two."""
    return tenure_of({name for token in words for name in token.classes})


def tenure_of(classes: Collection[str]) -> str | None:
    """The tenure that some classes name; the narrower one where they name two."""
    return next((tenure for tenure in TENURES if _TENURE_CLASSES[tenure] in classes), None)


def only_tenure(words: Sequence[Token]) -> str | None:
    """The tenure that some words name; none where they name several."""
    named = {tenure_in([token]) for token in words} - {None}
    return tenure_in(words) if len(named) == 1 or named == {"private", "private_regulated"} else None


def rent_tenure(scopes: Scopes, slot: Slot, row: Sequence[Token] = ()) -> str | None:
    """What a mean rent is the mean of: the tenure that its own words, its row or what they go on from name,
    else all dwellings; None where a word narrows it that nobody knows."""
    if (told := in_turn(scopes, slot) or contrasted(scopes, slot)) is not None:
        return told
    scope = scopes.scope(slot)
    near = _next_part(scope.right)
    line, (first, _) = scopes.lines[slot.line].tokens, sentence(scopes, slot)
    subject = [*takewhile(lambda token: NUMBER not in token.classes, line[first : slot.index])]
    if (named := tenure_in(near) or tenure_in(scope.left)) is not None:
        return named
    others = (scope.label, _same_clause(scope.right), row, subject, _question(line[:first]))
    if (named := next(filter(None, map(only_tenure, others)), None)) is not None:
        return named
    own = (*near, *scope.left, *scope.label, *row)
    if any("TOTAL" in token.classes for token in own):
        return "all"
    if any(is_unexplained(scopes.view, token) for token in own):
        return None
    if (named := _gone_on(scopes, slot, first)) is not None:
        return named
    return None if any("LANDLORD" in token.classes for token in own) else "all"


def is_unexplained(view: View, token: Token) -> bool:
    """Whether a word is an abbreviation that nobody explains."""
    text = view.text[token.span.start : token.span.end]
    is_short = text.isalpha() and text.isupper() and 2 <= len(text) <= _LONGEST_SHORT
    return is_short and not token.classes


def _gone_on(scopes: Scopes, slot: Slot, first: int) -> str | None:
    """The one tenure of what a rent's words go on from: its list item or the clauses before it, which count
    dwellings of that tenure first, or the sentence before, which they point to (« le loyer y est de »)."""
    line = scopes.lines[slot.line]
    start = first
    while start and line.tokens[start - 1].word == ";":
        start = next((at for at in range(start - 1, 0, -1) if line.tokens[at - 1].word in _STOPS), 0)
    is_pointing = any(token.word in _POINTING for token in line.tokens[first : slot.index])
    if line.is_bullet or is_pointing:
        start = next((at for at in range(start - 1, 0, -1) if line.tokens[at - 1].word in _STOPS), 0)
    before = line.tokens[0 if line.is_bullet else start : slot.index]
    counts = [at for at, token in enumerate(before) if NUMBER in token.classes]
    opening = before[: counts[1]] if len(counts) > 1 else before
    return only_tenure(before) if tenure_in(opening) is not None else None


def _same_clause(words: Sequence[Token]) -> Sequence[Token]:
    """Words up to a clause of its own: « 468 €, charges comprises, et l'on ne trouve rien dans le privé »."""
    ends = (n for n, (mark, word) in enumerate(pairwise(words)) if (mark.word, word.word) == (",", "et"))
    return words[: next(ends, len(words))]


def _question(words: Sequence[Token]) -> Sequence[Token]:
    """The question that a sentence answers, of the words before it."""
    if not words or words[-1].word != "?":
        return ()
    return [*takewhile(lambda token: token.word not in _STOPS, words[-2::-1])]


def in_turn(scopes: Scopes, slot: Slot) -> str | None:
    """The tenure of a rent in a sentence that has as many of both, in turn: « un studio privé coûte 521 €
    en moyenne, quand le social en demande 366 »."""
    line, (first, last) = scopes.lines[slot.line].tokens, sentence(scopes, slot)
    told: list[set[str]] = []
    amounts: list[int] = []
    turns = ""
    for at in range(first, last):
        if _is_money(line, at) or at == slot.index or _is_bare(line, at, scopes):
            amounts.append(at)
            turns += "A"
        elif (tenure := tenure_in([line[at]])) is not None:
            if turns[-1:] != "T":
                turns += "T"
                told.append(set())
            told[-1].add(tenure)
    is_told_in_turn = len(told) > 1 and turns in ("AT" * len(told), "TA" * len(told))
    named = told[amounts.index(slot.index)] if is_told_in_turn else set()
    is_one = len(named) == 1 or named == {"private", "private_regulated"}
    return min(named, key=TENURES.index) if is_one else None


def contrasted(scopes: Scopes, slot: Slot) -> str | None:
    """The tenure of one of two numbers that are set against each other after two tenures, in their order:
    « le privé fait mieux que les HLM : 38 appartements contre 26 »."""
    line = scopes.lines[slot.line].tokens
    if not any(token.word == "contre" for token in line[max(0, slot.index - 1) : slot.index + 4]):
        return None
    start, last = sentence(scopes, slot)
    at = next((n for n in range(start + 1, last - 1) if line[n].word == "contre"), 0)
    first = next((n for n in range(at - 1, max(start, at - 4), -1) if NUMBER in line[n].classes), 0)
    if slot.index not in (first, at + 1) or not first or line[first - 1].word not in _SETS_APART:
        return None
    is_earlier = any(not _WHEN.isdisjoint((t.word, *t.classes)) for t in line[at + 2 : last])
    told = [tenure for tenure, _ in groupby(filter(None, (tenure_in([t]) for t in line[start:first])))]
    return told[slot.index > first] if len(set(told)) == len(told) == 2 and not is_earlier else None


def _is_bare(line: Sequence[Token], at: int, scopes: Scopes) -> bool:
    """Whether a number that no word follows may be an amount like the one before it."""
    if NUMBER not in line[at].classes or (at + 1 < len(line) and line[at + 1].word[0].isalnum()):
        return False
    return scopes.view.numerals[line[at].span.start].value >= LEAST_RENT


def _next_part(words: Sequence[Token]) -> Sequence[Token]:
    """Words up to a comma, but for what is put in: « 482 €, charges comprises, dans le privé »."""
    parted = groupby(words, lambda token: token.word == ",")
    parts = [list(part) for is_comma, part in parted if not is_comma]
    apart = [part for n, part in enumerate(parts) if not n or _charges(part) is None]
    is_put_in = len(apart) > 1 and apart[1] is not parts[1]
    return [*apart[0], *(apart[1] if is_put_in else ())] if apart else ()


def charges_of(scopes: Scopes, slot: Slot, table: Sequence[Token] = ()) -> bool | None:
    """Whether a rent includes charges; None where neither its words nor its table's head say so.

    What follows a rent is its own; what stands before the first of a sentence, or apart after the last, is
    said of all of them, unless another one has its own.
    """
    scope = scopes.scope(slot)
    first, last = sentence(scopes, slot)
    line = scopes.lines[slot.line].tokens
    numbers = [at for at in range(first, last) if at == slot.index or _is_money(line, at)]
    after = next((at for at in numbers if at > slot.index), last)
    labels = (scope.label, *scopes.label_lines(slot))
    own = (line[slot.index + 1 : after], _right_before(line[first : slot.index]), *labels)
    apart, ends = line[numbers[-1] + 1 : last], (*numbers[1:], last)
    is_shared = any(token.word in _APART for token in apart) and not any(
        _charges(line[at + 1 : end]) is not None for at, end in zip(numbers[:-1], ends, strict=False)
    )
    before = max((at for at in numbers if at < slot.index), default=slot.index)
    of_all = (
        ()
        if _is_money(line, slot.index)
        else line[before : slot.index],  # « 469 euros, hors charges, et 402 »
        line[first : numbers[0]],
        apart if is_shared else (),
        table,
        _of_all(scopes, line),
        _below(scopes, slot),
    )
    above = [*takewhile(lambda token: NUMBER not in token.classes, scope.above)]
    if len(above) < len(scope.above) and any("RENT" in token.classes for token in line[: slot.index]):
        above = []  # that of another rent
    for words in (*own, *of_all, above, scope.head, scope.title, scopes.announced(slot)):
        if (said := _charges(words)) is not None:
            return said
    return None


def _is_money(line: Sequence[Token], at: int) -> bool:
    """Whether an amount of money stands at a place of a line."""
    return NUMBER in line[at].classes and any("MONEY" in token.classes for token in line[at + 1 : at + 3])


def _right_before(words: Sequence[Token]) -> Sequence[Token]:
    """What is said of charges right before a number: « hors charges : 320 € »."""
    near = [token for token in words[-_CLOSE:] if token.word not in _LEADING]
    return near if near and _charges(near[-1:]) is not None else ()


def _below(scopes: Scopes, slot: Slot) -> Sequence[Token]:
    """The line below a list of rents, or the rest of its last one, if it says little but whether charges are
    included."""
    lines = scopes.lines[slot.line + 1 : slot.line + _ROWS]
    below = next((line for line in lines if line.gap or not line.has_number), None)
    words = below.tokens if below is not None and not below.has_number else ()
    if below is None or below.gap:
        last = [*takewhile(lambda line: not line.gap, lines)][-1:]
        words = _broken_off(scopes, last[0].tokens) if last else ()
    return words if len(words) <= _REMARK and _charges(words) is not None else ()


def _broken_off(scopes: Scopes, line: Sequence[Token]) -> Sequence[Token]:
    """What stands on lines of their own after the last number of a line."""
    numbers = [n for n, token in enumerate(line) if NUMBER in token.classes]
    after = line[numbers[-1] + 1 :] if numbers else ()
    starts = (n for n, token in enumerate(after) if token.span.start in scopes.view.line_starts)
    return after[next(starts, len(after)) :]


def _of_all(scopes: Scopes, line: Sequence[Token]) -> Sequence[Token]:
    """What a line says of all its numbers: before the first of them, or apart after the last."""
    numbers = [n for n, (one, noun) in enumerate(pairwise((*line, *line[-1:]))) if _is_count(one, noun)]
    after = line[numbers[-1] + 1 :] if numbers else ()
    own = [*takewhile(lambda token: _charges([token]) is None, after)]
    if not any(token.word in _APART | _STOPS for token in own):
        after = _broken_off(scopes, line)
    return (*line[: numbers[0]], *after) if numbers else ()


def _is_count(token: Token, noun: Token) -> bool:
    """Whether a token is a number of its own: not « dans les deux cas »."""
    return NUMBER in token.classes and noun.word not in _BOTH


def _charges(words: Sequence[Token]) -> bool | None:
    for token in words:
        if "INCLUDED" in token.classes or "EXCLUDED" in token.classes:
            return "INCLUDED" in token.classes
    return None
