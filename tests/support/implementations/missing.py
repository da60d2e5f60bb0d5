"""What an implementation does not offer, which is neither a wrong answer nor a crash.

A NotImplementedError, a keyword that a signature lacks, an attribute that an object or a key that
its state lacks: one line a claim, and an outcome of its own.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

import numpy as np
import pytest
import torch

NOT_IMPLEMENTED = "not implemented: "
UNFIT = re.compile(
    r"unexpected keyword argument|required (positional|keyword-only) argument|"
    r"positional arguments? but|takes no (keyword )?arguments|invalid combination of arguments|"
    r"has no len\(\)|(?<!'NoneType') object is not (iterable|subscriptable|an iterator)"
)


@contextmanager
def shown_as_skipped() -> Iterator[None]:
    """Turn what an implementation does not offer into a skipped test that says so."""
    __tracebackhide__ = True
    try:
        yield
    except (Exception, pytest.fail.Exception) as error:
        while_another = error.__context__  # of `with pytest.raises(...)`, which wanted another
        for it in (error, while_another):
            if reason := it and lacking(it):
                pytest.skip(NOT_IMPLEMENTED + reason)
        raise


def lacking(error: BaseException) -> str:
    """What the implementation lacks, in a line; nothing if the error is one of its own."""
    said = (str(error).splitlines() or [""])[0]
    if isinstance(error, NotImplementedError):  # of a dtype, the cell is not available
        return "" if "not implemented for '" in said else said or type(error).__name__
    if isinstance(error, AssertionError) and said.startswith(NOT_IMPLEMENTED):  # by a test's word
        return said.removeprefix(NOT_IMPLEMENTED)
    if not _raised_by_a_test(error.__traceback__):
        return ""
    if isinstance(error, KeyError):  # of the state of an optimizer, or a name in a signature
        return f"it keeps no {said}"
    if isinstance(error, AttributeError):
        values = (torch.Tensor, np.ndarray)
        foreign = type(error.obj).__module__ != "builtins" and not isinstance(error.obj, values)
        return said if foreign else ""
    return said if UNFIT.search(said) else ""


def _raised_by_a_test(trace: TracebackType | None) -> bool:
    """Whether it was the claim's own line that asked, and not one of the implementation."""
    last = ""
    while trace:
        package = str(trace.tb_frame.f_globals.get("__name__", "")).partition(".")[0]
        last = last if package == "torch" else package
        trace = trace.tb_next
    return last in ("tests", "concepts")
