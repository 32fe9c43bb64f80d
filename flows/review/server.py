"""The review page with answers that are written: a small server for one person, on this machine only."""

import datetime
import hashlib
import json
import secrets
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any

import uvicorn
from filelock import FileLock, Timeout
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from expectations.gate import DECISIONS_HOLD, DECISIONS_IN_FORCE
from expectations.rules import sql_rules
from extractors.pdf.drawing import MEDIA_TYPE
from extractors.source.edition import EDITION_NAME, SidecarError
from extractors.source.notation import NotationError
from extractors.source.quotes import find_quote
from flows.raw import RawError
from flows.review.content import collect
from flows.review.files import Drawn, ReviewError, drawn
from flows.review.page import policy, render
from flows.settle.asking import YEAR, SettleError, append, signed, whoever
from flows.settle.own import added_row, own_answer, own_bases
from flows.settle.questions import Answer, OpenEdition, Question, asked, read_figures
from flows.settle.rereading import edition_names, reread
from flows.settle.writing import removed, removed_last, shown, write

HOST = "127.0.0.1"
_LONGEST = 20_000
"""Bytes of a request's body."""
_CARRIED_OUT = frozenset(rule.name for rule in (*sql_rules(), DECISIONS_HOLD, DECISIONS_IN_FORCE))
"""What reading one edition again checks."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
}  # fmt: skip


class Refused(Exception):
    """A request that is not carried out; the message says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def decisions_path(raw: Path, edition_id: str) -> Path:
    """The file that answers go into; ReviewError where that lies outside the raw folder."""
    folder = raw / edition_id
    path = folder / "decisions.toml"
    is_inside = EDITION_NAME.fullmatch(edition_id) and not folder.is_symlink() and not path.is_symlink()
    if not is_inside or not path.resolve().is_relative_to(raw.resolve()):
        raise ReviewError(f"{path} lies outside {raw}, or is a link: answers are not written there")
    if not folder.is_dir():
        raise ReviewError(f"{raw} has no edition {edition_id}: it has {', '.join(edition_names(raw)) or 'none'}")
    return path


@dataclass
class Review:
    """One edition as the raw folder has it now, and the answers that were written since the server started."""

    raw: Path
    edition_id: str
    changes: list[tuple[str | None, str]] = field(default_factory=list)
    """The file's texts before and after each answer."""
    passed: set[str] = field(default_factory=set)
    """Questions that an answer did not settle."""

    def __post_init__(self) -> None:
        self.path = decisions_path(self.raw, self.edition_id)
        self._lock = RLock()
        self._drawn: Drawn | None = None
        self._reread()

    def page(self) -> str:
        with self._lock:
            self._freshen()
            content = collect(self._con, self.edition_id, (self._questions, self._warnings))
            content.checks = [check for check in content.checks if check.name in _CARRIED_OUT]
            if self._drawn is None:
                self._drawn = drawn(content, self.raw)
            addresses = {(document, page): f"picture/{document}/{page}" for document, page in self._drawn.pictures}
            return render(content, addresses, self._drawn.words, str(self.raw / self.edition_id), str(self.path), is_served=True)

    def picture(self, document_id: str, page: int) -> bytes:
        with self._lock:
            known = self._drawn.pictures if self._drawn else {}
            if (document_id, page) not in known:
                raise Refused(404, "there is no such page")
            return known[document_id, page]

    def show(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The change that a request would make, with a seal that its writing must carry."""
        with self._lock:
            before, after = self._proposed(asked)
            return {"diff": shown(before or "", after or "", self.path.name), "shown": _seal(before, after)}

    def write(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Make the change that was shown, and read the edition again."""
        with self._lock:
            before, after = self._proposed(asked)
            if asked.get("shown") != _seal(before, after):
                raise Refused(409, "the file or the question is not what was shown: look at the change again")
            decisions_path(self.raw, self.edition_id)
            if after is None:
                self.path.unlink()
            else:
                write(self.path, after)
            if asked.get("action") == "undo":
                self.changes = self.changes[:-1]
                self.passed.clear()
            else:
                self.changes.append((before, after or ""))
            self._reread()
            return self._told(asked)

    def _told(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        left = self._questions
        is_still_open = asked.get("action") == "answer" and any(one.question_id == asked.get("question") for one in left)
        if is_still_open:
            self.passed.add(str(asked.get("question")))
        following = next((one.question_id for one in left if one.question_id not in self.passed), None)
        said = f"{'Taken back' if asked.get('action') in ('undo', 'remove') else 'Written'}. {len(left) or 'Nothing'} left."
        broken = self._con.execute("SELECT message FROM settlements WHERE status <> 'held' ORDER BY number DESC LIMIT 1").fetchone()
        if broken is not None:
            said += f" {broken[0]}"
        elif is_still_open:
            said += " This one is still open: look at it again, or take the answer back."
        return {"said": said, "next": following, "left": len(left)}

    # what would be written

    def _proposed(self, asked: Mapping[str, Any]) -> tuple[str | None, str | None]:
        """The file's text before and after; None where there is no file."""
        self._freshen()
        try:
            before = self.path.read_bytes().decode() if self.path.exists() else None
        except UnicodeDecodeError as error:
            raise Refused(409, f"{self.path} is not UTF-8 text: save it as UTF-8") from error
        try:
            if asked.get("action") == "undo":
                if self.changes and self.changes[-1][1] != (before or ""):
                    raise Refused(409, f"there is nothing to take back: {self.path} was changed meanwhile")
                return before, self.changes[-1][0] if self.changes else removed_last(before or "") or None
            if asked.get("action") == "remove":
                return before, removed(before or "", str(asked.get("table")), int(asked.get("number") or 0)) or None
        except (SidecarError, ValueError) as error:
            raise Refused(409, f"there is nothing to take back: {self.path.name} {error}") from error
        answer = self._answer(asked)
        reason = " ".join(str(asked.get("why") or "").split())
        if answer.table == "decision" and not reason:
            raise Refused(422, "say why it is accepted")
        self._check_quote(answer)
        by = " ".join(str(asked.get("by") or "").split()) or whoever()
        values = signed(answer, by, reason, datetime.datetime.now(datetime.UTC).date() + YEAR)
        try:
            return before, append(self.path, before or "", answer.table, values)
        except SettleError as error:
            raise Refused(422, str(error)) from error

    def _answer(self, asked: Mapping[str, Any]) -> Answer:
        """The answer to a question, or a row that a person adds; Refused where it is neither."""
        if asked.get("action") == "add":
            try:
                return added_row(OpenEdition(self._con, self.edition_id), str(asked.get("words") or ""), str(asked.get("own") or ""))
            except NotationError as error:
                raise Refused(422, str(error)) from error
        question = next((q for q in (*self._questions, *self._warnings, *self._figures) if q.question_id == asked.get("question")), None)
        if question is None:
            raise Refused(409, "this question is no longer open: load the page again")
        return _answer(question, str(asked.get("key")), asked.get("own"))

    def _check_quote(self, answer: Answer) -> None:
        said = answer.values.get("quote", answer.values.get("text") if answer.table == "name" else None)
        bodies = self._con.execute("SELECT body FROM documents WHERE body IS NOT NULL").fetchall()
        for quote in said if isinstance(said, list) else [] if said is None else [said]:
            if not any(find_quote(body, str(quote)) for (body,) in bodies):
                raise Refused(422, f"the source has no words « {quote} »: nothing is written")

    # reading

    def _freshen(self) -> None:
        """Read again what somebody else has changed."""
        if self._state() != self._read_state:
            self._reread()

    def _reread(self) -> None:
        self._read_state = self._state()
        try:
            self._con = reread(self.raw, self.edition_id)
        except RawError as error:
            raise Refused(409, str(error)) from error
        self._questions, self._warnings = asked(self._con, self.edition_id)
        self._figures = read_figures(self._con, self.edition_id)
        documents = {document for (document,) in self._con.execute("SELECT document_id FROM documents").fetchall()}
        if self._drawn is not None and not {document for document, _ in self._drawn.pictures} <= documents:
            self._drawn = None

    def _state(self) -> list[tuple[str, int, int]]:
        files = sorted(path for path in (self.raw / self.edition_id).rglob("*") if path.is_file())
        return [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files if not path.name.startswith(".")]


def _answer(question: Question, key: str, own: object) -> Answer:
    """The answer that a key gives, or what a person says himself; Refused where it is none."""
    if own:
        bases = own_bases(question)
        if not bases:
            raise Refused(422, "this question has a choice of answers only")
        try:
            return own_answer(bases, str(own), question.site_id)
        except NotationError as error:
            raise Refused(422, str(error)) from error
    answer = next((answer for answer in question.answers if answer.key == key), None)
    if answer is None:
        raise Refused(422, "this question has no such answer")
    return answer


def _seal(before: str | None, after: str | None) -> str:
    return hashlib.sha256(repr((before, after)).encode()).hexdigest()


def application(review: Review, token: str, port: int) -> Starlette:
    """The server's addresses, all under its token; every request must name this machine, every change come from the page."""
    hosts = (f"{HOST}:{port}", f"localhost:{port}")
    header = {**_HEADERS, "Content-Security-Policy": f"{policy(is_served=True)}; frame-ancestors 'none'"}

    def guarded(handle: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                _check(request, token, hosts)
                found = await handle(request)
            except Refused as error:
                found = JSONResponse({"fault": str(error)}, error.status)
            except (RawError, OSError) as error:
                found = JSONResponse({"fault": str(error)}, 409)
            found.headers.update(header)
            return found

        return answer

    async def page(_: Request) -> Response:
        return Response(await run_in_threadpool(review.page), media_type="text/html; charset=utf-8")

    async def picture(request: Request) -> Response:
        found = review.picture(request.path_params["document"], request.path_params["page"])
        return Response(found, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})

    async def show(request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(review.show, await _body(request)))

    async def change(request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(review.write, await _body(request)))

    async def nothing(_: Request, __: Exception) -> Response:
        return PlainTextResponse("nothing here", 404, header)

    server = Starlette(
        routes=[
            Route("/{token}/", guarded(page), methods=["GET"]),
            Route("/{token}/picture/{document}/{page:int}", guarded(picture), methods=["GET"]),
            Route("/{token}/show", guarded(show), methods=["POST"]),
            Route("/{token}/write", guarded(change), methods=["POST"]),
        ],
        exception_handlers={404: nothing, 405: nothing},
    )
    server.router.redirect_slashes = False
    return server


def _check(request: Request, token: str, hosts: tuple[str, ...]) -> None:
    """Refuse what another site, machine or person may have sent."""
    if request.headers.get("host") not in hosts:
        raise Refused(403, "this server answers to its own address only")
    if not secrets.compare_digest(request.path_params["token"].encode(), token.encode()):
        raise Refused(403, "the link has another token: use the one that chezsoi review printed")
    if request.method == "GET":
        return
    if request.headers.get("origin") not in tuple(f"http://{host}" for host in hosts):
        raise Refused(403, "only the page itself may ask for a change")
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise Refused(415, "a change is asked for in JSON")


async def _body(request: Request) -> Mapping[str, Any]:
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > _LONGEST:
        raise Refused(413, "this is no answer")
    try:
        told = json.loads(await request.body())
    except ValueError as error:
        raise Refused(422, "this is no JSON") from error
    if not isinstance(told, dict):
        raise Refused(422, "this is no answer")
    return told


def serve(raw: Path, database: Path, asked: str | None, port: int, announce: Callable[[str], None]) -> None:
    """Serve the page of an edition until it is interrupted; `announce` gets the link once it answers.

    ReviewError where another server has the warehouse, or the port is taken.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(f"{database}.review.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise ReviewError(f"another chezsoi review --serve has {database}: use its link, or stop it first") from None
    with lock, socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
        except OSError as error:
            raise ReviewError(f"port {port} cannot be used ({error.strerror}): name another with --port, or leave it out") from error
        known = edition_names(raw)
        if not known:
            raise ReviewError(f"{raw} has no edition that could be read")
        try:
            review = Review(raw, asked or known[-1])
        except Refused as error:
            raise ReviewError(str(error)) from error
        token, here = secrets.token_urlsafe(24), listening.getsockname()[1]
        listening.listen()  # whoever follows the link now waits, and is not turned away
        announce(f"http://{HOST}:{here}/{token}/")
        config = uvicorn.Config(application(review, token, here), log_level="warning", access_log=False, lifespan="off", server_header=False)
        uvicorn.Server(config).run(sockets=[listening])
