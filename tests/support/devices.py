"""Which devices and dtypes there are, found when the first test asks for them."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache

import pytest
import torch

DTYPES = {
    "float32": torch.float32,
    "float64": torch.float64,
    "float16": torch.float16,
    "bfloat16": torch.bfloat16,
}
WIDE = ("float32", "float64")
HALF = ("float16", "bfloat16")
ALL = WIDE + HALF

META = "meta"  # knows shapes and no values


@cache
def discover() -> tuple[str, ...]:
    """`cpu`, and the accelerator of this machine if torch sees one."""
    accelerator = getattr(torch, "accelerator", None)  # from 2.6
    if accelerator is not None:
        found = accelerator.is_available() and accelerator.current_accelerator()
        return ("cpu", found.type) if found else ("cpu",)
    if torch.cuda.is_available():
        return ("cpu", "cuda")
    return ("cpu", "mps") if torch.backends.mps.is_available() else ("cpu",)


def load(module: str) -> None:
    """Import what makes torch know a device that it does not know by itself."""
    try:
        importlib.import_module(module)
    except Exception as error:  # whatever such a module does
        raise pytest.UsageError(
            f"--device-module: cannot import {module!r} ({error}): is it made for this torch?"
        ) from None


def compute_exactly() -> None:
    """Nothing is computed in less than its own dtype, as some accelerators do for speed."""
    torch.backends.cudnn.allow_tf32 = False
    matmul = torch.backends.cuda.matmul
    matmul.allow_tf32 = matmul.allow_fp16_reduced_precision_reduction = False
    with suppress(AssertionError):  # torch 1.13 has no such switch
        matmul.allow_bf16_reduced_precision_reduction = False


@contextmanager
def tf32(device: str) -> Iterator[None]:
    """Products of float32 by ten bits of each factor; not available where there is no such thing.

    From compute capability 8.0 on, which is the A100's.
    """
    cuda = torch.device(device).type == "cuda" and torch.version.cuda
    if not cuda or torch.cuda.get_device_capability(device) < (8, 0):
        pytest.skip(f"not available: {device} has no TF32")
    torch.backends.cuda.matmul.allow_tf32 = True
    try:
        yield
    finally:
        torch.backends.cuda.matmul.allow_tf32 = False


def check(name: str) -> str:
    """`name`, if a tensor can be made there."""
    try:
        device = torch.device(name)
    except RuntimeError:
        raise pytest.UsageError(
            f"--device: torch knows no device {name!r}; here there are: {', '.join(discover())}"
        ) from None
    if device.type == META:
        raise pytest.UsageError(
            "--device: meta holds no values; the claims about shapes run there by themselves"
        )
    try:
        torch.empty(1, device=device).fill_(0)
    except (RuntimeError, AssertionError, ImportError):  # a module of torch's may be missing
        raise pytest.UsageError(
            f"--device: {name!r} is not available on this machine with torch "
            f"{torch.__version__}; here there are: {', '.join(discover())}"
        ) from None
    return name


def check_dtype(name: str) -> str:
    """`name`, if claims are made about it."""
    if name not in DTYPES:
        raise pytest.UsageError(
            f"--dtype: no claim is made about {name!r}; choose from {', '.join(DTYPES)}"
        )
    return name


@cache
def lacks(device: str, dtype: str) -> str:
    """Why a device cannot hold a dtype, or nothing."""
    if device == META:
        return ""
    try:
        torch.ones(1, device=device, dtype=DTYPES[dtype])
    except (RuntimeError, TypeError) as error:
        return f"{device} has no {dtype}: {str(error).splitlines()[0]}"
    return ""
