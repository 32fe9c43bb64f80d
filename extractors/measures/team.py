"""The team of a site: a row for each role of its list, with the headcount where one is printed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby, pairwise
from types import MappingProxyType
from typing import Protocol

import regex

from extractors.language.roles import RoleMention, find_roles, role_names
from extractors.language.spelling import rows
from extractors.measures.row import Row
from extractors.source.document import Span
from extractors.structure.tables import Cell
from extractors.view.numerals import CARDINAL
from extractors.view.view import Block, View

FULL_TIME_EQUIVALENTS, TEAM_SIZE = "full_time_equivalents", "team_size"

_FLAGS = regex.VERBOSE | regex.IGNORECASE
_FTE = r"\ ?\(?(?:etp|e\.t\.p\.?|(?:equivalents?[ -](?:a\ )?)?temps[ -]pleins?)(?!\p{L})"
_BEFORE = regex.compile(
    rf"""(?<![\p{{L}}\d]) (?:
      (?<doubt>(?:[01]|des?)\ (?:ou|a)\ 0\ |(?:environ|pres\ de|(?:plus|moins)\ de|au\ moins)\ 0\ )
    | (?<time>0{_FTE}\)?\ (?:d[e']\ ?|:\ |en\ )?|[01]\ (?:demi-)?postes?\ d[e']\ ?)
    | (?:d[e']\ ?)?(?<count>[01])\)?\ ?(?:[x×*|:-]\ ?)?(?:\(0\)\ ?)?(?:(?:autres|jeunes?|nouve\p{{L}}*)\ )?
    | (?<many>des?\ |d'|plusieurs\ |quelques\ |d'autres\ |l'autre\ ) )$""",
    _FLAGS,
)
_AFTER = regex.compile(
    r"(?<joint>(?:[ :|,/=.…_x×*(-]|(?<!\p{L})(?:soit|dont|pour|effectif|nombre|(?<etp>etp))(?!\p{L})){0,150})"
    rf"(?<n>0|(?<=[x×])2)(?:(?<fte>{_FTE})|\ (?:agents?|personnes?|professionnels|salaries|postes?)(?!\pL))?"
    r"(?:\ ?\))?",
    _FLAGS,
)
_ENDS = regex.compile(r" ?(?:[,;.)/|]|- |et |$|[ ,/|:]*0)", regex.IGNORECASE | regex.MULTILINE)
_ASIDE = regex.compile(r" ?\([^()\n]{0,80}\)")
_SENTENCE = regex.compile(r"(?:[^.!?\n]|[.!?](?! |\n|$))+[.!?]*", regex.MULTILINE)
_CLAUSE = regex.compile(r"(?:(?! et )[^,;.:()\n]){0,120}", regex.IGNORECASE)
_LINK = regex.compile(r"[^\p{L}\d]*(?:et|ou|ainsi que|puis|avec)?[^\p{L}\d]*", regex.IGNORECASE)
_LEAD = regex.compile(r"[^\p{L}\d]*(?:(?:et|dont|ainsi que|soit|avec) )?", regex.IGNORECASE)
_TIME = regex.compile(rf"(?<n>0){_FTE}|(?:etp|temps\ pleins?)\ ?[:=(]?\ ?(?<n>0)", _FLAGS)
_SIZE = regex.compile(
    r"(?:(?:nous\ sommes|nous\ etions|ils\ sont|elles\ sont|on\ est|equipes?(?:\ \p{L}+)?\ de)\ |"
    r"effectif(?:\ \p{L}+)?\ ?:?\ )(?<n>0)(?!\p{L})"
    r"|(?<n>0)(?:\ a)?\ (?:l'effectif|professionnel|salarie|agents\b|collegue|equipier|coequipier|membres\ d)"
    r"|\b(?:total|ensemble|nombre\ de\ salaries)[ :.,]+(?<n>0)",
    _FLAGS,
)
_SUM = regex.compile(r"\ ?(?:[.:,;)]|$|personnes\b|metiers\b)", _FLAGS)
_BARE_NUMBER = regex.compile(r"[^\p{L}\d\n]*(?<n>[01])[^\p{L}\d\n]*")
_TITLE, _REMARK, _NEAR, _ABOVE = 60, 40, 400, 4
"""Characters of a title, of a remark after a role, of what leads to a list; lines that may open a story."""
_PARTS, _FEW, _LISTED = 4, 6, 2
"""Roles that doctors may be parted in, heads that a list may leave out, roles that make a table a team's."""
_PLURAL = regex.compile(r"\p{L}(?:ont|ent)\b")
_MANY = 3
_NO_CELLS: Mapping[int, Cell] = MappingProxyType({})
_DOCTOR = "médecin"


class Sheet(Protocol):
    """A site's part of a view."""

    @property
    def span(self) -> Span: ...


@dataclass(frozen=True, slots=True)
class TeamReading:
    """Teams: `rows` of the table "staff", numbers that are no headcounts, and roles outside every team.

    `others` holds the kind, the place and the span of each number that is a team's size or working time.
    """

    rows: list[Row] = field(default_factory=list)
    others: list[tuple[str, int, Span]] = field(default_factory=list)
    loose: list[RoleMention] = field(default_factory=list)

    def add_hours(self, places: Iterable[int]) -> None:
        self.others.extend((FULL_TIME_EQUIVALENTS, at, Span(at, at + 1)) for at in places)


@dataclass(slots=True)
class _Item:
    """A role of a line with what counts it: the place of its number, and those of its hours.

    `is_marked` where a number, « des » or an article makes it an item, `is_whole` where its line has nothing
    but items, `is_row` where its numbers are columns; `sum_at` is the place of a number that it is one of.
    """

    mention: RoleMention
    block: Block
    sentence: Span
    span: Span
    count: int | None = None
    times: tuple[int, ...] = ()
    is_marked: bool = False
    is_whole: bool = False
    is_row: bool = False
    sum_at: tuple[int, ...] = ()
    is_one: bool = False


def _beside(view: View, block: Block) -> tuple[Block, Block, Block]:
    """The line above, the line itself, the line below."""
    return view.block_at(max(block.span.start - 2, 0)), block, view.block_at(block.span.end + 1)


@cache
def _words(name: str) -> regex.Pattern[str]:
    """One expression for the words and stems of a class."""
    forms = [row["form"] or "" for row in rows("team.csv") if row["class"] == name]
    whole, stems = (
        [form for form in forms if form[-1] != "*"],
        [form[:-1] for form in forms if form[-1] == "*"],
    )
    words = r"(?<!\p{L})(?:\L<stems>|\L<whole>(?:(?<=')|(?!\p{L})))"
    return regex.compile(words, regex.IGNORECASE, stems=stems, whole=whole)


def find_team(view: View, sections: Sequence[Sheet], cells: Mapping[int, Cell] = _NO_CELLS) -> TeamReading:
    """The teams of a view: every role that it names is in a row, or loose; `cells` are those of its tables.

    >>> from types import SimpleNamespace
    >>> view = View("L'équipe : deux infirmières (1,5 ETP), un psychologue, des éducateurs")
    >>> reading = find_team(view, [SimpleNamespace(span=Span(0, len(view.text)))])
    >>> [(row.values["role"], row.values["headcount"]) for row in reading.rows]
    [('infirmier', 2), ('psychologue', 1), ('éducateur', None)]
    >>> [(kind, view.quote(span)) for kind, _, span in reading.others]
    [('full_time_equivalents', '1,5')]
    """
    reading = TeamReading()
    mentions = find_roles(view)
    done = set(_write_columns(view, mentions, cells, reading))
    for sheet in sections:
        here = [m for m in mentions if sheet.span.contains(m.span) and m.span not in done]
        items, parted = _without_sums(view, _items(view, here, cells, sheet.span.start))
        done |= parted | set(_write(view, sheet.span, _members(view, items), reading))
    reading.loose.extend(m for m in mentions if not m.is_weak and m.span not in done)
    return reading


def _write_columns(
    view: View, mentions: Sequence[RoleMention], cells: Mapping[int, Cell], reading: TeamReading
) -> Iterator[Span]:
    """The rows of a table whose columns are sites: one for each site that has a number in a role's line."""
    sites = {at: cell.site.site_id for at, cell in cells.items() if cell.site}
    lines = [[at for at in _numbers_after(view, m, n) if at in sites] for m, n in _with_next(mentions)]
    roles = sum(bool(line) and not m.is_weak for m, line in zip(mentions, lines, strict=True))
    heads_at, past = None, 0
    for mention, line in zip(mentions, lines, strict=True):
        if not line or (mention.is_weak and roles < _LISTED):
            continue
        heads_at, past = _columns(view, past, mention.span.start, heads_at), mention.span.start
        for site_id, group in groupby(line, key=sites.__getitem__):
            found = [(at, _is_decimal(view, at)) for at in group]
            count = _heads(found, heads_at)
            if len(found) > 2 or (count is None and len(found) > 1):
                continue
            reading.add_hours(at for at, _ in found if at != count)
            headcount, extracted = (int(view.numerals[count].value), (count,)) if count else (None, ())
            values = {"role": mention.roles[0], "headcount": headcount}
            reading.rows.append(
                Row("staff", values, Span(mention.span.start, found[-1][0] + 1), extracted, site_id=site_id)
            )
            yield mention.span


def _with_next(mentions: Sequence[RoleMention]) -> Iterator[tuple[RoleMention, RoleMention | None]]:
    return zip(mentions, [*mentions[1:], None], strict=False)


def _numbers_after(view: View, mention: RoleMention, following: RoleMention | None) -> list[int]:
    """The places of the numbers from a role to the next one, or to the line's end."""
    end = view.block_at(mention.span.start).span.end
    return view.numerals_in(Span(mention.span.end, min(end, following.span.start) if following else end))


def _heads(found: Sequence[tuple[int, bool]], heads_at: int | None) -> int | None:
    """Which of the numbers after a role counts heads: the column's, else the only one without decimals."""
    if heads_at is not None and len(found) == (1 if heads_at < 0 else 2):
        return None if heads_at < 0 else found[heads_at][0]
    heads = [n for n, is_time in found if not is_time]
    return heads[0] if len(heads) == 1 and len(found) < 3 else None


def _items(view: View, mentions: Iterable[RoleMention], cells: Mapping[int, Cell], at: int) -> list[_Item]:
    """Each role with the number before it, after it, or alone on the line above or below."""
    items: list[_Item] = []
    claimed: set[int] = set()
    heads_at: int | None = None
    past = 0
    for block, line in groupby(mentions, key=lambda mention: view.block_at(mention.span.start)):
        heads_at, at = _columns(view, at, block.span.start, heads_at), block.span.start
        sentences = [Span(*m.span()) for m in _SENTENCE.finditer(view.text, block.span.start, block.span.end)]
        first = len(items)
        for mention in line:
            while sentences[0].end <= mention.span.start:
                del sentences[0]
            item = _Item(mention, block, sentences[0], mention.span)
            floor = max(block.span.start, past, mention.span.start - _REMARK)
            before = _BEFORE.search(view.text, floor, mention.span.start)
            if before and not (before["count"] and before.start("count") in claimed):
                item.span, item.is_marked = Span(before.start(), mention.span.end), True
                item.count = before.start("count") if before["count"] else None
                item.times = tuple(view.numerals_in(item.span)) if before["time"] else ()
            _read_after(view, item, heads_at, cells)
            _read_lines(view, item, claimed)
            claimed.update(view.numerals_in(item.span))
            past = item.span.end
            items.append(item)
        _mark_whole(view, items[first:])
    return items


def _columns(view: View, start: int, end: int, heads_at: int | None) -> int | None:
    """Which column of a table has the heads, from 0, or -1 where it has hours only, as its head says."""
    for block in view.blocks_from(start):
        if block.span.start > end:
            break
        line = view.text[block.span.start : block.span.end]
        if len(line) <= _TITLE and (hours := _words("HOURS").search(line)):
            heads = _words("HEADS").search(line)
            if heads or CARDINAL not in line:
                heads_at = int(hours.start() < heads.start()) if heads else -1
    return heads_at


def _read_after(view: View, item: _Item, heads_at: int | None, cells: Mapping[int, Cell]) -> None:
    """The numbers right after a role: its headcount, its hours, or columns of both."""
    at, found = item.span.end, []
    while m := _AFTER.match(view.text, at, item.block.span.end):
        is_time, joint = bool(m["fte"] or m["etp"]), m["joint"].rstrip()
        is_own = joint.endswith((":", "=")) or (joint.endswith("(") and m[0].endswith(")"))
        if not (is_time or is_own or m.end() + 1 in view.line_starts or _ENDS.match(view.text, m.end())):
            break  # « 1 coordinatrice, 2 infirmiers », « (1 jour par semaine) »
        at = m.end()
        if not (m.start("n") in cells and cells[m.start("n")].is_earlier):
            found.append((m.start("n"), is_time or _is_decimal(view, m.start("n"))))
    is_table = not item.is_marked and heads_at is not None and len(found) == (1 if heads_at < 0 else 2)
    if not item.is_marked:
        item.count = _heads(found, heads_at)
        item.is_marked = is_table or item.count is not None
    item.is_row = len(found) > 2
    times = [n for n, is_time in found if n != item.count and (is_time or is_table)]
    item.times = (*item.times, *times)
    used = [n for n, _ in found if n == item.count or n in times]
    end = at if used and used[-1] == found[-1][0] else max([item.span.end, *(n + 1 for n in used)])
    is_open = view.text.count("(", item.span.end, end) > view.text.count(")", item.span.end, end)
    closing = view.text.find(")", end, end + _TITLE) + 1 if is_open else 0
    item.span = Span(item.span.start, max(end, closing))


def _is_decimal(view: View, at: int) -> bool:
    """Whether a number is printed with decimals: hours, not heads."""
    return any(mark in view.quote(Span(at, at + 1)) for mark in ",.")


def _read_lines(view: View, item: _Item, claimed: set[int]) -> None:
    """A role alone on its line has its number on the line above, or on the one below."""
    rest = _ASIDE.sub("", view.text[item.span.end : item.block.span.end])
    if item.is_marked or item.span.start != item.block.span.start or rest.strip(" :."):
        return
    for near in _beside(view, item.block)[::2]:
        m = _BARE_NUMBER.fullmatch(view.text, near.span.start, near.span.end)
        if m and m.start("n") not in claimed and not _is_decimal(view, m.start("n")):
            item.count, item.is_marked = m.start("n"), True
            item.span = Span(min(item.span.start, m.start("n")), max(item.span.end, m.end("n")))
            return


def _gaps(view: View, items: Sequence[_Item]) -> Iterator[tuple[_Item, _Item, bool]]:
    """Neighbours, and whether nothing but a comma or a conjunction is between them."""
    for left, right in pairwise(items):
        yield left, right, bool(_LINK.fullmatch(_ASIDE.sub("", view.text[left.span.end : right.span.start])))


def _mark_whole(view: View, line: list[_Item]) -> None:
    """Says of the items of a line whether they are all that it holds, but for a remark."""
    block, last = line[0].block.span, line[-1]
    starts = (at for at in range(last.span.end, block.end) if at in view.line_starts)
    stop = next((at for at in starts if not view.text[at].islower()), block.end)
    rest = _ASIDE.sub("", view.text[last.span.end : max(stop, last.span.end)])
    leads = line[0].span.start <= block.start or _LEAD.fullmatch(view.text, block.start, line[0].span.start)
    is_remark = last.is_marked and rest[:1] in ",;-" and len(rest) <= _REMARK
    is_end = is_remark or not regex.search(r"[\p{L}\d]", rest)
    is_whole = bool(leads) and is_end and all(linked for _, _, linked in _gaps(view, line))
    for item in line:
        item.is_whole = is_whole


def _without_sums(view: View, items: list[_Item]) -> tuple[list[_Item], set[Span]]:
    """« deux médecins, l'un psychiatre, l'autre généraliste »: its parts are items."""
    kept, parted = [], set()
    for index, whole in enumerate(items):
        is_sum = whole.count is not None and whole.mention.roles == (_DOCTOR,)
        many = int(view.numerals[whole.count or 0].value) if is_sum else 0
        parts = [part for part in items[index + 1 : index + 1 + min(many, _PARTS)] if part.is_marked]
        names = [f"{_DOCTOR} {part.mention.roles[0].removeprefix(_DOCTOR).strip()}" for part in parts]
        is_same = all(part.sentence == whole.sentence for part in parts)
        if many < 2 or len(parts) != many or not is_same or not role_names().issuperset(names):
            kept.append(whole)
            continue
        parted.add(whole.mention.span)
        for part, name in zip(parts, names, strict=True):
            part.mention, part.is_one = replace(part.mention, roles=(name,)), True
        parts[0].sum_at = (whole.count or 0,)
    return kept, parted


def _is_team(view: View, item: _Item) -> bool:
    """Whether the sentence, what its line says before it, or the title above it speaks of a team."""
    block = item.block.span
    above = _beside(view, item.block)[0].span
    said = view.text[max(block.start, item.sentence.start - _NEAR) : item.sentence.end]
    return bool(
        _words("TEAM").search(said)
        or (len(above) <= _TITLE and _words("TEAM").search(view.text, above.start, above.end))
    )


def _is_story(view: View, block: Block) -> bool:
    """Whether one of the lines right above opens a story."""
    for _ in range(_ABOVE):
        if _words("STORY").match(view.text, block.span.start):
            return True
        block = _beside(view, block)[0]
    return False


def _held(view: View, group: list[_Item], *, is_team: bool, is_table: bool) -> list[_Item]:
    """The items of a sentence that somebody holds, here and now: not « recrutons », « vacant »."""
    held: list[_Item] = []
    before, opened = group[0].sentence.start, 0
    for item in group:
        aside = _ASIDE.match(view.text, item.span.end)
        clause = _CLAUSE.match(view.text, aside.end() if aside else item.span.end)
        end = clause.end() if clause else item.span.end
        ahead, behind = view.text[before : item.span.start], view.text[item.span.end : end]
        if item is group[0] and _words("PLANNED").search(ahead):
            return []
        if ";" in ahead:
            opened = len(held)
        around = f"{ahead}\n{behind}"
        is_planned = _words("PLANNED").search(around)
        if is_planned and _PLURAL.search(behind):
            del held[opened:]
        is_away = _words("NEGATED").search(around) or (
            len(group) < (2 if is_team else _MANY) and _words("OUTSIDE").search(around)
        )
        at = item.count
        is_none = at is not None and (
            view.numerals[at].value < 1 or (is_table and at > item.mention.span.start)
        )
        if not (item.is_row or is_none or is_away or is_planned):
            held.append(item)
        before = end
    return held


def _members(view: View, items: list[_Item]) -> list[_Item]:
    """The items that are in the team's list: by its form, or by what its sentence speaks of."""
    sentences = [list(group) for _, group in groupby(items, key=lambda item: item.sentence)]
    lines = sum(all(item.is_whole for item in group) for group in sentences)
    is_table = any(item.is_row for item in items)
    found: list[_Item] = []
    others: list[_Item] = []
    past, is_team = -1, False
    for group in sentences:
        is_whole, first = all(item.is_whole for item in group), group[0].block
        is_team = _is_team(view, group[0]) or (is_team and is_whole and first.span.start - past < 2)
        held = _held(view, group, is_team=is_team, is_table=is_table)
        marked = [item for item in held if item.is_marked]
        sure = [item for item in marked if not item.mention.is_weak]
        chained = {id(item) for *pair, linked in _gaps(view, held) if linked for item in pair}
        bare = [i for i in held if id(i) in chained and not i.is_marked and not i.mention.is_weak]
        past = first.span.end
        if not is_whole and not (is_team and len(sure) >= _MANY) and _is_story(view, first):
            continue
        if len(sure) >= (2 if is_team or is_whole else _MANY) or (is_team and len(marked + bare) >= _MANY):
            found.extend(marked + bare if is_team or len(marked) >= _MANY else marked)
        elif (
            is_whole
            and marked
            and (lines >= _MANY or (sure and (lines > 1 or is_team or _is_counted(view, sure[0]))))
        ):
            found.extend(marked)
        elif is_whole and lines >= _MANY and is_team:
            found.extend(held)
        else:
            others.extend(item for item in sure if item.count is not None)
    near = {block.span.start for item in found for block in _beside(view, item.block)}
    for item in others:
        is_near, is_pair = (
            item.block.span.start in near,
            sum(i.sentence == item.sentence for i in others[:_FEW]) > 1,
        )
        if (is_near and (is_pair or _is_counted(view, item))) or (
            (is_near or not near) and _is_team(view, item)
        ):
            found.append(item)
    return sorted(found, key=lambda item: item.span)


def _is_counted(view: View, item: _Item) -> bool:
    """Whether a number, and no article, counts an item."""
    return item.count is not None and view.text[item.count] == CARDINAL


def _write(view: View, sheet: Span, members: list[_Item], reading: TeamReading) -> Iterator[Span]:
    """The rows of a sheet's members, and other numbers of its team; gives the mentions that have a row."""
    seen: dict[str, Span] = {}
    used: set[int] = set()
    for item in members:
        number = view.numerals[item.count] if item.count is not None else None
        is_sure = number is not None and number.value % 1 == 0 and not number.is_approximate
        headcount = int(number.value) if number and is_sure and len(item.mention.roles) == 1 else None
        for role in item.mention.roles:
            if role in seen and (headcount is None or not (seen[role] == item.sentence or item.is_whole)):
                continue  # said again
            seen.setdefault(role, item.sentence)
            extracted = (*item.sum_at, *(() if headcount is None or item.count is None else (item.count,)))
            values = {"role": role, "headcount": 1 if item.is_one else headcount}
            reading.rows.append(Row("staff", values, item.span, extracted))
            used.update(extracted)
            yield item.mention.span
        reading.add_hours(item.times)
        used.update(item.times)
    hours = {m.start("n") for m in _TIME.finditer(view.text, sheet.start, sheet.end)} - used
    reading.add_hours(sorted(hours))
    heads = sum(int(view.numerals[item.count].value) for item in members if item.count is not None)
    for block in dict.fromkeys(block for item in members for block in _beside(view, item.block)):
        for at in view.numerals_in(Span(max(block.span.start, sheet.start), min(block.span.end, sheet.end))):
            value = view.numerals[at].value
            if at in used | hours or view.text[at] != CARDINAL or not 1 < value <= 2 * heads + _FEW:
                continue
            around = Span(max(block.span.start, at - _REMARK), min(block.span.end, at + _REMARK))
            is_size = any(m.start("n") == at for m in _SIZE.finditer(view.text, around.start, around.end))
            if is_size and _is_decimal(view, at):
                reading.add_hours([at])
            elif (is_size and value >= heads) or (value == heads > _MANY and _SUM.match(view.text, at + 1)):
                reading.others.append((TEAM_SIZE, at, Span(at, at + 1)))
