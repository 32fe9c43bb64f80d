"""The gate's word in the forms that services read: JUnit, GitHub's annotations and job summary, SARIF; and the list of checks."""

import hashlib
import io
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import duckdb
import regex
from rich.console import Console

from expectations.gate import all_rules
from expectations.rules import KINDS, FailOn, Result, Rule
from flows.compare import EditionError
from flows.query import markdown_table
from flows.report import print_checks, read_by, results_json

Target = tuple[str, Path | None]
"""A format, and the file that it is written to; standard output where there is none."""
_ALONE = ("json", "junit", "sarif")
"""Formats that are one document: nothing else may be printed beside them."""
_SHOWN = 100
"""Breaks in a job summary; the others are counted."""
_NO_XML = regex.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


class FormatError(ValueError):
    """A format or a check that there is not; the message says which there are."""


@dataclass(frozen=True)
class Checked:
    """What the chosen checks say of the chosen editions, and how grave a break must be to fail."""

    database: str
    results: Sequence[Result]
    rules: Sequence[Rule]
    editions: Sequence[str]
    fail_on: FailOn = "critical"
    raw: Path = Path("raw")

    @property
    def breaks(self) -> list[Result]:
        """The results that do not hold, accepted ones among them."""
        return [result for result in self.results if not result.success]

    def fails(self, result: Result) -> bool:
        """Whether it is an open break, and as grave as is asked for."""
        return result.fails(self.fail_on)

    def file(self, result: Result) -> str:
        """The file that a result points to, or else its edition's folder, with the raw folder before it."""
        return (self.raw / (result.path or result.edition_id)).as_posix()

    def place(self, result: Result) -> str:
        """File and line; file, page and box in a PDF, whose lines nobody sees."""
        if result.line and not _is_pdf(result):
            return f"{self.file(result)}, line {result.line}"
        return ", ".join([self.file(result), *_on_page(result)])


def _is_pdf(result: Result) -> bool:
    return (result.path or "").lower().endswith(".pdf")


def _on_page(result: Result) -> list[str]:
    if not _is_pdf(result) or result.page is None:
        return []
    return [f"page {result.page}", *([f"box {' '.join(f'{edge:.1f}' for edge in result.box)}"] if result.box else [])]


def _message(result: Result) -> str:
    """The message, with edition and site before it, page and box after it where they are known."""
    on_page = f" ({', '.join(_on_page(result))})" if _on_page(result) else ""
    return f"{' '.join(filter(None, (result.edition_id, result.site_id)))}: {result.message or result.observed or ''}{on_page}"


def targets(asked: Sequence[str]) -> list[Target]:
    """What `--format` asks for; FormatError where a format is unknown or two documents would mix on standard output.

    >>> targets(["text", "junit=gate.xml"])
    [('text', None), ('junit', PosixPath('gate.xml'))]
    """
    found: list[Target] = []
    for one in asked:
        form, equals, file = one.partition("=")
        if form not in WRITERS or (equals and not file):
            raise FormatError(f"{one!r} is no format: give {', '.join(WRITERS)}, or one of them with a file, such as junit=gate.xml")
        path = Path(file) if file else None
        if path is not None and not path.parent.is_dir():
            raise FormatError(f"{one!r}: there is no folder {path.parent} to write into: create it first")
        if path is not None and path in (other for _, other in found):
            raise FormatError(f"{one!r}: another format goes to that file already: give each a file of its own")
        found.append((form, path))
    printed = [form for form, path in found if path is None]
    if len(printed) > 1 and (alone := next((form for form in printed if form in _ALONE), None)):
        raise FormatError(f"{alone} would mix with {printed[printed[0] == alone]} on standard output: give it a file, such as {alone}=gate.{alone}")
    return found


def rules_named(names: Sequence[str]) -> tuple[Rule, ...]:
    """The checks of these names, every check where there is no name; FormatError with near names where one is unknown."""
    rules = {rule.name: rule for rule in all_rules()}
    for name in names:
        if name not in rules:
            near = " or ".join(get_close_matches(name, rules, n=3))
            raise FormatError(f"there is no check {name!r}: {f'did you mean {near}?' if near else 'chezsoi checks lists them'}")
    return tuple(rule for rule in rules.values() if not names or rule.name in names)


def editions_named(con: duckdb.DuckDBPyConnection, names: Sequence[str]) -> list[str]:
    """The editions of these names, every edition where there is no name; EditionError where one is unknown.

    A folder that is no edition counts: its findings bear its name.
    """
    known = [name for (name,) in con.execute("SELECT edition_id FROM editions UNION SELECT edition_id FROM findings ORDER BY ALL").fetchall()]
    for name in names:
        if name not in known:
            raise EditionError(f"the warehouse holds no edition {name!r}: it has {', '.join(known) or 'none'}")
    return [name for name in known if not names or name in names]


def text(checked: Checked) -> str:
    """What a person reads."""
    console = Console(file=io.StringIO(), width=10_000, color_system=None)
    print_checks(console, checked.results, checked.database, checked.rules)
    return str(console.file.getvalue())  # type: ignore[attr-defined]


def junit(checked: Checked) -> str:
    """JUnit's XML: a suite for each edition, a case for each check."""
    root = ElementTree.Element("testsuites", name="chezsoi")
    for edition in checked.editions:
        suite = ElementTree.SubElement(root, "testsuite", name=edition)
        for rule in checked.rules:
            case = ElementTree.SubElement(suite, "testcase", classname=f"chezsoi.{edition}", name=rule.name)
            _judge(case, checked, [r for r in checked.breaks if (r.edition_id, r.rule.name) == (edition, rule.name)])
        counts = {"tests": len(suite), "failures": len(suite.findall("*/failure")), "errors": 0, "skipped": len(suite.findall("*/skipped"))}
        suite.attrib.update({name: str(count) for name, count in counts.items()})
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _judge(case: ElementTree.Element, checked: Checked, breaks: Sequence[Result]) -> None:
    """One failure or one skip with all its breaks, since readers of JUnit show no more than one; what is open and no failure is output."""
    failing = [result for result in breaks if checked.fails(result)]
    accepted = [result for result in breaks if result.accepted is not None]
    aside = [result for result in breaks if result not in failing and (failing or result not in accepted)]
    if failing:
        more = f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""
        failure = ElementTree.SubElement(case, "failure", type=failing[0].rule.severity, message=_xml(_message(failing[0]) + more))
        failure.text = _xml("\n".join([*(_account(checked, result) for result in failing), f"→ {failing[0].rule.mend}"]))
    elif accepted:
        skipped = ElementTree.SubElement(case, "skipped", message=_xml("; ".join(dict.fromkeys(result.accepted or "" for result in accepted))))
        skipped.text = _xml("\n".join(_account(checked, result) for result in accepted))
    if aside:
        ElementTree.SubElement(case, "system-out").text = _xml("\n".join(_account(checked, result) for result in aside))


def _account(checked: Checked, result: Result) -> str:
    label = f"accepted ({result.accepted})" if result.accepted is not None else result.rule.severity
    quoted = f" « {result.quote} »" if result.quote else ""
    read = f" ({read_by(result.settled_by, result.confidence)})" if result.is_doubtful else ""
    return f"{label} {_message(result)}\n  {checked.place(result)}{quoted}{read}"


def _xml(words: str) -> str:
    """The words without the characters that XML cannot hold."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", words)


def github(checked: Checked) -> str:
    """GitHub's workflow commands: an annotation for each open break."""
    lines = []
    for result in checked.breaks:
        if not result.is_open:
            continue
        properties = {"file": checked.file(result)} if result.path else {}
        if result.line and not _is_pdf(result):
            properties["line"] = str(result.line)
        properties["title"] = result.rule.name
        written = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in properties.items())
        level = "error" if checked.fails(result) else "warning"
        lines.append(f"::{level} {written}::{_escaped(f'{_message(result)} → {result.rule.mend}')}\n")
    return "".join(lines)


def _escaped(words: str, more: str = "") -> str:
    """Words as a workflow command takes them, the percent sign first.

    >>> _escaped("5 %: a,b", ":,")
    '5 %25%3A a%2Cb'
    """
    for character in "%\r\n" + more:
        words = words.replace(character, f"%{ord(character):02X}")
    return words


def sarif(checked: Checked) -> str:
    """SARIF 2.1.0: each break, the accepted ones suppressed."""
    seen: Counter[str] = Counter()
    names = [rule.name for rule in checked.rules]
    results = []
    for result in checked.breaks:
        mark = "\0".join(str(part) for part in (result.rule.name, result.edition_id, result.site_id, result.path, result.observed, result.quote))
        seen[mark] += 1
        fingerprint = f"{hashlib.sha256(mark.encode()).hexdigest()[:32]}:{seen[mark]}"
        results.append(_sarif_result(checked, result, names.index(result.rule.name), fingerprint))
    rules = [
        {"id": rule.name, "shortDescription": {"text": rule.notes}, "help": {"text": rule.mend}, "defaultConfiguration": {"level": _level(rule)}}
        for rule in checked.rules
    ]
    driver = {"name": "chezsoi", "version": version("chezsoi"), "rules": rules}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _level(rule: Rule) -> str:
    return "error" if rule.severity == "critical" else "warning"


def _sarif_result(checked: Checked, result: Result, index: int, fingerprint: str) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(checked.file(result))}}
    properties: dict[str, Any] = {"edition": result.edition_id, "site": result.site_id, "observed": result.observed, "expected": result.expected}
    properties |= {"settled_by": result.settled_by, "confidence": result.confidence}
    if _is_pdf(result):
        properties |= {"page": result.page, "box": list(result.box) if result.box else None}
    elif result.line and result.char_start is not None and result.char_end is not None:
        place["region"] = {"startLine": result.line, "charOffset": result.char_start, "charLength": result.char_end - result.char_start}
    return {
        "ruleId": result.rule.name, "ruleIndex": index, "level": _level(result.rule), "message": {"text": _message(result)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"chezsoi/v1": fingerprint},
        "suppressions": [] if result.accepted is None else [{"kind": "external", "status": "accepted", "justification": result.accepted}],
        "properties": {name: value for name, value in properties.items() if value is not None},
    }  # fmt: skip


def job_summary(checked: Checked) -> str:
    """Markdown for a job's page: counts, and a table of the open breaks."""
    found = sorted((result for result in checked.breaks if result.is_open), key=lambda result: result.rule.severity)
    counts = Counter(result.rule.severity for result in found)
    accepted = len(checked.breaks) - len(found)
    title = f"### chezsoi: {counts['critical']} critical, {counts['warning']} warning{'' if counts['warning'] == 1 else 's'}, {accepted} accepted\n\n"
    rows = [(result.rule.severity, result.rule.name, _message(result), checked.place(result), result.rule.mend) for result in found[:_SHOWN]]
    more = f"\nand {len(found) - _SHOWN} more\n" if len(found) > _SHOWN else ""
    return title + (markdown_table(("severity", "check", "break", "place", "what to do"), rows) + more + "\n" if rows else "")


def checks_text(rules: Sequence[Rule]) -> str:
    """Each check with its severity, its kind, what it protects and what to do about a break."""
    return "".join(f"{rule.name} ({rule.severity}, {rule.kind})\n  {rule.notes}\n  → {rule.mend}\n" for rule in rules)


def checks_json(rules: Sequence[Rule]) -> str:
    """The checks as a JSON list."""
    listed = [
        {"check": rule.name, "severity": rule.severity, "kind": rule.kind, "covers": rule.covers, "notes": rule.notes, "mend": rule.mend}
        for rule in rules
    ]
    return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"


def checks_markdown(rules: Sequence[Rule]) -> str:
    """The checks as the page docs/checks.md."""
    kinds = markdown_table(("kind", "what a check holds things against"), KINDS.items())
    parts = ["# Checks\n\nWritten by `chezsoi checks --format markdown > docs/checks.md`.\n\n" + kinds]
    for severity, meaning in (("critical", "a break stops publication"), ("warning", "a break is shown")):
        rows = [(rule.name, rule.kind, rule.notes, rule.mend) for rule in rules if rule.severity == severity]
        parts.append(
            f"\n## {severity.capitalize()}: {meaning}\n\n{markdown_table(('check', 'kind', 'what it protects', 'what to do about a break'), rows)}"
        )
    return "".join(parts)


WRITERS: dict[str, Callable[[Checked], str]] = {
    "text": text,
    "json": lambda c: results_json(c.database, c.results, c.rules, c.editions, has_failed=any(map(c.fails, c.results))) + "\n",
    "junit": junit,
    "github": github,
    "sarif": sarif,
}
"""The forms of `chezsoi check --format`."""
LISTS: dict[str, Callable[[Sequence[Rule]], str]] = {"text": checks_text, "json": checks_json, "markdown": checks_markdown}
"""The forms of `chezsoi checks --format`."""
