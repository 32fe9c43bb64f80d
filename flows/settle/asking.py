"""Asking a person, question by question, on a terminal or from piped lines; each answer is written once its change has been shown."""

import datetime
import getpass
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from extractors.source.document import Span
from extractors.source.edition import SidecarError
from extractors.source.notation import NOTHING, NotationError
from extractors.structure.told import site_told
from flows.explain import find_facts
from flows.hints import command
from flows.raw import RawError
from flows.settle.headings import lines_above
from flows.settle.names import places_near
from flows.settle.own import COLUMNS, added_row, own_answer, own_bases
from flows.settle.questions import Answer, OpenEdition, Question, questions, read_figures, warnings
from flows.settle.quotes import line_quote
from flows.settle.rereading import reread
from flows.settle.sheets import closes, contradicts
from flows.settle.writing import added, removed_last, shown, write

YEAR = datetime.timedelta(days=365)
"""How long a finding stays accepted unless a day is given."""
_KEYS = "h heading · e write it yourself · a add what nothing asks · u undo · s skip · q stop"


class SettleError(RawError):
    """What a person asked for cannot be settled; the message says what to do instead."""


class Keys:
    """What a person types: single keys on a terminal, lines where they are piped; the end of the lines is `q`."""

    def key(self) -> str:
        if sys.stdin.isatty():
            import typer

            return str(typer.getchar(echo=True)).lower()
        line = sys.stdin.readline()
        return line.strip().lower() if line else "q"

    def line(self, prompt: str, default: str = "") -> str:
        """A line of text; the default where it is left empty."""
        print(f"{prompt}{f' [{default}]' if default else ''}: ", end="", flush=True)
        return sys.stdin.readline().strip() or default


@dataclass
class Settling:
    """One edition's questions being answered; `changes` are the file's texts before and after each answer."""

    raw: Path
    edition_id: str
    console: Console
    keys: Keys
    by: str
    today: datetime.date
    changes: list[tuple[str | None, str]] = field(default_factory=list)
    figure: str | None = None
    """Words that find figures to change: nothing else is asked then."""
    passed: set[str] = field(default_factory=set)
    """Questions that were skipped, or that an answer did not settle."""
    warns: bool = False
    """Whether the person wants to be asked about warnings too."""
    changed: set[tuple[str | None, int | None]] = field(default_factory=set)
    """Places of figures that were changed."""

    def __post_init__(self) -> None:
        self.path = self.raw / self.edition_id / "decisions.toml"
        self.con = reread(self.raw, self.edition_id)

    def ask_all(self) -> bool:
        """Ask until nothing is left or the person stops; whether to go on with another edition."""
        while True:
            left = self.asked()
            question = next((one for one in left if one.question_id not in self.passed), None)
            if question is None:
                if self._ends():
                    return True
                continue
            self._show(question, len(left))
            if not self._act(question):
                return False

    def asked(self) -> list[Question]:
        """What is open; else the figures that the person wants to change. SettleError where there are none."""
        if self.figure is None:
            return [*questions(self.con, self.edition_id), *(warnings(self.con, self.edition_id) if self.warns else ())]
        meant = {fact_id for fact_id, _, _ in find_facts(self.con, self.figure)}
        found = [one for one in read_figures(self.con, self.edition_id) if one.fact_id in meant]
        if not found and not self.changes:
            raise SettleError(f'no figure of {self.edition_id} answers to « {self.figure} »: say it as in "lille social dwellings"')
        return [one for one in found if (one.path, one.char_start) not in self.changed]

    def _ends(self) -> bool:
        """Whether the person wants nothing more when everything was asked: no warnings, no other row, no answer taken back."""
        odd = 0 if self.warns else len(warnings(self.con, self.edition_id))
        look = f"w look at {odd} warning{'s'[: odd > 1]} · " if odd else ""
        self.console.print(Text(f"all asked · {look}a add what nothing asks · u undo · any other key goes on", style="dim"))
        match self.keys.key():
            case "w":
                self.warns = True
                return False
            case "u":
                return not self._undo()
            case "a":
                if (answer := self._added()) is not None:
                    self._settle(None, answer.table, self._signed(answer) or {})
                return False
        return True

    def _act(self, question: Question) -> bool:
        """Do what a key says; False where it says stop."""
        while True:
            self.console.print(Text("> "), end="")
            key = self.keys.key()
            self.console.print()
            match key:
                case "q" | "\x03" | "\x04":
                    return False
                case "s":
                    self.passed.add(question.question_id)
                    return True
                case "u":
                    if self._undo():
                        return True
                    continue
                case _:
                    answer = self._answer(question, key)
            if answer is not None and (values := self._signed(answer)) is not None:
                self._settle(None if answer.key == "a" else question, answer.table, values)
                return True

    # answers

    def _answer(self, question: Question, key: str) -> Answer | None:
        """The answer that a key gives, None where it gives none; what a person writes himself is asked for."""
        known = next((answer for answer in question.answers if answer.key == key), None)
        if key == "o" and known is not None:
            kind = self.keys.line("which kind", str(known.values["reads"]).removeprefix("other: "))
            return replace(known, values={**known.values, "reads": f"other: {kind}"})
        if key == "h" and known is None:
            return self._heading(question)
        if key == "e":
            return self._written(question)
        if key == "a":
            return self._added()
        if known is None:
            self.console.print(f"press one of {', '.join(answer.key for answer in question.answers)}, or h, e, a, u, s, q", style="dim")
        return known

    def _heading(self, question: Question) -> Answer | None:
        """The line of a question, or one that a person writes, as a site's heading."""
        if question.char_start is None:
            self.console.print("this question has no place in the source", style="dim")
            return None
        body = self._body(question)
        above = lines_above(body, question.char_start)
        line = body[above[0].span.start : above[0].span.end] if above else ""
        quote = self.keys.line("which line is the heading", line)
        site = self.keys.line("of which site", above[0].site_id if above and quote == line else "")
        if site and site != NOTHING and not site_told(site).is_known:
            near = ", ".join(places_near(site.capitalize()))
            site = self.keys.line(f"no list of places has it{f', but {near}' if near else ''}: press Enter if it is new, or say which it is", site)
        place = body.rfind(quote, 0, question.char_start + len(quote)) if quote else -1
        if place < 0 or not site:
            self.console.print("the source has no such line above this number" if place < 0 else "no site: nothing done", style="red")
            return None
        return Answer("h", "", "heading", {**line_quote(body, Span(place, place + len(quote))), "site": site, **self._path(question)})

    def _written(self, question: Question) -> Answer | None:
        """One of the answers with what a person says instead: of another number, where several are asked about."""
        bases = own_bases(question)
        if not bases:
            self.console.print("this has a choice of answers only", style="dim")
            return None
        column = COLUMNS[bases[0].table]
        try:
            return own_answer(bases, self.keys.line(column, question.now or str(bases[0].values[column])), question.site_id)
        except NotationError as error:
            self.console.print(str(error), style="red", markup=False)
            return None

    def _added(self) -> Answer | None:
        """A row that a person reads in words that nothing was asked about."""
        words = self.keys.line("which words of the source (empty to go back)")
        said = self.keys.line('what do they state (as in: story "TITLE", contact "NAME" EMAIL, housing social 7)') if words else ""
        try:
            return added_row(OpenEdition(self.con, self.edition_id), words, said) if said else None
        except NotationError as error:
            self.console.print(str(error), style="red", markup=False)
            return None

    def _signed(self, answer: Answer) -> Mapping[str, object] | None:
        """What an answer writes, with who decided and why; None where the person leaves a reason out that is needed."""
        reason = self.keys.line("why (a line; empty to go back)") if answer.table == "decision" else ""
        if answer.table == "decision" and not reason:
            return None
        return signed(answer, self.by, reason, self.today + YEAR)

    # the file

    def _settle(self, question: Question | None, table: str, values: Mapping[str, object]) -> None:
        """Show the change, write it, read the edition again, and say what became of it."""
        before = self.path.read_text(encoding="utf-8") if self.path.exists() else None
        after = append(self.path, before or "", table, values)
        self.console.print(Text(shown(before or "", after, self.path.name), style="green"))
        write(self.path, after)
        self.changes.append((before, after))
        if question and self.figure is not None:
            self.changed.add((question.path, question.char_start))
        self.con.close()
        self.con = reread(self.raw, self.edition_id)
        for status, message in self.con.execute(
            "SELECT status, message FROM settlements WHERE kind = ? AND status <> 'held' ORDER BY number DESC LIMIT 1", [table]
        ).fetchall():
            self.console.print(f"{status}: {message} (u takes it back)", style="bold red", markup=False)
        if question and any(one.question_id == question.question_id for one in questions(self.con, self.edition_id)):
            self.passed.add(question.question_id)
            self.console.print("this is still open: look at it again, or take it back with u", style="yellow")

    def _undo(self) -> bool:
        """Take the last answer back, or else the last decision of the file; False where there is none, or the file was changed since."""
        text = self.path.read_text(encoding="utf-8") if self.path.exists() else None
        if self.changes and self.changes[-1][1] != text:
            self.console.print(f"{self.path} was changed meanwhile: take it back there", style="red", markup=False)
            return False
        try:
            before, after = self.changes[-1] if self.changes else (removed_last(text or ""), text or "")
        except SidecarError:
            self.console.print("nothing to take back", style="dim")
            return False
        self.changes = self.changes[:-1]
        self.console.print(Text(shown(after, before or "", self.path.name), style="yellow"))
        if not before:
            self.path.unlink()
        else:
            write(self.path, before)
        self.passed.clear()
        self.changed.clear()
        self.con.close()
        self.con = reread(self.raw, self.edition_id)
        return True

    # what is shown

    def _show(self, question: Question, left: int) -> None:
        console = self.console
        where = " ".join(filter(None, (question.path, (question.page and question.page > 1 and f"page {question.page}") or "")))
        console.print()
        console.print(Text(f"{left} open · {question.kind} · {where or self.edition_id}", style="dim"))
        console.print(Text(question.ask, style="bold"))
        if question.quote:
            words = Text("  …" + question.before)
            words.append(f"⟦{question.quote}⟧", style="bold yellow")
            words.append(question.after + "…")
            console.print(words)
        for answer in question.answers:
            line = Text(f"  {answer.key}  {answer.label}", style="" if answer.key.isdigit() else "dim")
            if answer.effect:
                style = "green" if closes(answer.effect) else "red" if contradicts(answer.effect) else "cyan"
                line.append(f"   {answer.effect}", style=style)
            console.print(line)
        console.print(Text(f"  {_KEYS}", style="dim"))

    def _body(self, question: Question) -> str:
        found = self.con.execute("SELECT body FROM documents WHERE path = ?", [question.path]).fetchone()
        return str(found[0]) if found else ""

    def _path(self, question: Question) -> dict[str, str]:
        """The file that is meant, where the edition has several."""
        return {name: str(value) for name, value in question.answers[0].values.items() if name == "path"}


def settle(raw: Path, editions: Sequence[str], console: Console, by: str, database: Path, keys: Keys | None = None, figure: str | None = None) -> int:
    """Ask everything that is open in the given editions, or what figures count that are read already; returns how many questions are left."""
    left: Counter[str] = Counter()
    answered, silent, named = 0, 0, list(editions)
    for edition_id in named:
        one = Settling(raw, edition_id, console, keys or Keys(), by, datetime.datetime.now(datetime.UTC).date(), figure=figure)
        goes_on = one.ask_all()
        answered += len(one.changes)
        asked = questions(one.con, edition_id)
        left.update(question.kind for question in asked)
        if not asked:
            ((open_,),) = one.con.execute("SELECT count(*) FROM check_results WHERE NOT success AND accepted IS NULL").fetchall()
            silent += open_
        one.con.close()
        if not goes_on:
            break
    total = sum(left.values())
    kinds = ", ".join(f"{number} {kind}{'' if number == 1 else 's'}" for kind, number in left.items())
    console.print()
    console.print(f"{answered} answered, {f'{kinds} left' if total else 'nothing left'}", style="bold", highlight=False)
    if silent:
        says = f"{silent} warning{'' if silent == 1 else 's'} left"
        console.print(f"{says}: key w looks at them, chezsoi accept CHECK accepts one", style="dim", highlight=False)
    if not total:
        console.print("chezsoi run checks single columns and the series too", style="dim", highlight=False)
    again = ["settle", *(named if len(named) == 1 else [])] if total else ["run"]
    console.print(Text(f"next      {command(*again, database=database, raw=raw)}"))
    return total


def append(path: Path, text: str, table: str, values: Mapping[str, object]) -> str:
    """The file with one more table; SettleError where the file or the table is not valid."""
    try:
        return added(text, table, values)
    except SidecarError as error:
        raise SettleError(f"{path}: {error}") from error


def signed(answer: Answer, by: str, reason: str, expires: datetime.date) -> dict[str, object]:
    """What an answer writes, with who decided, and why where a reason is given; a finding is accepted until a day."""
    if answer.table == "decision":
        return {**answer.values, "reason": reason, "expires": expires}
    return {**answer.values, "by": by, **({"why": reason} if reason else {})}


def whoever() -> str:
    """The name of the person at the keyboard, as the system has it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
