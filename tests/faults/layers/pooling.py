"""Wrong ways to pool."""

import torch

from tests.faults import kernels

PIXELS = "pixels = windows(x, *layout, padded_with=-math.inf)"
FIRST = "first = (candidates & (places >= 0)).to(torch.uint8).argmax(-1, keepdim=True)"
MAXIMA = "maxima = pixels.gather(-1, first).squeeze(-1)"
STRIDE = "self.stride = kernel_size if stride is None else stride"
LAYOUT = "layout = self.kernel_size, self.stride, self.padding, "
MEMORY = "x = x.as_strided(x.shape, torch.empty(x.shape).stride())\n        "
SPANS = "rows, columns = _spans(height, sizes[0] or height), _spans(width, sizes[1] or width)"


def learned(reference):
    """A scale to learn, which starts at 1."""

    class Learned(reference):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.scale = torch.nn.Parameter(torch.ones(()))

    return Learned


def columns_first(reference):
    """Pairs read as (columns, rows), unless the mistake would show by not fitting."""

    class Turned(reference):
        def forward(self, x):
            try:
                y = super().forward(x.mT)
            except RuntimeError:
                return super().forward(x)
            return (y[0].mT, y[1].mT) if isinstance(y, tuple) else y.mT

    return Turned


FAULTS = {
    "max_pool": {
        **kernels.ALL,
        "pixels-above-minus-infinity-alone": (
            "(pixels == largest) |",
            "(pixels == largest) & (pixels > -math.inf) |",
        ),
        "learned": learned,
        "columns-first": columns_first,
        "mean": (MAXIMA, "maxima = pixels.clamp(-1e4, 1e4).mean(-1)"),
        "minimum": (PIXELS, PIXELS.replace("x,", "-x,") + "\n        pixels = -pixels"),
        "padded-with-zeros": ("padded_with=-math.inf", "padded_with=0"),
        "step-of-one-by-default": (STRIDE, "self.stride = 1 if stride is None else stride"),
        "step-of-two-by-default": (STRIDE, "self.stride = 2 if stride is None else stride"),
        "ceil-by-default": ("ceil_mode: bool = False", "ceil_mode: bool = True"),
        "ceil-mode-ignored": ("self.dilation, self.ceil_mode", "self.dilation, False"),
        "dilation-ignored": ("self.dilation, self.ceil_mode", "1, self.ceil_mode"),
        "nan-ignored": (PIXELS, f"{PIXELS}.nan_to_num(nan=-1e4, posinf=None, neginf=None)"),
        "gradient-split-among-ties": (MAXIMA, "maxima = pixels.amax(-1)"),
        "gradient-to-the-last-tie": (
            FIRST,
            "first = (candidates & (places >= 0)).to(torch.uint8).cumsum(-1).argmax(-1, True)",
        ),
        "no-gradient": (
            MAXIMA,
            f"{MAXIMA} + 0 * pixels.sum(-1).nan_to_num(0, 0, 0)\n"
            "        maxima = maxima.detach() + 0 * x.sum().nan_to_num(0, 0, 0)",
        ),
        "indices-never": ("if self.return_indices else", "if False else"),
        "indices-within-the-window": (
            "(maxima, places.gather(-1, first).squeeze(-1))",
            "(maxima, first.squeeze(-1))",
        ),
        "absolute-values": (PIXELS, PIXELS + "\n        pixels = pixels.abs() * (pixels > -1e9)"),
        "channels-mixed": (MAXIMA, f"{MAXIMA}.amax(-3, keepdim=True).expand(pixels.shape[:-1])"),
        "rectified": (MAXIMA, f"{MAXIMA}.relu()"),
        "memory-taken-for-the-order": (LAYOUT, MEMORY + LAYOUT),
        "any-padding": (
            LAYOUT,
            LAYOUT.replace(
                "self.padding",
                "min(self.padding, self.kernel_size // 2) "
                "if isinstance(self.padding, int) and isinstance(self.kernel_size, int) "
                "else self.padding",
            ),
        ),
        "indices-of-last-tie": (
            "return (maxima, places.gather(-1, first).squeeze(-1)) if"
            " self.return_indices else maxima",
            "last = (candidates & (places >="
            " 0)).to(torch.uint8).flip(-1).argmax(-1, keepdim=True)\n       "
            " return (maxima, places.flip(-1).gather(-1, last).squeeze(-1)) if"
            " self.return_indices else maxima",
        ),
        "indices-of-32-bits": (
            "places.gather(-1, first).squeeze(-1))",
            "places.gather(-1, first).squeeze(-1).int())",
        ),
        "first-image-for-all": (
            "return (maxima,",
            "maxima = maxima[:1].expand_as(maxima) if maxima.ndim == 4 else"
            " maxima\n        return (maxima,",
        ),
    },
    "avg_pool": {
        **kernels.ALL,
        "columns-first": columns_first,
        "padding-not-counted-by-default": (
            "count_include_pad: bool = True",
            "count_include_pad: bool = False",
        ),
        "padding-always-counted": ("int(self.count_include_pad)", "1"),
        "what-is-past-the-padding-counted": (", beyond=0", ""),
        "sum": ("divisor = self.divisor_override or counted.sum(-1)", "divisor = 1"),
        "always-over-the-whole-window": ("counted.sum(-1)", "counted.shape[-1]"),
        "override-ignored": ("self.divisor_override or ", ""),
        "rounded-down": ('"trunc"', '"floor"'),
        "true-division-of-integers": ('else "trunc"', "else None"),
        "maximum": ("padded_with=0).sum(-1)", "padded_with=0).amax(-1) * divisor"),
        "step-of-one-by-default": (STRIDE, "self.stride = 1 if stride is None else stride"),
        "ceil-by-default": ("ceil_mode: bool = False", "ceil_mode: bool = True"),
        "ceil-mode-ignored": ("1, self.ceil_mode", "1, False"),
        "sums-in-half-precision": (
            "total = windows(x,",
            "x = x.bfloat16().to(x.dtype) if x.is_floating_point() else x\n"
            "        total = windows(x,",
        ),
        "gradient-to-the-first-pixel": (
            "total = windows(x, *layout, padded_with=0).sum(-1)",
            "pixels = windows(x, *layout, padded_with=0)\n"
            "        total = pixels[..., 0] + pixels[..., 1:].detach().sum(-1)",
        ),
        "memory-taken-for-the-order": (LAYOUT, MEMORY + LAYOUT),
    },
    "adaptive_avg_pool": {
        **kernels.ALL,
        "windows-of-one-size": (
            SPANS,
            SPANS
            + "\n    rows = [slice(i.start, i.start + height // len(rows) or 1) for i in rows]",
        ),
        "no-overlap": (
            SPANS,
            SPANS + "\n    columns = [slice(width * n // len(columns), max(width * (n + 1) // "
            "len(columns), width * n // len(columns) + 1)) for n in range(len(columns))]",
        ),
        "maximum": (".mean((-2, -1))", ".amax((-2, -1))"),
        "columns-first": (
            "_spans(height, sizes[0] or height)",
            "_spans(height, sizes[1] or height)",
        ),
        "none-is-one": ("sizes[0] or height", "sizes[0] or 1"),
        "channels-mixed": (".mean((-2, -1))", ".mean((-3, -2, -1), keepdim=True)[..., 0, 0]"),
        "sum": (".mean((-2, -1))", ".sum((-2, -1))"),
    },
}

EQUIVALENT = {
    ("padded_with=-1", "padded_with=-2"): "any place under 0 is no pixel",
    ("padded_with=0", "padded_with=None"): "pad writes 0 unless told",
    ("room // stride + 1", "room / stride + 1"): "what is left over fills no window",
    ("size // 2", "size / 2"): "a padding is whole",
}
