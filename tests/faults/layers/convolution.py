"""Wrong ways to slide a kernel over an image."""

import torch

from tests.faults import kernels

CHECK = "_check(input, weight, "
PAD = "torch.nn.functional.pad(input, (beside, beside, above, above))"
SLICE = "kernel[..., a, b])"
RESULT = "y = y.flatten(-4, -3)"


def pair(value):
    """An option for rows and for columns."""
    return (value, value) if isinstance(value, int) else value


def with_room_for_a_last_step(conv2d):
    """Round the number of windows up, as pooling does with ceil_mode."""

    def ceil(input, weight, bias=None, stride=1, *args, **options):
        down, right = (max(1, step) for step in pair(stride))
        wider = torch.nn.functional.pad(input, (0, right - 1, 0, down - 1))
        return conv2d(wider, weight, bias, stride, *args, **options)

    return ceil


def columns_first(name):
    """Read a pair as (columns, rows), unless the kernel shows the mistake by not fitting."""

    def swapped(conv2d):
        def swap(*args, **options):
            turned = {name: pair(options[name])[::-1]} if name in options else {}
            try:
                return conv2d(*args, **options | turned)
            except RuntimeError:
                return conv2d(*args, **options)

        return swap

    return swapped


def squares_alone(conv2d):
    """Read the width of a kernel off its height."""
    return lambda input, weight, *args, **options: conv2d(
        input, weight[..., : weight.shape[-2]], *args, **options
    )


FAULTS = {
    "convolution": {
        **kernels.ALL,
        "flipped": (SLICE, "kernel.flip(-1, -2)[..., a, b])"),
        "transposed": (
            "        pixels = image[",
            "        kernel = kernel.mT if a == b == 0 and height == width else kernel\n"
            "        pixels = image[",
        ),
        "channels-not-summed": (
            'torch.einsum("...gcij,gmc->...gmij", pixels, kernel[..., a, b])',
            "pixels[..., None, 0, :, :] * kernel[:, :, 0, a, b, None, None]",
        ),
        "channels-averaged": (SLICE, f"{SLICE} / weight.shape[1]"),
        "window-averaged": (SLICE, f"{SLICE} / (height * width)"),
        "slices-tied": (SLICE, "kernel[:, :, :1, a, b].expand_as(kernel[..., a, b]))"),
        "filters-tied": (SLICE, "kernel[:, :1, :, a, b].expand_as(kernel[..., a, b]))"),
        "groups-of-filters-interleaved": (
            "weight.unflatten(0, (groups, -1))",
            "weight.unflatten(0, (-1, groups)).transpose(0, 1)",
        ),
        "groups-of-channels-interleaved": (
            "padded.unflatten(-3, (groups, -1))",
            "padded.unflatten(-3, (-1, groups)).transpose(-4, -3)",
        ),
        "padding-of-columns-first": columns_first("padding"),
        "stride-of-columns-first": columns_first("stride"),
        "dilation-of-columns-first": columns_first("dilation"),
        "padded-on-one-side": (
            PAD,
            "torch.nn.functional.pad(input, (0, 2 * beside, 0, 2 * above))",
        ),
        "padded-with-the-border": (PAD, f'{PAD[:-1]}, "replicate")'),
        "strides-from-the-second-pixel": (PAD, f"{PAD}.roll(-int(right > 1), -1)"),
        "last-row-lost-with-a-stride": (
            RESULT,
            f"{RESULT}\n    y = y[..., :-1, :] if down > 1 and rows > 1 else y",
        ),
        "dilation-ignored": ("top, left = a * apart, b * abreast", "top, left = a, b"),
        "windows-rounded-up": with_room_for_a_last_step,
        "kernels-are-square": squares_alone,
        "stride-of-two-by-default": ("stride: Pair = 1", "stride: Pair = 2"),
        "padding-of-one-by-default": ("padding: Pair = 0", "padding: Pair = 1"),
        "bias-summed": ("bias[:, None, None]", "bias.sum()"),
        "bias-dropped-if-padded": ("if bias is None", "if bias is None or above"),
        "sums-in-half-precision": (SLICE, f"{SLICE}.bfloat16().to(input.dtype)"),
        "half-the-gradient-of-the-image": (
            "pixels, kernel[",
            "(pixels + pixels.detach()) / 2, kernel[",
        ),
        "gradient-of-the-corner-alone": (
            SLICE,
            "(kernel if a + b == 0 else kernel.detach())[..., a, b])",
        ),
        "memory-taken-for-the-order": (
            PAD,
            PAD.replace(
                "input", "input.as_strided(input.shape, torch.empty(input.shape).stride())"
            ),
        ),
        "nan-hidden": (PAD, PAD.replace("input", "input.nan_to_num()")),
        "a-batch-always": (RESULT, f"{RESULT}\n    y = y if y.ndim == 4 else y[None]"),
        "a-matrix-for-an-image": (
            CHECK,
            f"input = input if input.ndim > 2 else input[None]\n    {CHECK}",
        ),
        "bytes-cast": (CHECK, f"input = input.to(weight.dtype)\n    {CHECK}"),
        "channels-broadcast": (
            CHECK,
            "if weight.shape[1] == 1 and groups == 1 and input.ndim > 2:\n"
            f"        weight = weight.expand(-1, input.shape[-3], -1, -1)\n    {CHECK}",
        ),
        "no-window-no-result": (
            'raise RuntimeError(f"kernel size {height} × {width} exceeds the padded input")',
            "return input.new_zeros(0)",
        ),
        "a-step-at-least": (
            CHECK,
            f"stride = stride or 1\n    dilation = dilation or 1\n    {CHECK}",
        ),
    },
}

EQUIVALENT = {
    ("weight.shape[-2:]", "weight.shape[+2:]"): "a weight has four dimensions",
    ('"...gcij,gmc->...gmij"', '"...GCIJ,GMC->...GMIJ"'): "einsum's letters are names",
}
