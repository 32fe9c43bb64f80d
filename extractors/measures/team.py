"""The team of a site: a row for each role of its list, with the headcount where one is printed."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Protocol

import regex

from extractors.language.roles import RoleMention, find_roles, role_names, words_of
from extractors.measures.row import Row, Value
from extractors.measures.words import words
from extractors.source.document import Span
from extractors.structure.cards import find_cards
from extractors.structure.tables import Cell
from extractors.view.numerals import ARTICLE, CARDINAL
from extractors.view.view import Block, View

FULL_TIME_EQUIVALENTS, TEAM_SIZE = "full_time_equivalents", "team_size"

_FLAGS = regex.VERBOSE | regex.IGNORECASE
_FTE = r"\ ?\(?(?:etp|e\.t\.p\.?|(?:equivalents?[ -](?:a\ )?)?temps[ -]pleins?)(?!\p{L})"
_BEFORE = regex.compile(
    rf"""(?r)(?<![\p{{L}}\d]) (?:
      (?:(?:[01]|des?)\ (?:ou|a)|environ|pres\ de|(?:plus|moins)\ de|au\ moins)\ 0[ ]
    | (?<time>0{_FTE}\)?\ (?:d[e']\ ?|:\ |en\ )?|(?:temps|vacations?)\ d[e']\ ?)
    | [01]\ (?:demi-)?postes?\ d[e']\ ?
    | (?:d[e']\ ?)?(?<count>[01])\)?\ ?(?:[x×*|:-]\ ?)?(?:\(0\)\ ?)?
      (?<more>autres?\ )?(?:(?:jeunes?|nouve\p{{L}}*)\ )?
    | (?:des?|plusieurs|quelques|d'autres|l'autre)\  | d' )""",
    _FLAGS,
)
_AFTER = regex.compile(
    r"(?<joint>\)?(?:[ :|,/=.…_x×*(-]++|(?<!\pL)(?:soit|dont|pour|effectif|nombre|(?<etp>etp))(?!\pL)){0,20})"
    rf"(?<n>0|(?<=[x×])2|(?<=[:=(]\ ?)1)"
    rf"(?:(?<fte>{_FTE})|\ (?:agents?|personnes?|professionnels|salaries|postes?)(?!\pL))?(?:\ ?\))?",
    _FLAGS,
)
_TIMED = regex.compile(f"0{_FTE}", _FLAGS)
_ENDS = regex.compile(rf"\ ?(?:[,;.)/|]|-\ |et\ |$|[ ,/|:]*0|\(0{_FTE})", _FLAGS | regex.MULTILINE)
_ASIDE = regex.compile(r" ?\([^()\n]{0,80}\)")
_ONLY = regex.compile(
    r"(?<!\p{L})n(?:e |')(?:(?!pas |jamais |aucun)[^,;.:()\n]){1,40}? qu(?:e |')", regex.IGNORECASE
)
_RELATIVE = regex.compile(
    r"(?:, ?|^ ?et )(?:ce )?(?:qui|que|dont|ou|qu'|l[ae]quelle?|lesquel\p{L}+)(?!\p{L})[^;:.()\n]*,"
    r"(?= ?(?:et |avec |puis |plus |ainsi que )?$)",
    regex.IGNORECASE,
)
"""« n'a qu'un psychiatre » denies nothing, and a clause between commas speaks of the item before it."""
_PUT_IN = regex.compile(
    r", ?(?:qui|que|dont|qu'|l[ae]quelle?)(?!\p{L})[^,;:.()\n]*,(?<main>[^,;:.()\n]{1,80})[,;:.]",
    regex.IGNORECASE,
)
"""What is said of a role behind a clause between commas."""
_OF_ITSELF = regex.compile(
    r"(?: \(| (?:qui|que|dont|ou|sans (?:la|les?)quel(?:le)?s?|grace (?:a|au)quel\p{L}*)(?!\p{L})| qu').*",
    regex.IGNORECASE,
)
"""What a role's own clause says of it: « une psychiatre qui ne compte pas ses heures »."""
_MAIN = regex.compile(r",[^,]*?(\S+) $")
"""The verb that goes on after a clause: « la première à recruter des pairs, compte … »."""
_UNTIL_DONE = regex.compile(r"[^,;.:!?()\n]*$")
_STOP = regex.compile(r"(?<!\b(?:MM?|Mmes?|Dr|Pr))[.!?]+(?= |$)", regex.MULTILINE)
_CLAUSE = regex.compile(r"(?: ?\([^()\n]{0,80}\))?(?:(?! et )[^,;.:()\n]){0,120}", regex.IGNORECASE)
_LINK = regex.compile(
    r"[^\p{L}\d]*(?:(?:et|ou|dont|ainsi que|puis|soit|avec) )?[^\p{L}\d]*", regex.IGNORECASE
)
_LABEL = regex.compile(r"\W*\p{L}[\p{L}'/ -]{1,30} ?[:|] ?")
_OPENING = regex.compile(
    r"\W*(?:(?:\p{Lu}[\p{L}'-]+(?:,? et |, ?| )){1,6}(?<=, ?))?(?:(?:et|puis|aussi|enfin|nos|notre) ?)*"
    rf"|{_LABEL.pattern}",
    regex.IGNORECASE,
)
"""What may stand between a sentence's beginning and its role: names, « et nos », a label."""
_PAUSE = regex.compile(
    r" ?(?:\([^()\n]{0,80}\) ?)?(?:[,.;!?]|et [01]|(?:qui|pour)(?: [^\s.!?]+){1,3}[.!?]|$)", regex.IGNORECASE
)
_BARE_NUMBER = regex.compile(rf"[^\p{{L}}\d\n]*(?<n>[01])(?<fte>{_FTE})?[^\p{{L}}\d\n]*", _FLAGS)
_SUM = regex.compile(r" ?(?:[.:,;)]|$|personnes\b|metiers\b)", regex.IGNORECASE | regex.MULTILINE)
_MARKS = regex.compile(r"[^\p{L}\d]*")
_PLURAL = regex.compile(r"\b(?!dont\b|souvent\b|(?:pre|ab)sent\b)\p{L}+(?:ont|(?<!em)ent)\b")
_PERSON = (
    r"(?<name>(?:(?i:(?:l[ae] )?\L<civility>\.? ))?"
    r"\p{Lu}\p{L}+(?:'\p{L}+)?(?:[ -](?:d[eu] |l[ae] )?(?:[dl]')?\p{Lu}\p{L}*\.?(?:'\p{L}+)?){0,3})"
)
_PERSONS = rf"(?<![\p{{L}}'-]|\b(?i:[àa]|en|d[eu]|chez) ){_PERSON}(?:(?:, (?:et )?| et ){_PERSON})*"
_WHOSE = r"(?i:(?:l[ae]s?|notre|nos|seule?s?) |l')"
_THE = regex.compile(r"(?<=[,;:] (?:et |puis )?|(?<!\p{L})et )(?:l[ae] |l')$", regex.IGNORECASE)
_LEADS = regex.compile(r"\W*(?:[^.!?]*(?<!\p{L})(?:(?:l[ae]s?|notre|nos) |l'))?", regex.IGNORECASE)
_OF_SOMEBODY = regex.compile(r" (?:du |des |de (?:l[a'e]|notre|son)(?!\p{L}))")
_OF_OTHERS = regex.compile(r" (?:d[eu]s? |d'|chez |aux? |pour )(?:l[ae]s? |l')?\p{Lu}| ?[:,]? ?\"")
"""What says that a person is another's, or only quoted: « directrice de Logis », « infirmier : "…" »."""
_TITLE, _REMARK, _NEAR, _ROWS = 60, 40, 400, 40
"""Characters of a title, of a remark after a role, of what leads to a list; rows of a table."""
_LISTED, _MANY, _PARTS = 2, 3, 4
"""Roles that make a list of a team's, or of what nothing calls a team; persons that a sum is parted in."""


class Sheet(Protocol):
    """A site's part of a view."""

    @property
    def span(self) -> Span: ...


@dataclass(frozen=True, slots=True)
class TeamReading:
    """Teams: `rows` of the table "staff", numbers that are no headcounts, and roles outside every team.

    `others` holds the kind, the place and the span of each number that is a team's size or working time.
    A role that only working time counts has no row and is not loose: nobody says how many persons hold it.
    Of the `loose` roles, `open` are those that a sheet counts and its team has not, or not so many of: they
    may be members.
    """

    rows: list[Row] = field(default_factory=list)
    others: list[tuple[str, int, Span]] = field(default_factory=list)
    loose: list[RoleMention] = field(default_factory=list)
    open: list[RoleMention] = field(default_factory=list)

    def add(self, kind: str, places: Iterable[int]) -> None:
        self.others.extend((kind, at, Span(at, at + 1)) for at in places)


@dataclass(slots=True)
class _Item:
    """A role of a line with the places of its number, of its hours, and of a sum that it is part of.

    `is_marked` where a number, « des » or an article makes it an item; `is_apart` where working time alone
    counts it, columns that nobody names, or its parts do. Items of one `chain` have nothing but marks and
    « et » between them, in a sentence or on lines; a `group` is a chain, a sentence, or a line's sentences
    that begin with a role and a pause (`is_fragment`: « Un psychiatre, le mardi. Deux infirmiers. »).
    `is_whole` where its lines hold nothing else, `is_held` where nobody says that the post is empty.
    `is_more` where it counts those besides others: « deux autres infirmiers ».
    `names` are the persons who hold it where they are told by name: « Luc et Ana, nos deux infirmiers ».
    """

    mention: RoleMention
    line: int
    sentence: Span
    span: Span
    count: int | None = None
    hours: list[int] = field(default_factory=list)
    sum_at: tuple[int, ...] = ()
    names: frozenset[str] = frozenset()
    is_marked: bool = False
    is_apart: bool = False
    is_more: bool = False
    is_whole: bool = False
    is_fragment: bool = False
    is_held: bool = False
    chain: int = 0
    group: int = 0


@cache
def _words(*names: str) -> "regex.Pattern[str]":
    """One expression for the words and stems of some classes."""
    forms = [form for name in names for form in words_of(name)]
    stems, whole = [f[:-1] for f in forms if f[-1] == "*"], [f for f in forms if f[-1] != "*"]
    either = r"\L<stems>|" if stems else ""
    form = rf"(?<!\p{{L}})(?:{either}\L<whole>(?:(?<=')|(?!\p{{L}})))"
    return regex.compile(form, stems=stems, whole=whole, ignore_unused=True)


@cache
def _naming() -> "tuple[regex.Pattern[str], regex.Pattern[str]]":
    """Persons before their role, and persons after it; `bare` where neither a verb nor a mark joins them."""
    before = (
        rf"{_PERSONS}(?:(?<bare> )|(?:,| :| -+| \() ?{_WHOSE}*"
        rf"|(?:[^.!?]{{1,60}}[ :;,](?:elle|il)s?(?: en| y)?)? \L<verb> {_WHOSE}*(?:\L<pair> )?)\Z"
    )
    after = rf"(?:,| \(| :|,? \L<called>) ?{_PERSONS}(?= ?(?:[,.;:)]|$|et |\p{{Ll}}))"
    civility = sorted(words("contact_words.csv", "civility"))
    return (
        regex.compile(before, civility=civility, verb=words_of("VERB"), pair=words_of("PAIR")),
        regex.compile(after, regex.MULTILINE, civility=civility, called=words_of("CALLED")),
    )


def _is_name(printed: str) -> bool:
    """Whether some words in capitals may call a person: not « Ensemble », « Nous », « Le bureau »."""
    first = regex.split(r"[ '-]", printed.lower())[0]
    return first in ("le", "la") or first not in words("contact_words.csv", "opening", "body", "no_name")


def _says(text: str, *names: str) -> bool:
    return _words(*names).search(text.lower()) is not None


def _is_planned(text: str) -> bool:
    """Whether a text speaks of who is still to come: not « recrutement bouclé »."""
    done = list(_words("DONE").finditer(text.lower()))
    return _says(
        _UNTIL_DONE.sub("", text[: done[-1].end()]) + text[done[-1].end() :] if done else text, "PLANNED"
    )


def _is_structure(view: View, mention: RoleMention) -> bool:
    """Whether a role names what it is the work of: « un service d'aide à domicile »."""
    ahead = view.text[max(mention.span.start - _TITLE, 0) : mention.span.start].lower()
    return any(ahead[m.end() :] in (" d'", " de ", " des ") for m in _words("STRUCTURE").finditer(ahead))


def find_team(
    view: View,
    sections: Sequence[Sheet],
    cells: Mapping[int, Cell] | None = None,
    mentions: Sequence[RoleMention] | None = None,
    told: Sequence[Span] = (),
) -> TeamReading:
    """The teams of a view: every role that it names is in a row, or loose, or counted by working time alone.

    `cells` are those of its tables, `mentions` its roles where they are known, `told` its stories.

    >>> from types import SimpleNamespace
    >>> view = View("L'équipe : deux infirmières (1,5 ETP), un psychologue, des éducateurs")
    >>> reading = find_team(view, [SimpleNamespace(span=Span(0, len(view.text)))])
    >>> [(row.values["role"], row.values["headcount"]) for row in reading.rows]
    [('infirmier', 2), ('psychologue', 1), ('éducateur', None)]
    >>> [(kind, view.quote(span)) for kind, _, span in reading.others]
    [('full_time_equivalents', '1,5')]
    """
    mentions = find_roles(view) if mentions is None else mentions
    teams = _Teams(view, cells or {})
    open_ = [
        m for m in mentions if not (any(story.contains(m.span) for story in told) or _is_structure(view, m))
    ]
    done = set(teams.read_columns(open_))
    for sheet in sections:
        done |= set(teams.read_cards(open_, sheet))
        done |= set(
            teams.read([m for m in open_ if sheet.span.contains(m.span) and m.span not in done], sheet)
        )
    teams.reading.loose.extend(m for m in mentions if m.span not in done)
    return teams.reading


class _Teams:
    def __init__(self, view: View, cells: Mapping[int, Cell]) -> None:
        self.view, self.cells, self.text = view, cells, view.text
        self.starts = [block.span.start for block in view.blocks]
        self.reading = TeamReading()
        self._heads_of: dict[int, int | None] = {}
        self._cards = find_cards(view)

    def _line(self, mention: RoleMention) -> int:
        return bisect_right(self.starts, mention.span.start) - 1

    def _beside(self, line: int) -> list[Block]:
        """The line above, the line itself, the line below."""
        return self.view.blocks[max(line - 1, 0) : line + 2]

    def _value(self, at: int) -> int:
        return int(self.view.numerals[at].value)

    def read_columns(self, mentions: Sequence[RoleMention]) -> Iterator[Span]:
        """The rows of a table whose columns are sites: one for each site with a number in a role's line."""
        sites = {at: cell.site.site_id for at, cell in self.cells.items() if cell.site}
        lines: list[tuple[RoleMention, list[int]]] = []
        ends = [mention.span.start for mention in mentions[1:]] + [len(self.text)]
        for mention, following in zip(mentions, ends, strict=False) if sites else ():
            end = min(following, self.view.blocks[self._line(mention)].span.end)
            found = self.view.numerals_in(Span(mention.span.end, end))
            if line := [at for at in found if at in sites]:
                lines.append((mention, line))
        if all(mention.is_weak for mention, _ in lines):
            return
        for mention, line in lines:
            columns = self._columns(self._line(mention))
            for site_id, group in groupby(line, key=sites.__getitem__):
                places = [(at, self.view.is_decimal(at)) for at in group]
                count = self._heads(places, columns)
                if count is not None:
                    span = Span(mention.span.start, places[-1][0] + 1)
                    values: dict[str, Value] = {"role": mention.roles[0], "headcount": self._value(count)}
                    self.reading.rows.append(Row("staff", values, span, (count,), site_id=site_id))
                    self.reading.add(FULL_TIME_EQUIVALENTS, (at for at, _ in places if at != count))
                    yield mention.span

    def read_cards(self, mentions: Sequence[RoleMention], sheet: Sheet) -> Iterator[Span]:
        """The rows of numbers side by side whose labels are roles; gives the mentions in them."""
        rows: list[Row] = []
        labels: list[Span] = []
        for at, spans in self._cards.items() if self._cards else ():
            label = View(" ".join(self.view.body[span.start : span.end] for span in spans))
            roles = find_roles(label) if sheet.span.start <= at < sheet.span.end else []
            if len(roles) == 1 and len(roles[0].span) == len(label.text) and not self.view.is_decimal(at):
                places = [self.view.place(span) for span in spans]
                span = Span(min(at, places[0].start), max(at + 1, places[-1].end))
                values: dict[str, Value] = {"role": roles[0].roles[0], "headcount": self._value(at)}
                rows.append(Row("staff", values, span, (at,)))
                labels += places
        if len(rows) >= _LISTED:
            self.reading.rows.extend(rows)
            yield from (m.span for m in mentions if any(m.span.overlaps(label) for label in labels))

    def _heads(self, found: Sequence[tuple[int, bool]], columns: int) -> int | None:
        """Which number after a role counts heads: the greater one, else the only one that is no time."""
        heads = [at for at, is_time in found if not is_time]
        if found and columns == len(found):
            return max(heads, key=self._value, default=None) if columns > 1 else None
        return heads[0] if len(heads) == 1 and len(found) < 3 else None

    def _columns(self, line: int) -> int:
        """How many columns the head above a row names: 1 of hours, 2 of hours and heads, 0 without a head."""
        for above in range(line - 1, max(line - 1 - _ROWS, -1), -1):
            if self.view.blocks[above + 1].gap:
                break
            if above not in self._heads_of:
                span = self.view.blocks[above].span
                head = self.text[span.start : span.end] if len(span) <= _TITLE else ""
                is_head = _says(head, "HOURS")
                columns = 2 if is_head and _says(head, "HEADS") else int(CARDINAL not in head)
                self._heads_of[above] = columns if is_head else None
            if (found := self._heads_of[above]) is not None:
                return found
        return 0

    def read(self, mentions: Sequence[RoleMention], sheet: Sheet) -> Iterator[Span]:
        """The rows of a sheet; gives the mentions that have one or that working time alone counts."""
        items = self._items(mentions)
        for item in items:
            if item.is_apart:
                self.reading.add(FULL_TIME_EQUIVALENTS, item.hours)
                yield item.mention.span
        members = self._members(items)
        yield from self._write(sheet.span, members)
        self.reading.open.extend(self._left(items, members))

    def _items(self, mentions: Iterable[RoleMention]) -> list[_Item]:
        """Each role with the number before it, after it, or alone on the line above or below."""
        items: list[_Item] = []
        claimed: set[int] = set()
        for line, group in groupby(mentions, key=self._line):
            past, end = self.starts[line], self.view.blocks[line].span.end
            stops = [past, *(m.end() for m in _STOP.finditer(self.text, past, end)), end]
            for mention in group:
                sentence = bisect_right(stops, mention.span.start, hi=len(stops) - 1)
                item = _Item(mention, line, Span(stops[sentence - 1], stops[sentence]), mention.span)
                start = max(past, mention.span.start - _REMARK)
                before = _BEFORE.match(self.text, start, mention.span.start)
                if before and not (before["count"] and before.start("count") in claimed):
                    item.span = Span(before.start(), mention.span.end)
                    item.count = before.start("count") if before["count"] else None
                    item.hours = self.view.numerals_in(item.span) if before["time"] else []
                    item.is_marked, item.is_more = not before["time"], before["more"] is not None
                    item.is_apart = not item.is_marked
                self._read_after(item)
                self._read_lines(item, claimed)
                self._read_names(item, max(past, item.sentence.start), items[-1] if items else None)
                if item.span != mention.span:
                    claimed.update(self.view.numerals_in(item.span))
                past = item.span.end
                number = None if item.count is None else self.view.numerals[item.count]
                is_sure = number and not number.is_approximate and number.value % 1 == 0 < number.value
                if not is_sure or len(mention.roles) > 1:
                    item.count = None
                item.is_fragment = self._is_fragment(item)
                if items:
                    last, is_linked = items[-1], self._is_linked(items[-1], item)
                    item.chain = last.chain + (not is_linked)
                    is_same = last.sentence == item.sentence
                    item.is_fragment |= last.is_fragment and is_same
                    is_next = last.is_fragment and item.is_fragment and last.line == item.line
                    is_next |= bool(last.names and item.names) and item.line - last.line < _LISTED
                    item.group = last.group + (not (is_linked or is_same or is_next))
                items.append(item)
        _name_parts(self.view, items)
        return items

    def _read_names(self, item: _Item, past: int, last: _Item | None) -> None:
        """The persons that are told to have a role: as many as it is of, and as are counted."""
        text, mention, (before, after) = self.text, item.mention, _naming()
        block = self.view.blocks[item.line].span
        m = before.search(text, max(past, item.span.start - _NEAR), item.span.start)
        if m and m["bare"] and not (last and last.names and last.sentence == item.sentence):
            m = None
        if not m and (item.count is not None or _LEADS.fullmatch(text, past, mention.span.start)):
            m = after.match(text, mention.span.end, block.end)
        if not m or len(mention.roles) != 1 or "@" in text[block.start : block.end]:
            return
        names = frozenset(m.captures("name"))
        heads = None if item.count is None else self._value(item.count)
        printed, are_many = text[mention.span.start : mention.span.end], len(names) > 1
        if heads is None:
            agrees = printed.isupper() or are_many == (printed.split()[0][-1] in "sx")
        else:
            agrees = are_many == (heads != 1) and (heads == len(names) or m.start() < mention.span.start)
        if not agrees or not all(map(_is_name, names)):
            return
        item.names, item.is_marked, item.is_apart = names, True, False
        if heads is None:
            item.span = Span(min(m.start("name"), item.span.start), max(m.end("name"), item.span.end))

    def _read_after(self, item: _Item) -> None:
        """The numbers right after a role: its headcount, its hours, or columns of both."""
        text, at, found = self.text, item.span.end, []
        end = self.view.blocks[item.line].span.end
        while at < end and (m := _AFTER.match(text, at, end)):
            is_time, joint, n = bool(m["fte"] or m["etp"]), m["joint"].rstrip(), m.start("n")
            is_own = joint.endswith((":", "=")) or (joint.endswith("(") and m[0].endswith(")"))
            is_last = m.end() + 1 in self.view.line_starts or _ENDS.match(text, m.end())
            if not (is_time or is_own or is_last) or (text[n] == ARTICLE and not is_last):
                break  # « 1 coordinatrice, 2 infirmiers », « (1 jour par semaine) »
            is_time = is_time or self.view.is_decimal(n)
            is_next = joint == "," and text.startswith((" de", " d'"), m.end())
            if is_next or (item.is_marked and not is_time):
                break  # « 1 ETP d'infirmier, 0,4 ETP de psychiatre »
            at = m.end()
            if not (n in self.cells and self.cells[n].is_other):
                found.append((n, is_time))
        columns = self._columns(item.line) if found and not item.is_marked else 0
        if not item.is_marked:
            item.count = self._heads(found, columns)
            item.is_marked = item.count is not None
        item.hours += [n for n, is_time in found if n != item.count and (is_time or columns)]
        item.is_apart = not item.is_marked and bool(item.is_apart or found or item.hours)
        if text.count("(", item.span.end, at) > text.count(")", item.span.end, at):
            at = max(at, text.find(")", at, at + _TITLE) + 1)
        item.span = Span(item.span.start, at)

    def _read_lines(self, item: _Item, claimed: set[int]) -> None:
        """A role alone on its line has its number on the line above, or on the one below."""
        if item.is_marked or item.is_apart or item.span.start != self.starts[item.line]:
            return
        if self._rest(item).strip(" :."):
            return
        for line in (item.line - 1, item.line + 1):
            near = self.view.blocks[line].span if 0 <= line < len(self.starts) else Span(0, 0)
            m = _BARE_NUMBER.fullmatch(self.text, near.start, near.end)
            if m is None:
                continue
            is_time = self.view.is_decimal(m.start("n"))
            if line > item.line and (is_time or m["fte"]):
                item.hours, item.is_apart = [m.start("n")], True
                item.span = Span(item.span.start, m.end())
                return
            if m.start("n") not in claimed and not is_time:
                item.count, item.is_marked = m.start("n"), True
                item.span = Span(min(item.span.start, m.start("n")), max(item.span.end, m.end("n")))
                return

    def _is_fragment(self, item: _Item) -> bool:
        """Whether a counted role begins a sentence, or follows names that do, before a pause."""
        start, end = item.sentence.start, self.view.blocks[item.line].span.end
        is_first = _OPENING.fullmatch(self.text, start, item.span.start)
        return item.count is not None and bool(is_first and _PAUSE.match(self.text, item.span.end, end))

    def _rest(self, item: _Item) -> str:
        """What an item's line says after it, without asides."""
        return self._without_asides(item.span.end, self.view.blocks[item.line].span.end)

    def _without_asides(self, start: int, end: int) -> str:
        text = self.text[start:end]
        return _ASIDE.sub("", text) if "(" in text else text

    def _is_alone(self, first: _Item, last: _Item, before: "regex.Pattern[str]" = _LINK) -> bool:
        """Whether the lines of a list hold nothing but its items and a remark after the last."""
        if not before.fullmatch(self.text, self.starts[first.line], first.span.start):
            return False
        rest = self._rest(last)
        longest = _NEAR if self.view.blocks[last.line].is_bullet else _REMARK
        is_remark = last.is_marked and rest.lstrip()[:1] in tuple(",;:-") and len(rest) <= longest
        return is_remark or _MARKS.fullmatch(rest) is not None

    def _is_linked(self, left: _Item, right: _Item) -> bool:
        """Whether two items follow each other in a list: in a sentence, or each on lines of its own."""
        if left.line == right.line:
            between = self._without_asides(left.span.end, right.span.start)
            return left.sentence == right.sentence and _LINK.fullmatch(between) is not None
        are_alone = self._is_alone(right, left)
        if not are_alone and right.line == left.line + 1 and not self.view.blocks[right.line].gap:
            are_alone = self._is_alone(right, left, _LABEL) and bool(
                _LABEL.match(self.text, self.starts[left.line], left.span.start)
            )
        return are_alone and all(
            _BARE_NUMBER.fullmatch(self.text, block.span.start, block.span.end)
            for block in self.view.blocks[left.line + 1 : right.line]
        )

    def _is_team(self, item: _Item) -> bool:
        """Whether the sentence, what its line says before it, or the title above it speaks of a team."""
        above = self._beside(item.line)[0].span
        start = max(self.starts[item.line], item.sentence.start - _NEAR)
        title = self.text[above.start : above.end] if len(above) <= _TITLE else ""
        return _says(f"{title}\n{self.text[start : item.sentence.end]}", "TEAM")

    def _held(self, group: list[_Item], least: int) -> list[_Item]:
        """The items of a group that somebody holds, here and now: not « recrutons », « vacant »."""
        sentence = self.text[group[0].sentence.start : self.view.blocks[group[-1].line].span.end]
        if not _says(sentence, "PLANNED", "NEGATED", "OUTSIDE"):
            return [item for item in group if not item.is_apart]
        held: list[_Item] = []
        before, opened, planned = group[0].sentence.start, 0, None
        starts = [*(item.span.start for item in group[1:]), len(self.text)]
        for item, following in zip(group, starts, strict=True):
            if item.names:
                held.append(item)
                before = item.span.end
                continue
            is_label = item.count is None and self.text.startswith(" : ", item.span.end)
            clause = _CLAUSE.match(self.text, item.span.end + 3 * is_label)  # « psychiatre : à recruter »
            behind = _ONLY.sub(" ", clause[0]) if clause else ""
            told = _PUT_IN.match(self.text, item.span.end, min(following, item.sentence.end))
            if told and item.count is None:  # « le poste de psychiatre, qui est à 0,6 ETP, était vacant »
                behind += told["main"]
            begun = max(before, item.sentence.start)
            ahead, before = self.text[begun : item.span.start], clause.end() if clause else item.span.end
            ahead = _ONLY.sub(" ", _RELATIVE.sub(",", ahead))
            is_away = _LABEL.fullmatch(ahead) is not None and _says(ahead, "OUTSIDE", "NEGATED")
            if begun == item.sentence.start and (is_away or _is_planned(ahead)):
                planned = item.sentence
            elif (verb := _MAIN.search(ahead)) and _says(verb[1], "TEAM"):
                planned = None
            if planned == item.sentence:
                continue
            opened = len(held) if ";" in ahead else opened
            ahead = ahead.rpartition(";")[2]
            around = f"{ahead}\n{behind}"
            is_planned = _is_planned(around)
            if is_planned and _PLURAL.search(behind):
                del held[opened:]
            near = f"{ahead.rpartition(':')[2]}\n{_OF_ITSELF.sub('', behind)}"  # « n'a pas varié : … »
            is_away = _says(near, "NEGATED") or (len(group) < least and _says(around, "OUTSIDE"))
            if not (item.is_apart or is_away or is_planned):
                held.append(item)
        return held

    def _members(self, items: list[_Item]) -> list[_Item]:
        """The items that are in the team's list: by its form, or by what its sentence speaks of."""
        found: list[_Item] = []
        others: list[_Item] = []
        for _, grouped in groupby(items, key=lambda item: item.group):
            group = list(grouped)
            chains = Counter(item.chain for item in group)
            is_team = self._is_team(group[0])
            is_whole = len(chains) == 1 and self._is_alone(group[0], group[-1])
            if is_whole and any(item.is_apart and item.count is None and not item.hours for item in group):
                continue  # a table of columns that nobody names
            held = self._held(group, _LISTED if is_team else _MANY)
            for item in held:
                item.is_held = True
            held = [item for item in held if not self._is_unsure(item)]
            held = [i for i in held if not i.mention.is_weak or chains[i.chain] > 1 or not self._is_many(i)]
            listed = [i for i in held if i.is_marked or (chains[i.chain] > 1 and not i.mention.is_weak)]
            marked = [i for i in listed if i.is_marked]
            sure = [i for i in marked if not i.mention.is_weak]
            is_told = any(item.names for item in group)
            for item in marked:
                item.is_whole = is_whole
            least = _LISTED if is_team or (is_whole and not is_told) else _MANY
            if len(sure) >= least or (is_team and len(listed) >= _MANY):
                found += listed if is_team or len(marked) >= _MANY else marked
            else:
                others += sure
        lists = [item for item in found if not item.names] or found
        near = {item.line + by for item in lists for by in (-1, 0, 1)}
        known = {role for item in lists if not item.names for role in item.mention.roles}
        quoted = {item.group for item in found if item.names and not known.isdisjoint(item.mention.roles)}
        found = [i for i in found if not i.names or (i.line in near and i.group not in quoted)]
        known |= {role for item in found for role in item.mention.roles}
        counted = {item.chain for item in others if self._is_many(item)}
        for item in others:
            if item.is_fragment or item.chain in counted:
                is_member = item.is_whole or item.line in near
            else:
                is_member = known.isdisjoint(item.mention.roles) and self._goes_on(item, lists)
            found += [item] if is_member else []
        return sorted(found, key=lambda item: item.span)

    def _goes_on(self, item: _Item, lists: Iterable[_Item]) -> bool:
        """Whether a role in a sentence of its own goes on with a line's list, or leads to it."""
        text, sentence = self.text, item.sentence
        lines = [other.span.start for other in lists if other.line == item.line]
        rest = text[item.mention.span.end : sentence.end]
        if not lines or _OF_SOMEBODY.match(rest) or _says(rest, "VISITING"):
            return False
        is_first = item.count is not None and _OPENING.fullmatch(text, sentence.start, item.span.start)
        is_after = (is_first or item.names) and lines[0] < item.span.start
        return bool(is_after or _says(text[sentence.start : item.span.start], "TEAM"))

    def _is_unsure(self, item: _Item) -> bool:
        """Whether more or fewer persons are counted than named, or they may have left, or be another's; or
        who a quotation is by."""
        if not item.names:
            return self._is_signature(item)
        is_torn = item.count is not None and self._value(item.count) != len(item.names)
        start = item.mention.span.end
        rest = self.text[start : min(item.sentence.end, start + _NEAR)].partition(";")[0]
        return is_torn or _OF_OTHERS.match(rest) is not None or _says(rest, "GONE")

    def _is_signature(self, item: _Item) -> bool:
        """Whether a role stands alone below a quotation."""
        line, above = self.view.blocks[item.line].span, self.view.blocks[item.line - 1].span
        is_below = item.line > 0 and self.text[above.end - 1] in '"❞'
        is_alone = _MARKS.fullmatch(self.text[line.start : item.span.start] + self._rest(item))
        return is_below and is_alone is not None

    def _left(self, items: Sequence[_Item], members: Sequence[_Item]) -> Iterator[RoleMention]:
        """The roles that may be a team's and are not in it: counted, or told in a line of its list."""
        known = {role for item in members for role in item.mention.roles}
        told = Counter(item.group for item in items if item.names)
        lines = {item.line for item in members}
        for item in items:
            roles = item.mention.roles
            rest = self.text[item.mention.span.end : item.sentence.end]
            is_anothers = _OF_SOMEBODY.match(rest) and not item.is_marked
            is_near = item.line in lines and not (is_anothers or _TIMED.search(rest))
            is_role = not (roles and item.mention.is_weak) and known.isdisjoint(roles)
            is_named = bool(item.names) and (told[item.group] > 1 or item.line in lines)
            if item.is_held and is_role and (item.count is not None or is_named or is_near):
                yield item.mention

    def _is_the_one(self, item: _Item) -> bool:
        """Whether an article tells one person, whom nothing else counts: « …, la secrétaire et … »."""
        text, mention = self.text, item.mention
        is_single = text[mention.span.start : mention.span.end].split()[0][-1] not in "sxSX"
        is_led = _THE.search(text, item.sentence.start, mention.span.start) is not None
        return is_single and is_led and not item.hours and len(mention.roles) == 1

    def _is_many(self, item: _Item) -> bool:
        return item.count is not None and self.text[item.count] == CARDINAL

    def _write(self, sheet: Span, members: list[_Item]) -> Iterator[Span]:
        """The rows of a sheet's members, their hours and their printed sum; gives the mentions with a row."""
        seen: dict[str, _Item] = {}
        named: dict[str, frozenset[str]] = {}
        for item in members:
            for role in item.mention.roles if item.names else ():
                named[role] = item.names.union(named.get(role, ()))
        told = Counter(role for item in members for role in item.mention.roles)
        for item in members:
            if item.is_more and any(told[role] > 1 for role in item.mention.roles):
                self.reading.open.append(item.mention)
                continue
            headcount = None if item.count is None else self._value(item.count)
            if item.names and not self._is_many(item):
                headcount = len(named[item.mention.roles[0]])
            if headcount is None and self._is_the_one(item) and any(map(self._is_many, members)):
                headcount = 1
            extracted = item.sum_at if item.count is None else (*item.sum_at, item.count)
            for role in item.mention.roles:
                first = seen.setdefault(role, item)
                is_same = first.chain == item.chain and first.sentence == item.sentence
                is_listed = item.count is not None and (item.is_whole or is_same)
                if first is not item and not is_listed:  # said again
                    heads = 0 if first.count is None else self._value(first.count)
                    is_known = item.names and (first.names or len(item.names) <= heads)
                    if headcount and headcount != heads and not is_known:
                        self.reading.open.append(item.mention)
                    continue
                values = {"role": role, "headcount": headcount}
                self.reading.rows.append(Row("staff", values, item.span, extracted))
                yield item.mention.span
            self.reading.add(FULL_TIME_EQUIVALENTS, item.hours)
        heads = sum(self._value(item.count) for item in members if item.count is not None)
        if heads <= _MANY:
            return
        used = {at for item in members for at in self.view.numerals_in(item.span)}
        lines = {item.line: None for item in members}
        near = {block.span: None for line in lines for block in self._beside(line)}
        for span in near:
            inside = Span(max(span.start, sheet.start), min(span.end, sheet.end))
            for at in self.view.numerals_in(inside):
                is_sum = at not in used and self.view.numerals[at].value == heads
                if is_sum and _SUM.match(self.text, at + 1):
                    self.reading.add(TEAM_SIZE, [at])


def _name_parts(view: View, items: Sequence[_Item]) -> None:
    """« deux médecins, l'un psychiatre, l'autre généraliste » are two persons, each by its whole name."""
    for index, whole in enumerate(items):
        many = int(view.numerals[whole.count].value) if whole.count is not None else 0
        if not whole.mention.roles or not 1 < many <= _PARTS:
            continue
        following = items[index + 1 : index + 1 + many]
        parts = [item for item in following if item.is_marked and item.sentence == whole.sentence]
        words = [(*whole.mention.roles, *" ".join(part.mention.roles).split()) for part in parts]
        names = [" ".join(dict.fromkeys(name)) for name in words]
        if len(parts) == many and role_names().issuperset(names):
            whole.is_apart = True
            for part, name in zip(parts, names, strict=True):
                part.mention, part.count = part.mention._replace(roles=(name,)), part.count or parts[0].count
            parts[0].sum_at = (whole.count or 0,)
