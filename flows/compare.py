"""What changed between two editions: figures, landlords, sites, and why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import duckdb

from extractors.language.spelling import plain

Cause = Literal["value", "wording", "fell silent", "unread", "new", "site new", "site gone", "landlord renamed", "landlord merged"]


class EditionError(LookupError):
    """An edition that the warehouse does not hold; the message lists those that it does."""


@dataclass(frozen=True)
class Change:
    """One figure that differs, with its words in both editions and the cause."""

    site: str
    measure: str
    before: str | None
    after: str | None
    cause: Cause
    words_before: str | None
    words_after: str | None
    note: str | None = None


@dataclass(frozen=True)
class _Told:
    value: str
    words: str
    landlord: str | None
    successor: str | None


@dataclass(frozen=True)
class _Unread:
    """What an edition prints and nobody read: how many numbers of each site, and where a measure may be."""

    numbers: Mapping[str | None, int]
    places: Mapping[tuple[str, str], str]

    def note(self, change: Change, edition: str) -> str | None:
        place = self.places.get((change.site, change.measure))
        if place:
            return f"the open number {place} of {edition} may be it"
        count = self.numbers.get(change.site, 0)
        return f"{count} {'number' if count == 1 else 'numbers'} of its sheet in {edition} unread" if count else None


def compare(con: duckdb.DuckDBPyConnection, earlier: str, later: str) -> list[Change]:
    """Every difference between two editions, by site and measure; EditionError where one is not there."""
    known = [name for (name,) in con.execute("SELECT edition_id FROM editions ORDER BY coalesce(as_of, DATE '9999-12-31'), edition_id").fetchall()]
    for name in (earlier, later):
        if name not in known:
            raise EditionError(f"the warehouse holds no edition {name!r}: it has {', '.join(known) or 'none'}")
    old, new = _figures(con, earlier), _figures(con, later)
    unread_old, unread_new = _unread(con, earlier), _unread(con, later)
    sites_old, sites_new = {site for site, _ in old}, {site for site, _ in new}
    changes: list[Change] = []
    for site in sorted(sites_old | sites_new):
        if site not in sites_new or site not in sites_old:
            cause: Cause = "site gone" if site in sites_old else "site new"
            count = sum(place == site for place, _ in (old if site in sites_old else new))
            other, edition = (unread_new, later) if cause == "site gone" else (unread_old, earlier)
            stray = other.numbers.get(None, 0)
            aside = f"; {stray} open {'number stands' if stray == 1 else 'numbers stand'} under no site in {edition}" if stray else ""
            changes.append(Change(site, "", None, None, cause, None, None, f"{count} figures{aside}"))
            continue
        mine_old = {measure: told for (place, measure), told in old.items() if place == site}
        mine_new = {measure: told for (place, measure), told in new.items() if place == site}
        for change in _site_changes(site, mine_old, mine_new):
            if change.cause == "fell silent":
                changes.append(_or_unread(change, unread_new, later))
            elif change.cause == "new":
                changes.append(replace(change, note=unread_old.note(change, earlier)))
            else:
                changes.append(change)
    return changes


def _or_unread(change: Change, unread: _Unread, edition: str) -> Change:
    """What fell silent, unless it is printed and nobody read it."""
    cause: Cause = "unread" if (change.site, change.measure) in unread.places else "fell silent"
    return replace(change, cause=cause, note=unread.note(change, edition))


def _unread(con: duckdb.DuckDBPyConnection, edition: str) -> _Unread:
    counts = con.execute(
        "SELECT site, count(*) FROM numerals_to_review WHERE edition_id = ? GROUP BY ALL",
        [edition],
    ).fetchall()
    places = con.execute(
        "SELECT s.name, measure, string_agg(format('« {} » in line {}', text, line), ' or ' ORDER BY path, char_start)"
        " FROM figures_unread JOIN sites s USING (site_id) WHERE edition_id = ? GROUP BY ALL",
        [edition],
    ).fetchall()
    return _Unread(dict(counts), {(site, measure): place for site, measure, place in places})


def _site_changes(site: str, old: dict[str, _Told], new: dict[str, _Told]) -> Iterator[Change]:
    gone = {m: told for m, told in old.items() if m not in new}
    come = {m: told for m, told in new.items() if m not in old}
    for measure in sorted(set(old) & set(new)):
        a, b = old[measure], new[measure]
        if a.value != b.value:
            yield Change(site, measure, a.value, b.value, "value", a.words, b.words)
        elif _plain_words(a.words, a.value) != _plain_words(b.words, b.value):
            yield Change(site, measure, a.value, b.value, "wording", a.words, b.words)
    for measure, told in sorted(gone.items()):
        heir = next((m for m, other in come.items() if told.successor and other.landlord == told.successor), None)
        if heir is None:
            yield Change(site, measure, told.value, None, "fell silent", told.words, None)
            continue
        sources = [m for m, other in gone.items() if other.successor == told.successor]
        cause: Cause = "landlord merged" if len(sources) > 1 else "landlord renamed"
        yield Change(site, measure, told.value, come[heir].value, cause, told.words, come[heir].words, f"now {heir}")
    heirs = {other.landlord for other in come.values()} & {told.successor for told in gone.values()}
    for measure, told in sorted(come.items()):
        if told.landlord is None or told.landlord not in heirs:
            yield Change(site, measure, None, told.value, "new", None, told.words)


def _plain_words(words: str, value: str) -> str:
    return " ".join(plain(words).replace(value, "").split())


def _figures(con: duckdb.DuckDBPyConnection, edition: str) -> dict[tuple[str, str], _Told]:
    rows: Iterable[tuple[Any, ...]] = con.execute(
        """
        WITH told AS (
            SELECT site_id, measure, value, qualifier, fact_id, NULL AS landlord_id FROM figures WHERE edition_id = $edition
            UNION ALL
            SELECT site_id, 'landlord ' || l.name || ' (' || tenure || coalesce(' through ' || intermediary_id, '') || ')', sum(dwellings), 'exact',
                   any_value(fact_id), landlord_id
            FROM landlord_counts JOIN landlords l USING (landlord_id) WHERE edition_id = $edition GROUP BY ALL
            UNION ALL
            SELECT site_id, 'staff ' || role, any_value(headcount), 'exact', any_value(fact_id), NULL
            FROM staff WHERE edition_id = $edition GROUP BY ALL
        )
        SELECT s.name, t.measure, t.value, t.qualifier, f.text, t.landlord_id, l.successor_id
        FROM told t JOIN sites s USING (site_id) JOIN facts f USING (fact_id) LEFT JOIN landlords l USING (landlord_id)
        ORDER BY f.document_id, f.char_start
        """,
        {"edition": edition},
    ).fetchall()
    figures: dict[tuple[str, str], _Told] = {}
    for site, measure, value, qualifier, words, landlord, successor in rows:
        digits = "" if value is None else f"{value:f}"
        number = (digits.rstrip("0").rstrip(".") if "." in digits else digits) or "some"
        told = number if qualifier == "exact" else f"{qualifier.replace('_', ' ')} {number}"
        figures.setdefault((site, measure), _Told(told, " ".join(words.split()), landlord, successor))
    return figures
