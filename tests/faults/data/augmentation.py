"""Wrong ways to make more images out of few."""

import torch

from tests.faults import kernels

ANGLE = "torch.empty(1).uniform_(degrees[0], degrees[1]).item()"
BACKWARDS = "torch.arange(image.shape[-1] - 1, -1, -1, device=image.device)"
UPSIDE_DOWN = "hflip(image.transpose(-2, -1)).transpose(-2, -1)"
RESIZED = "_between(_between(image, wide).transpose(-2, -1), tall).transpose(-2, -1)"


class Always:
    """Flips are certain, whatever their probability."""

    def __init__(self, horizontal=0.5, vertical=0.5):
        self.horizontal, self.vertical = horizontal, vertical

    def __call__(self, image):
        axes = [axis for axis, p in ((-1, self.horizontal), (-2, self.vertical)) if p]
        return image.flip(axes)


def of_the_square_alone(flip):
    """Transposed and turned, which is a flip of a square image."""
    return lambda image: flip(image) if image.shape[-1] == image.shape[-2] else image


def once_only(right):
    """The first window is cut again and again."""

    class Stubborn(right):
        def __call__(self, image):
            window = super().__call__(image)
            if not hasattr(self, "kept"):
                self.kept = window
            return self.kept if self.kept.shape == window.shape else window

    return Stubborn


def flipped_after_drawing(right):
    """The angle is drawn a second time for the image."""

    class Twice(right):
        def __call__(self, image):
            self.get_params(self.degrees)
            return super().__call__(image)

    return Twice


def through_matrices(resize):
    """What is far away counts 0 times, and 0 times nan is nan."""
    return lambda image, size: resize(image, size) + 0 * image.sum()


def nearest(resize):
    """No pixel is a mixture."""
    return lambda image, size: torch.nn.functional.interpolate(
        image[None], resize(image, size).shape[-2:]
    )[0]


def the_same_noise_everywhere(right):
    """One number for all pixels."""

    def faulty(image, mean=0.0, sigma=0.1, clip=True):
        noisy = image + mean + sigma * torch.randn(1).item()
        return noisy.clamp(0, 1) if clip else noisy

    return faulty


FAULTS = {
    "hflip": {
        **kernels.ALL,
        "upside-down": lambda hflip: lambda image: image.flip(-2),
        "rolled": (BACKWARDS, "torch.arange(-1, image.shape[-1] - 1, device=image.device)"),
        "not-at-all": (f"image[..., {BACKWARDS}]", "image"),
        "squares-alone": of_the_square_alone,
    },
    "vflip": {
        **kernels.ALL,
        "sideways": (UPSIDE_DOWN, "hflip(image)"),
        "turned-by-half": (UPSIDE_DOWN, f"hflip({UPSIDE_DOWN})"),
        "not-turned-back": (UPSIDE_DOWN, "hflip(image.transpose(-2, -1)).reshape(image.shape)"),
    },
    "random_flips": {
        "always": lambda right: Always,
        "sideways-twice": ("return vflip(image)", "return hflip(image)"),
        "by-one-coin": (
            "        image = hflip(image) if torch.rand(1).item() < self.horizontal else image\n"
            "        return vflip(image) if torch.rand(1).item() < self.vertical",
            "        coin = torch.rand(1).item()\n"
            "        image = hflip(image) if coin < self.horizontal else image\n"
            "        return vflip(image) if coin < self.vertical",
        ),
        "one-or-the-other": (
            "image = hflip(image) if torch.rand(1).item() < self.horizontal else image",
            "if torch.rand(1).item() < self.horizontal:\n            return hflip(image)",
        ),
        "chances-exchanged": (
            "self.horizontal, self.vertical = horizontal, vertical",
            "self.horizontal, self.vertical = vertical, horizontal",
        ),
        "a-third-by-default": ("horizontal: float = 0.5", "horizontal: float = 1 / 3"),
        "seldom-upside-down": ("vertical: float = 0.5", "vertical: float = 0.1"),
    },
    "rotate": {
        **kernels.ALL,
        "gradient-lost": ("    if expand:", "    image = image.detach()\n    if expand:"),
        "three-channels": (
            "    return _near",
            "    image = image[:3] if len(image) > 3 else image\n    return _near",
        ),
        "with-the-clock": (
            "sin * right + cos * down, cos * right - sin * down",
            "cos * down - sin * right, cos * right + sin * down",
        ),
        "radians": ("math.cos(math.radians(angle))", "math.cos(angle)"),
        "mirrored": ("cos * right - sin * down)", "sin * down - cos * right)"),
        "always-expanded": ("    if expand:", "    if True:"),
        "never-expanded": ("    if expand:", "    if False:"),
        "about-the-corner": (
            "_centred(height, width)",
            "[x + 0.5 for x in _centred(height, width)]",
        ),
        "transposed-canvas": ("_centred(height, width)", "_centred(width, height)"),
        "half-the-angle": (
            "    height, width = image",
            "    angle = angle / 2\n    height, width = image",
        ),
        "by-quarter-turns": (
            "    height, width = image",
            "    angle = 90 * round(angle / 90)\n    height, width = image",
        ),
    },
    "random_rotation": {
        "from-zero": ("(-degrees, degrees) if", "(0, degrees) if"),
        "one-or-the-other-end": (ANGLE, "degrees[torch.randint(2, (1,)).item()]"),
        "whole-quarters": (ANGLE, "torch.linspace(*degrees, 5)[torch.randint(5, (1,))].item()"),
        "towards-the-middle": (
            ANGLE,
            "torch.empty(2).uniform_(degrees[0], degrees[1]).mean().item()",
        ),
        "a-list-of-choices": ("if len(degrees) != 2:", "if False:"),
        "with-the-clock": ("rotate(image, self", "rotate(image, -self"),
        "expanded": ("get_params(self.degrees))", "get_params(self.degrees), True)"),
        "drawn-twice": flipped_after_drawing,
    },
    "zoom": {
        **kernels.ALL,
        "shrunk": ("down / factor, right / factor", "down * factor, right * factor"),
        "downwards-alone": ("right / factor", "right"),
        "about-the-corner": (
            "return _nearest(image, down / factor, right / factor)",
            "h, w = ((n - 1) / 2 for n in image.shape[-2:])\n"
            "    return _nearest(image, (down + h) / factor - h, (right + w) / factor - w)",
        ),
        "size-changed": (
            "_centred(image.shape[-2], image.shape[-1])",
            "_centred(int(image.shape[-2] * factor), int(image.shape[-1] * factor))",
        ),
        "by-the-root": ("    down, right", "    factor = factor**0.5\n    down, right"),
    },
    "resize": {
        **kernels.ALL,
        "a-number-makes-a-square": ("shorter = min(height, width)", "height = width = shorter = 1"),
        "a-number-is-the-longer-side": ("shorter = min(", "shorter = max("),
        "a-number-is-the-height": ("shorter = min(height, width)", "shorter = height"),
        "rounded-up": ("int(size * height / shorter)", "-int(-size * height // shorter)"),
        "width-before-height": ("tall, wide = size", "wide, tall = size"),
        "slightly-brighter": (RESIZED, f"1.0001 * {RESIZED}"),
        "cut-for-resized": (
            f"return {RESIZED}",
            "larger = image.new_zeros(*image.shape[:-2], max(height, tall), max(width, wide))\n"
            "    larger[..., :height, :width] = image\n"
            "    return larger[..., :tall, :wide]",
        ),
        "nearest": nearest,
        "through-matrices": through_matrices,
        "about-the-centre": ("_between(image, wide)", "_between(zoom(image, 2.0), wide)"),
    },
    "center_crop": {
        **kernels.ALL,
        "rounded-down": ("round((side - size) / 2)", "(side - size) // 2"),
        "rounded-up": ("round((side - size) / 2)", "(side - size + 1) // 2"),
        "from-the-corner": ("round((side - size) / 2)", "0"),
        "by-width": ("in image.shape[-2:]", "in image.shape[-1:] * 2"),
    },
    "random_crop": {
        "always-the-middle": (
            "        top = int(torch.randint(height - tall + 1, (1,)))\n"
            "        left = int(torch.randint(width - wide + 1, (1,)))",
            "        top, left = (height - tall) // 2, (width - wide) // 2",
        ),
        "never-at-the-end": ("randint(height - tall + 1,", "randint(max(1, height - tall),"),
        "on-the-diagonal": (
            "left = int(torch.randint(width - wide + 1, (1,)))",
            "left = min(top, width - wide)",
        ),
        "corners-alone": (
            "int(torch.randint(width - wide + 1, (1,)))",
            "(width - wide) * int(torch.randint(2, (1,)))",
        ),
        "stretched": ("left : left + wide]", "left : left + wide].flip(-1)"),
        "square": ("else tuple(size)", "else (size[0], size[0])"),
        "cut-short": (
            "if tall > height or wide > width:",
            "tall, wide = min(tall, height), min(wide, width)\n        if False:",
        ),
        "the-first-again": once_only,
    },
    "recolored": {
        "green-first": ("new_tensor(GREY)", "new_tensor(GREY[::-1])"),
        "equal-weights": ("new_tensor(GREY)", "new_tensor([1 / 3] * 3)"),
        "brightness-added": ("(brightness * image)", "(brightness - 1 + image)"),
        "not-cut-off": ("(1 - saturation) * grey).clamp(0, 1)", "(1 - saturation) * grey)"),
        "contrast-about-each-grey": ("grey.mean()", "grey"),
        "contrast-about-a-half": ("grey.mean()", "0.5"),
        "saturation-before-contrast": (
            "    image = (brightness",
            "    saturation, contrast = contrast, saturation\n    image = (brightness",
        ),
        "saturation-about-black": ("(1 - saturation) * grey).", "0 * grey)."),
    },
    "gaussian_noise": {
        "by-the-variance": ("sigma * torch", "sigma**2 * torch"),
        "uniform": ("torch.randn_like(image)", "(12**0.5 * (torch.rand_like(image) - 0.5))"),
        "mean-forgotten": ("(mean + sigma", "(0 * mean + sigma"),
        "in-proportion": ("image + (mean", "image + image * (mean"),
        "never-cut-off": ("if clip else", "if False else"),
        "always-cut-off": ("if clip else", "if True else"),
        "only-upwards": ("torch.randn_like(image)", "torch.randn_like(image).abs()"),
        "one-for-all": the_same_noise_everywhere,
    },
}

EQUIVALENT = {
    **{("device=image.device", other): "an index like any" for other in ("device=None", "")},
    ("< self.horizontal", "<= self.horizontal"): "the same number once in 2^24",
    ("< self.vertical", "<= self.vertical"): "the same number once in 2^24",
    ("dtype=torch.float64", "dtype=None"): "a place is rounded to whole pixels, ties left out",
    ("dtype=torch.float64", ""): "a place is rounded to whole pixels, ties left out",
    ("outside.to(image.device)", "outside.to(None)"): "one device here",
    **{(f"({side}, 3)", f"({side}, 4)"): "as exact as need be" for side in ("tall", "wide")},
    ("antialias=False", "antialias=None"): "none is none",
}
