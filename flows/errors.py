"""Which faults a person can mend, and what to tell them."""

import sys
import traceback
from pathlib import Path


def message_of(error: Exception) -> str | None:
    """The line to print for an expected fault; None for a fault of the program, which keeps its traceback."""
    known = {
        "flows.raw": "RawError",
        "flows.plan": "NothingLostError",
        "flows.explain": "ExplainError",
        "flows.compare": "EditionError",
        "flows.formats": "FormatError",
        "flows.query": "QueryError",
        "flows.prefect_runtime": "ServerError",
        "warehouse.build": "WarehouseError",
        "expectations.suites": "CheckError",
    }
    # Looked up among the modules that are loaded: naming a fault must not import what could not have raised it.
    classes = tuple(getattr(sys.modules[module], name) for module, name in known.items() if module in sys.modules)
    if isinstance(error, classes):
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}; check that it exists and that you may read and write there"
    return None


def failure(error: Exception) -> str:
    """Why a file is quarantined that the program itself fails on: the exception, and where it was raised."""
    *_, last = traceback.extract_tb(error.__traceback__) or [None]
    where = f" at {Path(last.filename).name}:{last.lineno}" if last else ""
    message = f"the program fails on it ({type(error).__name__}: {str(error)[:200]}{where}): keep it out, and report this with the file"
    return message.encode("utf-8", "backslashreplace").decode()
