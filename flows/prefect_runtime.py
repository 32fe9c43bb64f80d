"""Prefect at the least cost: the user's server where there is one, else Prefect's own application in this process.

Measured with Prefect 3.8.8 (CONTRIBUTING has the figures): the ephemeral server that Prefect starts by itself is a
second interpreter that imports everything again; the same application on a thread of this process costs less and can
be waited for.
"""

import logging
import os
import socket
import threading
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

START_TIMEOUT = 120.0
SETTLE_TIMEOUT = 60.0
_FINAL = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


class ServerError(RuntimeError):
    """No Prefect server answers; the message says which one and what to do."""


def configure(home: Path) -> socket.socket | None:
    """Set what Prefect reads at import; returns the bound socket for a server of our own, None if the user has one."""
    settings = {
        "DO_NOT_TRACK": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING",
        "PREFECT_CLI_COLORS": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    }
    if not (url := users_server()):
        settings |= {
            "PREFECT_HOME": str(home),
            "PREFECT_SERVER_UI_ENABLED": "false",
            "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
            "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
            "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "[]",
            "PREFECT_API_TLS_INSECURE_SKIP_VERIFY": "true",  # loopback only, plain http: no certificates to load
        }
    for name, value in settings.items():
        os.environ.setdefault(name, value)
    if url:
        os.environ["PREFECT_API_URL"] = url
        return None
    home.mkdir(parents=True, exist_ok=True)
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{bound.getsockname()[1]}/api"
    return bound


def users_server() -> str | None:
    """The address of the user's own Prefect server: from the environment, or from the active profile."""
    if url := os.environ.get("PREFECT_API_URL"):
        return url
    home = Path(os.environ.get("PREFECT_HOME") or "~/.prefect").expanduser()
    profiles = Path(os.environ.get("PREFECT_PROFILES_PATH") or home / "profiles.toml")
    if not profiles.is_file():
        return None
    content = tomllib.loads(profiles.read_text(encoding="utf-8"))
    active = os.environ.get("PREFECT_PROFILE") or content.get("active")
    url = content.get("profiles", {}).get(active, {}).get("PREFECT_API_URL")
    return str(url) if url else None


@contextmanager
def serving(bound: socket.socket | None) -> Iterator[None]:
    """Prefect's own application, until the block ends; nothing where the user has a server.

    Raises ServerError where neither answers.
    """
    if bound is None:
        try:
            yield
        except RuntimeError as error:
            if not str(error).startswith("Failed to reach API"):
                raise
            url = os.environ.get("PREFECT_API_URL")
            raise ServerError(f"your Prefect server at {url} does not answer: start it, or unset PREFECT_API_URL to run without one") from error
        return
    import uvicorn
    from prefect.server.api.server import create_app

    config = uvicorn.Config(create_app(ephemeral=True), log_level="warning", lifespan="on", access_log=False, timeout_graceful_shutdown=10)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, name="prefect-server", daemon=True)
    thread.start()
    end = time.monotonic() + START_TIMEOUT
    while not server.started:
        if not thread.is_alive() or time.monotonic() > end:
            server.should_exit = True
            raise ServerError(f"Prefect's server did not start; its home is {os.environ.get('PREFECT_HOME')}: remove that folder and try again")
        time.sleep(0.02)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(30)


def settle(flow_run_id: UUID, expected: int) -> None:
    """Wait until the server has stored the final state of `expected` task runs: they are written after the flow ends.

    Raises TimeoutError after SETTLE_TIMEOUT seconds.
    """
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId, TaskRunFilter, TaskRunFilterState, TaskRunFilterStateType
    from prefect.client.schemas.objects import StateType

    runs = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id]))
    final = TaskRunFilter(state=TaskRunFilterState(type=TaskRunFilterStateType(any_=[StateType(name) for name in _FINAL])))
    end, seen = time.monotonic() + SETTLE_TIMEOUT, 0
    with get_client(sync_client=True) as client:
        while time.monotonic() < end:
            seen = len(client.read_task_runs(flow_run_filter=runs, task_run_filter=final, limit=200))
            if seen >= expected:
                _flush_logs()
                return
            time.sleep(0.05)
    raise TimeoutError(f"Prefect stored {seen} of {expected} task runs of flow run {flow_run_id}")


def _flush_logs() -> None:
    """Send the flow's log lines: they go out in batches, the last one at exit, too late for a server that stops before."""
    for name in ("prefect.flow_runs", "prefect.task_runs"):
        for handler in logging.getLogger(name).handlers:
            handler.flush()
