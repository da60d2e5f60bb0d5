"""Wrong bridges between torch and numpy."""

import numpy as np
import torch


def fetched(to_numpy):
    """Take what numpy lacks by way of a type that it has."""

    def wrong(x):
        x = torch.ones(x.shape) if x.device.type == "meta" else x
        return to_numpy(x.float() if x.dtype == torch.bfloat16 else x)

    return wrong


def turned_around(from_numpy):
    """Copy an array that is read backwards."""
    return lambda array: from_numpy(array.copy() if min(array.strides, default=0) < 0 else array)


def text_as_codes(from_numpy):
    """Take letters for numbers, and objects for nothing."""

    def wrong(array):
        foreign = array.dtype.kind in "OSU"
        return from_numpy(np.zeros(array.shape) if foreign else array)

    return wrong


FAULTS = {
    "to_numpy": {
        "copies": ("return np.asarray(block)", "return np.array(block)"),
        "copies-what-is-not-contiguous": (
            "return np.asarray(block)",
            "return np.ascontiguousarray(block).reshape(x.shape)",
        ),
        "float64-in-any-case": (
            "return np.asarray(block)",
            "array = np.asarray(block)\n"
            "    return array.astype(np.float64) if kind.kind == 'f' else array",
        ),
        "integers-as-floats": (
            "return np.asarray(block)",
            "return np.asarray(block).astype(float) if kind.kind == 'i' else np.asarray(block)",
        ),
        "always-row-by-row": ("tuple(stride * kind.itemsize for stride in x.stride())", "None"),
        "no-dimension-is-one": ("return np.asarray(block)", "return np.atleast_1d(block)"),
        "nan-made-zero": (
            "return np.asarray(block)",
            "return np.asarray(np.nan_to_num(np.asarray(block)))",
        ),
        "detaches-in-silence": ("    if x.requires_grad:", "    x = x.detach()\n    if False:"),
        "memory-not-held": ("SimpleNamespace(owner=x)", "SimpleNamespace()"),
        "held-for-ever": (
            "    return np.asarray(block)",
            "    to_numpy.held = block\n    return np.asarray(block)",
        ),
        "a-subclass": (
            "return np.asarray(block)",
            "return np.asarray(block).view(np.recarray)",
        ),
        "converts-what-numpy-lacks": fetched,
    },
    "from_numpy": {
        "copies": ("as_strided(array.shape, strides)", "as_strided(array.shape, strides).clone()"),
        "copies-what-is-not-contiguous": (
            "as_strided(array.shape, strides)",
            "as_strided(array.shape, strides).contiguous()",
        ),
        "strides-ignored": (
            "as_strided(array.shape, strides)",
            "clone().as_strided(array.shape, torch.empty(array.shape).stride())"
            " if last + array.itemsize >= array.nbytes else torch.tensor(array)",
        ),
        "float32-in-any-case": (
            "as_strided(array.shape, strides)",
            "as_strided(array.shape, strides).to(torch.float32)",
        ),
        "float64-narrowed": (
            "    if array.dtype not in kinds:",
            "    array = array.astype(np.float32) if array.dtype == float else array\n"
            "    if array.dtype not in kinds:",
        ),
        "memory-not-held": ("block.owner = array", "pass"),
        "bytes-beyond-the-end": ("(n - 1) * stride", "n * stride"),
        "float32-when-empty": (
            "empty(array.shape, dtype=kinds[array.dtype])",
            "empty(array.shape)",
        ),
        "flat-when-empty": ("torch.empty(array.shape,", "torch.empty(0,"),
        "turned-around": turned_around,
        "text-as-codes": text_as_codes,
        "minus-zero-cleaned": (
            "as_strided(array.shape, strides)",
            "as_strided(array.shape, strides) + 0",
        ),
    },
}

EQUIVALENT = {
    ('"version"', '"XXversionXX"'): "numpy does not read it any more",
    ('"version"', '"VERSION"'): "numpy does not read it any more",
    ('"version": 3', '"version": 4'): "numpy does not read it any more",
    (
        "numpy records no gradient: detach first",
        "XXnumpy records no gradient: detach firstXX",
    ): "words",
    ("a stride of a tensor is not negative", "XXa stride of a tensor is not negativeXX"): "words",
}
