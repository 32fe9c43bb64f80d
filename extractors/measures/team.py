"""The team of a site: a row for each role of its list, with the headcount where one is printed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby, islice
from typing import Protocol

import regex

from extractors.language.roles import RoleMention, find_roles, role_names, words_of
from extractors.measures.row import Row, Value
from extractors.source.document import Span
from extractors.structure.tables import Cell
from extractors.view.numerals import CARDINAL
from extractors.view.view import Block, View

FULL_TIME_EQUIVALENTS, TEAM_SIZE = "full_time_equivalents", "team_size"

_FLAGS = regex.VERBOSE | regex.IGNORECASE
_FTE = r"\ ?\(?(?:etp|e\.t\.p\.?|(?:equivalents?[ -](?:a\ )?)?temps[ -]pleins?)(?!\p{L})"
_BEFORE = regex.compile(
    rf"""(?<![\p{{L}}\d]) (?:
      (?:(?:[01]|des?)\ (?:ou|a)|environ|pres\ de|(?:plus|moins)\ de|au\ moins)\ 0[ ]
    | (?<time>0{_FTE}\)?\ (?:d[e']\ ?|:\ |en\ )?) | [01]\ (?:demi-)?postes?\ d[e']\ ?
    | (?:d[e']\ ?)?(?<count>[01])\)?\ ?(?:[x×*|:-]\ ?)?(?:\(0\)\ ?)?(?:(?:autres|jeunes?|nouve\p{{L}}*)\ )?
    | des?\  | d' | plusieurs\  | quelques\  | d'autres\  | l'autre\  )$""",
    _FLAGS,
)
_AFTER = regex.compile(
    r"(?<joint>(?:[ :|,/=.…_x×*(-]++|(?<!\p{L})(?:soit|dont|pour|effectif|nombre|(?<etp>etp))(?!\pL)){0,20})"
    rf"(?<n>0|(?<=[x×])2)(?:(?<fte>{_FTE})|\ (?:agents?|personnes?|professionnels|salaries|postes?)(?!\pL))?"
    r"(?:\ ?\))?",
    _FLAGS,
)
_ENDS = regex.compile(r" ?(?:[,;.)/|]|- |et |$|[ ,/|:]*0)", regex.IGNORECASE | regex.MULTILINE)
_ASIDE = regex.compile(r" ?\([^()\n]{0,80}\)")
_SENTENCE = regex.compile(r"(?:[^.!?\n]++|[.!?](?! |\n|$))+[.!?]*", regex.MULTILINE)
_CLAUSE = regex.compile(r"(?: ?\([^()\n]{0,80}\))?(?:(?! et )[^,;.:()\n]){0,120}", regex.IGNORECASE)
_LINK = regex.compile(
    r"[^\p{L}\d]*(?:(?:et|ou|dont|ainsi que|puis|soit|avec) )?[^\p{L}\d]*", regex.IGNORECASE
)
_BARE_NUMBER = regex.compile(rf"[^\p{{L}}\d\n]*(?<n>[01])(?:{_FTE})?[^\p{{L}}\d\n]*", _FLAGS)
_SUM = regex.compile(r" ?(?:[.:,;)]|$|personnes\b|metiers\b)", regex.IGNORECASE | regex.MULTILINE)
_MARKS = regex.compile(r"[^\p{L}\d]*")
_PLURAL = regex.compile(r"\p{L}(?:ont|ent)\b")
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
    """

    rows: list[Row] = field(default_factory=list)
    others: list[tuple[str, int, Span]] = field(default_factory=list)
    loose: list[RoleMention] = field(default_factory=list)

    def add(self, kind: str, places: Iterable[int]) -> None:
        self.others.extend((kind, at, Span(at, at + 1)) for at in places)


@dataclass(slots=True)
class _Item:
    """A role of a line with the places of its number, of its hours, and of a sum that it is part of.

    `is_marked` where a number, « des » or an article makes it an item; `is_apart` where working time alone
    counts it, columns that nobody names, or its parts do. Items of one `chain` have nothing but marks and
    « et » between them, in a sentence or on lines; a `group` is a chain, or a sentence. `is_whole` where its
    lines hold nothing else.
    """

    mention: RoleMention
    block: Block
    sentence: Span
    span: Span
    count: int | None = None
    hours: list[int] = field(default_factory=list)
    sum_at: tuple[int, ...] = ()
    is_marked: bool = False
    is_apart: bool = False
    is_whole: bool = False
    chain: int = 0
    group: int = 0


@cache
def _words(name: str) -> regex.Pattern[str]:
    """One expression for the words and stems of a class."""
    forms = words_of(name)
    stems, whole = [f[:-1] for f in forms if f[-1] == "*"], [f for f in forms if f[-1] != "*"]
    return regex.compile(r"(?<!\p{L})(?:\L<stems>|\L<whole>(?:(?<=')|(?!\p{L})))", stems=stems, whole=whole)


def _says(name: str, text: str) -> bool:
    return _words(name).search(text.lower()) is not None


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
    reading, cells = TeamReading(), cells or {}
    mentions = find_roles(view) if mentions is None else mentions
    open_ = [m for m in mentions if not any(story.contains(m.span) for story in told)]
    done = set(_write_columns(view, open_, cells, reading))
    for sheet in sections:
        items = _items(view, [m for m in open_ if sheet.span.contains(m.span) and m.span not in done], cells)
        for item in items:
            if item.is_apart:
                reading.add(FULL_TIME_EQUIVALENTS, item.hours)
                done.add(item.mention.span)
        done |= set(_write(view, sheet.span, _members(view, items), reading))
    reading.loose.extend(m for m in mentions if not m.is_weak and m.span not in done)
    return reading


def _write_columns(
    view: View, mentions: Sequence[RoleMention], cells: Mapping[int, Cell], reading: TeamReading
) -> Iterator[Span]:
    """The rows of a table whose columns are sites: one for each site that has a number in a role's line."""
    sites = {at: cell.site.site_id for at, cell in cells.items() if cell.site}
    lines: list[tuple[RoleMention, list[int]]] = []
    for mention, following in zip(mentions, [*mentions[1:], None], strict=True) if sites else ():
        end = view.block_at(mention.span.start).span.end
        span = Span(mention.span.end, min(end, following.span.start) if following else end)
        if line := [at for at in view.numerals_in(span) if at in sites]:
            lines.append((mention, line))
    is_list = any(not mention.is_weak for mention, _ in lines)
    for mention, line in lines:
        columns = _columns(view, view.block_at(mention.span.start))
        for site_id, group in groupby(line if is_list or not mention.is_weak else (), key=sites.__getitem__):
            found = [(at, _is_decimal(view, at)) for at in group]
            count = _heads(view, found, columns)
            if count is not None:
                headcount, span = int(view.numerals[count].value), Span(mention.span.start, found[-1][0] + 1)
                values: dict[str, Value] = {"role": mention.roles[0], "headcount": headcount}
                reading.rows.append(Row("staff", values, span, (count,), site_id=site_id))
                reading.add(FULL_TIME_EQUIVALENTS, (at for at, _ in found if at != count))
                yield mention.span


def _heads(view: View, found: Sequence[tuple[int, bool]], columns: int) -> int | None:
    """Which number after a role counts heads: the greater one, else the only one that is no time."""
    heads = [at for at, is_time in found if not is_time]
    if found and columns == len(found):
        return max(heads, key=lambda at: view.numerals[at].value, default=None) if columns > 1 else None
    return heads[0] if len(heads) == 1 and len(found) < 3 else None


def _columns(view: View, block: Block) -> int:
    """How many columns the head above a row names: 1 of hours, 2 of hours and heads, 0 without a head."""
    for above in islice(view.blocks_up(block), _ROWS):
        line = view.text[above.span.start : above.span.end]
        if len(line) <= _TITLE and _says("HOURS", line):
            return 2 if _says("HEADS", line) else int(CARDINAL not in line)
    return 0


def _is_decimal(view: View, at: int) -> bool:
    """Whether a number is printed with decimals: hours, not heads."""
    return any(mark in view.quote(Span(at, at + 1)) for mark in ",.")


def _items(view: View, mentions: Iterable[RoleMention], cells: Mapping[int, Cell]) -> list[_Item]:
    """Each role with the number before it, after it, or alone on the line above or below."""
    items: list[_Item] = []
    claimed: set[int] = set()
    for block, line in groupby(mentions, key=lambda mention: view.block_at(mention.span.start)):
        sentences = [Span(*m.span()) for m in _SENTENCE.finditer(view.text, block.span.start, block.span.end)]
        past = block.span.start
        for mention in line:
            while sentences[0].end <= mention.span.start:
                del sentences[0]
            item = _Item(mention, block, sentences[0], mention.span)
            before = _BEFORE.search(view.text, max(past, mention.span.start - _REMARK), mention.span.start)
            if before and not (before["count"] and before.start("count") in claimed):
                item.span = Span(before.start(), mention.span.end)
                item.count = before.start("count") if before["count"] else None
                item.hours = view.numerals_in(item.span) if before["time"] else []
                item.is_marked = not item.hours
            _read_after(view, item, cells)
            _read_lines(view, item, claimed)
            claimed.update(view.numerals_in(item.span))
            past = item.span.end
            number = view.numerals[item.count] if item.count is not None and len(mention.roles) == 1 else None
            if number is None or number.is_approximate or number.value % 1 or number.value < 1:
                item.count = None
            if items:
                last, is_linked = items[-1], _is_linked(view, items[-1], item)
                item.chain = last.chain + (not is_linked)
                item.group = last.group + (not is_linked and last.sentence != item.sentence)
            items.append(item)
    _name_parts(view, items)
    return items


def _read_after(view: View, item: _Item, cells: Mapping[int, Cell]) -> None:
    """The numbers right after a role: its headcount, its hours, or columns of both."""
    text, at, found = view.text, item.span.end, []
    while m := _AFTER.match(text, at, item.block.span.end):
        is_time, joint, n = bool(m["fte"] or m["etp"]), m["joint"].rstrip(), m.start("n")
        is_own = joint.endswith((":", "=")) or (joint.endswith("(") and m[0].endswith(")"))
        if not (is_time or is_own or m.end() + 1 in view.line_starts or _ENDS.match(text, m.end())):
            break  # « 1 coordinatrice, 2 infirmiers », « (1 jour par semaine) »
        is_time = is_time or _is_decimal(view, n)
        is_next = joint == "," and text[m.end() : m.end() + 3] in (" de", " d'")
        if is_next or (item.is_marked and not is_time):
            break  # « 1 ETP d'infirmier, 0,4 ETP de psychiatre »
        at = m.end()
        if not (n in cells and cells[n].is_earlier):
            found.append((n, is_time))
    columns = _columns(view, item.block) if found and not item.is_marked else 0
    if not item.is_marked:
        item.count = _heads(view, found, columns)
        item.is_marked = item.count is not None
    item.hours += [n for n, is_time in found if n != item.count and (is_time or columns)]
    item.is_apart = not item.is_marked and bool(found or item.hours)
    if text.count("(", item.span.end, at) > text.count(")", item.span.end, at):
        at = max(at, text.find(")", at, at + _TITLE) + 1)
    item.span = Span(item.span.start, at)


def _read_lines(view: View, item: _Item, claimed: set[int]) -> None:
    """A role alone on its line has its number on the line above, or on the one below."""
    rest = _ASIDE.sub("", view.text[item.span.end : item.block.span.end])
    if item.is_marked or item.is_apart or item.span.start != item.block.span.start or rest.strip(" :."):
        return
    for near in _beside(view, item.block)[::2]:
        m = _BARE_NUMBER.fullmatch(view.text, near.span.start, near.span.end)
        if m and m.start("n") not in claimed and not _is_decimal(view, m.start("n")):
            item.count, item.is_marked = m.start("n"), True
            item.span = Span(min(item.span.start, m.start("n")), max(item.span.end, m.end("n")))
            return


def _beside(view: View, block: Block) -> tuple[Block, Block, Block]:
    """The line above, the line itself, the line below."""
    return view.block_at(max(block.span.start - 2, 0)), block, view.block_at(block.span.end + 1)


def _is_alone(view: View, first: _Item, last: _Item) -> bool:
    """Whether the lines of a list hold nothing but its items and a remark after the last."""
    rest = _ASIDE.sub("", view.text[last.span.end : last.block.span.end])
    is_remark = last.is_marked and rest[:1] in ",;-" and len(rest) <= _REMARK
    start = first.block.span.start
    leads = first.span.start <= start or _LINK.fullmatch(view.text, start, first.span.start)
    return bool(leads) and (is_remark or _MARKS.fullmatch(rest) is not None)


def _is_linked(view: View, left: _Item, right: _Item) -> bool:
    """Whether two items follow each other in a list: in a sentence, or each on lines of its own."""
    if left.block == right.block:
        between = _ASIDE.sub("", view.text[left.span.end : right.span.start])
        return left.sentence == right.sentence and _LINK.fullmatch(between) is not None
    blocks = view.blocks_in(Span(left.block.span.end, right.block.span.start))
    numbers = (_BARE_NUMBER.fullmatch(view.text, block.span.start, block.span.end) for block in blocks)
    return _is_alone(view, right, left) and all(numbers)


def _name_parts(view: View, items: Sequence[_Item]) -> None:
    """« deux médecins, l'un psychiatre, l'autre généraliste » are two persons, each by its whole name."""
    for index, whole in enumerate(items):
        many = int(view.numerals[whole.count].value) if whole.count is not None else 0
        following = items[index + 1 : index + 1 + many] if 1 < many <= _PARTS else []
        parts = [item for item in following if item.is_marked and item.sentence == whole.sentence]
        words = [(*whole.mention.roles, *part.mention.roles[0].split()) for part in parts]
        names = [" ".join(dict.fromkeys(name)) for name in words]
        if parts and len(parts) == many and role_names().issuperset(names):
            whole.is_apart = True
            for part, name in zip(parts, names, strict=True):
                part.mention, part.count = replace(part.mention, roles=(name,)), part.count or parts[0].count
            parts[0].sum_at = (whole.count or 0,)


def _is_team(view: View, item: _Item) -> bool:
    """Whether the sentence, what its line says before it, or the title above it speaks of a team."""
    above = _beside(view, item.block)[0].span
    said = view.text[max(item.block.span.start, item.sentence.start - _NEAR) : item.sentence.end]
    title = view.text[above.start : above.end] if len(above) <= _TITLE else ""
    return _says("TEAM", f"{title}\n{said}")


def _held(view: View, group: list[_Item], least: int) -> list[_Item]:
    """The items of a group that somebody holds, here and now: not « recrutons », « vacant »."""
    held: list[_Item] = []
    before, opened = group[0].sentence.start, 0
    for item in group:
        clause = _CLAUSE.match(view.text, item.span.end)
        behind = clause[0] if clause else ""
        ahead, before = view.text[before : item.span.start], item.span.end + len(behind)
        if item is group[0] and _says("PLANNED", ahead):
            return []
        opened = len(held) if ";" in ahead else opened
        around = f"{ahead}\n{behind}"
        is_planned = _says("PLANNED", around)
        if is_planned and _PLURAL.search(behind):
            del held[opened:]
        is_away = _says("NEGATED", around) or (len(group) < least and _says("OUTSIDE", around))
        if not (item.is_apart or is_away or is_planned):
            held.append(item)
    return held


def _members(view: View, items: list[_Item]) -> list[_Item]:
    """The items that are in the team's list: by its form, or by what its sentence speaks of."""
    found: list[_Item] = []
    others: list[_Item] = []
    for _, grouped in groupby(items, key=lambda item: item.group):
        group = list(grouped)
        chains = Counter(item.chain for item in group)
        is_team = _is_team(view, group[0])
        is_whole = len(chains) == 1 and _is_alone(view, group[0], group[-1])
        if is_whole and any(item.is_apart and item.count is None and not item.hours for item in group):
            continue  # a table of columns that nobody names
        held = _held(view, group, _LISTED if is_team else _MANY)
        listed = [i for i in held if i.is_marked or (chains[i.chain] > 1 and not i.mention.is_weak)]
        marked = [i for i in listed if i.is_marked]
        sure = [i for i in marked if not i.mention.is_weak]
        for item in marked:
            item.is_whole = is_whole
        if len(sure) >= (_LISTED if is_team or is_whole else _MANY) or (is_team and len(listed) >= _MANY):
            found += listed if is_team or len(marked) >= _MANY else marked
        else:
            others += [item for item in sure if item.count is not None and view.text[item.count] == CARDINAL]
    near = {block.span.start for item in found for block in _beside(view, item.block)}
    found += [item for item in others if item.is_whole or item.block.span.start in near]
    return sorted(found, key=lambda item: item.span)


def _write(view: View, sheet: Span, members: list[_Item], reading: TeamReading) -> Iterator[Span]:
    """The rows of a sheet's members, their hours and their printed sum; gives the mentions with a row."""
    seen: dict[str, Span] = {}
    for item in members:
        headcount = int(view.numerals[item.count].value) if item.count is not None else None
        extracted = item.sum_at if item.count is None else (*item.sum_at, item.count)
        for role in item.mention.roles:
            if role in seen and (headcount is None or not (item.is_whole or seen[role] == item.sentence)):
                continue  # said again
            seen.setdefault(role, item.sentence)
            reading.rows.append(Row("staff", {"role": role, "headcount": headcount}, item.span, extracted))
            yield item.mention.span
        reading.add(FULL_TIME_EQUIVALENTS, item.hours)
    used = {at for item in members for at in view.numerals_in(item.span)}
    heads = sum(view.numerals[item.count].value for item in members if item.count is not None)
    near = {block.span.start: block for item in members for block in _beside(view, item.block)}
    for block in near.values():
        places = view.numerals_in(Span(max(block.span.start, sheet.start), min(block.span.end, sheet.end)))
        sums = (at for at in places if at not in used and view.numerals[at].value == heads > _MANY)
        reading.add(TEAM_SIZE, (at for at in sums if _SUM.match(view.text, at + 1)))
