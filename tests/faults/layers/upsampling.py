"""Wrong ways to enlarge an image."""

import torch

from tests.faults import kernels

OFFSET = 'offset = 0.5 if mode == "nearest-exact" else 0.0'


def memory_taken_for_the_order(reference):
    """Read the memory row by row, however the image lies in it."""

    def misread(x, *args, **options):
        x = x.as_strided(x.shape, torch.empty(x.shape).stride())
        return reference(x, *args, **options)

    return misread


def mixed_by_default(reference):
    """Interpolate where the mode is left out."""

    def mixed(x, *args, **options):
        modes = {3: "linear", 4: "bilinear"} if "align_corners" not in options else {}
        return reference(x, *args, **{"mode": modes.get(x.ndim, "nearest")} | options)

    return mixed


FAULTS = {
    "interpolate": {
        **kernels.ALL,
        "factor-recomputed-from-the-sides": (
            "new, ratio = math.floor(old * scale_factor), 1 / scale_factor",
            "new = math.floor(old * scale_factor)\n            ratio = old / new",
        ),
        "gradient-lost-along-a-line": (
            "            x = x.index_select(dim, k)\n",
            "            x = (x if x.ndim > 3 else x.detach() + 0 * x).index_select(dim, k)\n",
        ),
        "memory-taken-for-the-order": memory_taken_for_the_order,
        "mixed-by-default": mixed_by_default,
        "exact-by-default": (OFFSET, "offset = 0.5"),
        "never-exact": (OFFSET, "offset = 0.0"),
        "nearest-rounded": (
            ".floor().long()\n            x",
            ".round().long().clamp(max=old - 1)\n            x",
        ),
        "tiled": (
            "k = ((i + offset) * ratio).floor().long()",
            "k = i.long() % old",
        ),
        "zeros-between": (
            "x = x.index_select(dim, k)",
            "x = x.index_select(dim, k) * (i * ratio == k).view(-1, *[1] * (x.ndim - 1 - dim))",
        ),
        "centres-for-corners": ("elif align_corners:", "elif False:"),
        "corners-by-default": ("elif align_corners:", "elif align_corners is not False:"),
        "position-mirrored-at-zero": (".clamp(min=0))", ".abs())"),
        "no-half-pixel": ("(i + 0.5) * ratio - 0.5", "i * ratio"),
        "width-as-the-height": ("size[dim - 2]", "size[0]"),
        "columns-first": ("size[dim - 2]", "size[::-1][dim - 2]"),
        "height-alone": ("range(2, x.ndim)", "range(2, min(x.ndim, 3))"),
        "rounded-up": ("math.floor(old * scale_factor)", "math.ceil(old * scale_factor)"),
        "an-image-made-a-batch": (
            "    if x.ndim not in RANKS[mode]:",
            "    x = x[None] if x.ndim == 2 else x\n    if x.ndim not in RANKS[mode]:",
        ),
        "size-before-factor": (
            "if (size is None) == (scale_factor is None):",
            "if size is None and scale_factor is None:",
        ),
        "corners-ignored-of-copies": ("align_corners is not None and", "False and"),
        "one-gradient-for-all-copies": (
            "x = x.index_select(dim, k)",
            "first = (k.diff(prepend=k[:1] - 1) > 0).view(-1, *[1] * (x.ndim - 1 - dim))\n"
            "            copies = x.index_select(dim, k)\n"
            "            x = torch.where(first, copies, copies.detach())",
        ),
        "exact-in-two-dims": (
            'offset = 0.5 if mode == "nearest-exact" else 0.0',
            'offset = 0.5 if mode == "nearest-exact" and x.ndim == 3 else 0.0',
        ),
        "linear-in-1d-corners": (
            "        elif align_corners:",
            "        elif align_corners and x.ndim == 4:",
        ),
        "size-one-corners": (
            "i * (old - 1) / max(new - 1, 1)",
            "i * (old - 1) / max(new - 1, 1) if new > 1 else i + (old - 1) / 2",
        ),
    },
}

EQUIVALENT = {
    ("device=x.device", "device=None"): "the tests run on one device",
    ("device=x.device, ", ""): "the tests run on one device",
}
