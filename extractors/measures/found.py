"""Everything that a document names, found once: what numbers are decided from."""

import datetime
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from extractors.language.dates import DateMention, find_dates
from extractors.language.places import Site
from extractors.language.roles import RoleMention, find_roles
from extractors.language.tokens import Token, tokens_of
from extractors.measures.asides import Aside, find_asides
from extractors.measures.contacts import Loose, read_contacts
from extractors.measures.edition import find_reference_dates
from extractors.measures.lists import LandlordList, Mention, find_lists, find_mentions
from extractors.measures.row import Row
from extractors.measures.stories import Story, Told, read_stories
from extractors.measures.team import TeamReading, find_team
from extractors.source.document import Document, Span
from extractors.structure.cards import find_cards, find_heads
from extractors.structure.headings import Section, find_sections
from extractors.structure.lines import lines_of
from extractors.structure.outline import find_outline
from extractors.structure.scope import Scopes
from extractors.structure.tables import Cell, find_cells
from extractors.structure.told import with_told
from extractors.view.view import View


@dataclass
class Found:
    """One document's names, tables and lists, each made when it is first asked for."""

    document: Document
    told: Mapping[Span, Site | None] = field(default_factory=dict)
    """Lines of the body that a person says open a site's sheet, or none."""
    told_stories: Sequence[Told] = ()
    """What a person says of titles of stories, before anything is asked for."""
    view: View = field(init=False)
    sections: list[Section] = field(init=False)

    def __post_init__(self) -> None:
        self.view = View(self.document.body)
        told = {self.view.place(span): site for span, site in self.told.items()}
        self.sections = with_told(find_sections(self.view, self.document), self.view, told)
        self.view.headings = tuple(section.heading.start for section in self.sections)

    def section(self, at: int) -> Section | None:
        """The sheet that a place is in."""
        index = bisect_right(self._starts, at) - 1
        return self.sections[index] if index >= 0 and at < self.sections[index].span.end else None

    @cached_property
    def _starts(self) -> list[int]:
        return [section.span.start for section in self.sections]

    def is_told(self, at: int) -> bool:
        """Whether a place is in the body of a story."""
        return any(body.start <= at < body.end for body in self._told)

    @cached_property
    def _told(self) -> list[Span]:
        return [story.body for story in self.stories]

    @cached_property
    def dates(self) -> list[DateMention]:
        return find_dates(self.view)

    @cached_property
    def dated(self) -> frozenset[int]:
        """The numerals that are parts of dates."""
        return frozenset(at for date in self.dates for at in date.numerals)

    @cached_property
    def outline(self) -> frozenset[int]:
        """The numerals that number the document's own parts."""
        return find_outline(self.view)

    @cached_property
    def cells(self) -> dict[int, Cell]:
        return find_cells(self.view, self.dates, [section.site for section in self.sections])

    @cached_property
    def roles(self) -> list[RoleMention]:
        return find_roles(self.view)

    @cached_property
    def lists(self) -> list[LandlordList]:
        return find_lists(self.view, self.sections)

    @cached_property
    def landlords(self) -> list[Mention]:
        """Known landlords outside every list."""
        return find_mentions(self.view, self.lists)

    @cached_property
    def team(self) -> TeamReading:
        return find_team(self.view, self.sections, self.cells, self.roles, self._told)

    @cached_property
    def _stories(self) -> tuple[list[Story], list[Span]]:
        return read_stories(self.view, self.sections, self.told_stories)

    @property
    def stories(self) -> list[Story]:
        return self._stories[0]

    @property
    def open_titles(self) -> list[Span]:
        """What may be a story's title though nothing decides it."""
        return self._stories[1]

    @cached_property
    def contacts(self) -> tuple[list[Row], list[Loose]]:
        return read_contacts(self.view, self.sections)

    @cached_property
    def asides(self) -> dict[int, Aside]:
        return find_asides(self.view, self.dates)

    @cached_property
    def reference_dates(self) -> Mapping[int | None, tuple[datetime.date, Span]]:
        return find_reference_dates(self.view, self.sections, self.dates)

    @cached_property
    def scopes(self) -> Scopes:
        names: dict[int, tuple[int, str]] = {}
        for mention in self.landlords:
            names[mention.span.start] = (mention.span.end, "LANDLORD")
        for listed in self.lists:
            names.update({item.name.start: (item.name.end, "LANDLORD") for item in listed.items})
        names.update({role.span.start: (role.span.end, "ROLE") for role in self.roles})
        names.update({date.span.start: (date.span.end, "DATE") for date in self.dates})
        tokens, heads = tokens_of(self.view, names), find_heads(self.view).values()
        return Scopes(
            self.view,
            lines_of(self.view, tokens),
            dict(self._cells(tokens)),
            dict(self._cards(tokens)),
            self.outline,
            {one.heading.start: one.title.start for one in self.sections if one.title is not None},
            {self.view.place(span).start for head in heads for span in head.column if len(span)},
            {one.heading.start for one in self.sections if not one.is_sheet},
        )

    def _cells(self, tokens: Sequence[Sequence[Token]]) -> Iterator[tuple[int, Sequence[Token]]]:
        """The tokens of the heads of the numbers in tables: where a date or a site is the head of a column,
        those of the cell above the rows' labels."""
        heads = find_heads(self.view)
        yield from ((at, ()) for at, cell in self.cells.items() if cell.is_value and at not in heads)
        for at, head in heads.items():
            cell = self.cells.get(at)
            if cell is None or cell.is_value:
                yield at, self._tokens(tokens, head.column if cell is None or cell.is_row else head.corner)

    def _cards(self, tokens: Sequence[Sequence[Token]]) -> Iterator[tuple[int, Sequence[Token]]]:
        """The tokens of the labels of numbers that stand side by side above or below them."""
        for at, spans in find_cards(self.view).items():
            if at not in self.cells:
                yield at, self._tokens(tokens, spans)

    def _tokens(self, tokens: Sequence[Sequence[Token]], spans: Sequence[Span]) -> list[Token]:
        """The tokens at some places of the body."""
        places = [self.view.place(span) for span in spans]
        return [token for line in tokens for token in line if any(p.contains(token.span) for p in places)]
