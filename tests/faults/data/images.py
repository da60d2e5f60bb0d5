"""Wrong ways to make tensors of images."""

import numpy as np
import torch

from tests.faults import kernels


def in_float64(right):
    """Computed as double, which no weight of a network is."""
    return lambda image: right(image).double()


def through_a_tensor(right):
    """What is a tensor already passes through, scaled or not."""
    return lambda image: image if isinstance(image, torch.Tensor) else right(image)


def in_the_order_of_memory(right):
    """An array is read as if its rows lay one after another."""

    def faulty(image):
        if isinstance(image, np.ndarray):
            image = image.ravel("K").reshape(image.shape)
        return right(image)

    return faulty


def first_image_twice(make_grid):
    """The last image of a grid is the first again."""

    def faulty(images, **layout):
        return make_grid(torch.cat([images[:-1], images[:1]]), **layout)

    return faulty


def mean_of_the_deviations(pixel_statistics):
    """Each image has a deviation, and their mean is taken."""

    def faulty(images):
        mean, _ = pixel_statistics(images)
        return mean, (images.flatten(1) / 255).std(1, correction=0).mean().item()

    return faulty


FAULTS = {
    "to_tensor": {
        **kernels.kernel(kernels.block, kernels.last, kernels.single, kernels.nan),
        "in-the-order-of-memory": in_the_order_of_memory,
        "palette-looked-up": (
            "    pixels = np.array(picture)",
            "    picture = picture.convert('RGB') if mode in ('P', 'CMYK') else picture\n"
            "    pixels = np.array(picture)",
        ),
        "divided-by-256": ("/ 255 if", "/ 256 if"),
        "not-divided": (".float() / 255 if", ".float() if"),
        "from-minus-one-to-one": (".float() / 255 if", ".float() / 127.5 - 1 if"),
        "everything-divided": ("if pixels.dtype == np.uint8 else", "if True else"),
        "whole-numbers-divided-too": (
            "pixels.dtype == np.uint8",
            "pixels.dtype.kind in 'iu'",
        ),
        "bright-floats-divided": (
            "pixels.dtype == np.uint8",
            "pixels.dtype == np.uint8 or (pixels.dtype == np.float32 and pixels.max() > 1)",
        ),
        "channels-last": ("permute(2, 0, 1)", "permute(0, 1, 2)"),
        "width-before-height": ("permute(2, 0, 1)", "permute(2, 1, 0)"),
        "reshaped-for-permuted": (
            "pixels.reshape(height, width, -1)).permute(2, 0, 1)",
            "pixels.reshape(-1, height, width))",
        ),
        "blue-first": ("permute(2, 0, 1)", "permute(2, 0, 1).flip(0)"),
        "signed-bytes": ("channels_first.float()", "channels_first.to(torch.int8).float()"),
        "a-bit-is-a-byte": ("255 * pixels", "pixels"),
        "in-float64": in_float64,
        "tensors-pass-through": through_a_tensor,
        "a-row-is-an-image": ("not in (2, 3)", "not in (1, 2, 3, 4)"),
    },
    "normalizer": {
        **kernels.ALL,
        "by-the-variance": ("self.std.tolist())", "self.std.square().tolist())"),
        "mean-and-deviation-exchanged": (
            "self.mean.tolist(), self.std.tolist()",
            "self.std.tolist(), self.mean.tolist()",
        ),
        "mean-added": ("(image, self.mean", "(image, (-self.mean)"),
        "first-number-for-all": (
            "self.mean.tolist(), self.std.tolist()",
            "self.mean[:1].tolist(), self.std[:1].tolist()",
        ),
        "from-minus-one-to-one": (
            "normalize(image, self.mean.tolist(), self.std.tolist())",
            "image * 2 - 1",
        ),
        "each-image-by-its-own": (
            "normalize(image, self.mean.tolist(), self.std.tolist())",
            "(image - image.mean((-3, -2, -1), True)) / image.std((-3, -2, -1), keepdim=True)",
        ),
        "eps-in-the-denominator": ("self.std.tolist())", "(self.std + 1e-3).tolist())"),
        "in-place": (
            "return normalize(image, self.mean.tolist(), self.std.tolist())",
            "return image.data.copy_(normalize(image, self.mean.tolist(), self.std.tolist()))",
        ),
        "gradient-of-the-square": (
            "return normalize(image, self.mean.tolist(), self.std.tolist())",
            "z = normalize(image, self.mean.tolist(), self.std.tolist())\n"
            "        return z.detach() + (z - z.detach()) / self.std.to(z).reshape(-1, 1, 1)",
        ),
        "not-differentiable": ("return normalize(image,", "return normalize(image.detach(),"),
        "broken-pixels-repaired": (
            "return normalize(image,",
            "return normalize(image.nan_to_num(),",
        ),
        "in-float32": ("return normalize(image,", "return normalize(image.float(),"),
        "zero-accepted": ("if (self.std.to(image.dtype) == 0).any():", "if False:"),
        "zero-accepted-unless-all-are": ("== 0).any()", "== 0).all()"),
        "pictures-pass-through": (
            'raise TypeError("wanted a tensor of floats: to_tensor comes first")',
            "return image",
        ),
        "whole-numbers-accepted": (
            "        if not isinstance(image, Tensor) or",
            "        image = image + 0.0 if isinstance(image, Tensor) else image\n"
            "        if not isinstance(image, Tensor) or",
        ),
    },
    "compose": {
        "last-first": ("in self.transforms", "in self.transforms[::-1]"),
        "last-alone": (
            "for transform in self.transforms",
            "for transform in self.transforms[-1:]",
        ),
        "last-forgotten": (
            "for transform in self.transforms",
            "for transform in self.transforms[:-1]",
        ),
        "first-last": (
            "list(transforms)",
            "(lambda steps: steps[1:] + steps[:1])(list(transforms))",
        ),
        "each-step-once": ("list(transforms)", "list(dict.fromkeys(transforms))"),
        "two-steps-at-most": ("list(transforms)", "list(transforms)[:2]"),
    },
    "make_grid": {
        "one-channel": ("images.expand(-1, 3, -1, -1)", "images"),
        "no-border": (
            "rows * tall + padding, columns * wide + padding",
            "rows * tall, columns * wide",
        ),
        "white-border": ("images.new_zeros(", "images.new_ones("),
        "column-by-column": (
            "k // columns * tall + padding, k % columns * wide + padding",
            "k % rows * tall + padding, k // rows * wide + padding",
        ),
        "always-nrow-wide": ("min(nrow, count)", "nrow"),
        "six-in-a-row": ("nrow: int = 8", "nrow: int = 6"),
        "padding-of-one": ("padding: int = 2", "padding: int = 1"),
        "border-around-one": ("if count == 1:", "if False:"),
        "last-column-empty": (
            "columns, tall, wide = min(nrow, count)",
            "columns, tall, wide = nrow",
        ),
        "last-is-the-first": first_image_twice,
    },
    "as_rows": {
        "one-image-a-row": (
            "    rows, left = divmod",
            "    return images.flatten(1)\n    rows, left = divmod",
        ),
        "remainder-dropped": ("    if left:", "    if False:"),
        "columns-first": ("images.flatten()", "images.transpose(-1, -2).flatten()"),
        "images-interleaved": ("images.flatten()", "images.transpose(0, -1).flatten()"),
        "cut-to-28": ("    rows, left", "    images = images[..., :28, :28]\n    rows, left"),
    },
    "pixel_statistics": {
        "fractions-of-256": ("return mean / 255", "return mean / 256"),
        "sample-deviation": ("/ total\n    return", "/ (total - 1)\n    return"),
        "variance-for-deviation": ("math.sqrt(variance) / 255", "variance / 255**2"),
        "not-scaled": (
            "return mean / 255, math.sqrt(variance) / 255",
            "return mean, variance**0.5",
        ),
        "black-left-out": (
            "flatten()).tolist()",
            "flatten()).tolist()\n    counts[0] *= not any(counts[1:])",
        ),
        "of-the-first-image": ("images.flatten()", "images[0].flatten()"),
        "mean-of-the-deviations": mean_of_the_deviations,
    },
}

EQUIVALENT = {
    ("width, -1)", "width, -2)"): "numpy takes any negative number for what is left",
    (
        '"wanted a tensor of floats: to_tensor comes first"',
        '"XXwanted a tensor of floats: to_tensor comes firstXX"',
    ): "words",
}
