"""Wrong ways to begin."""

import math

import torch


def out_of_place(fill):
    """Returns a filled tensor, and leaves the one given as it is."""
    return lambda tensor, *options, **named: fill(tensor.detach().clone(), *options, **named)


def zeros_by_chance(sparse_):
    """Every entry is 0 with the probability that is meant to be a share."""

    def wrong(tensor, sparsity, std=0.01):
        sparse_(tensor, 0.0, std)
        return tensor.mul_(torch.rand(tensor.shape, device=tensor.device) >= sparsity)

    return wrong


def zeros_in_rows(sparse_):
    """The share is one of each row."""

    def wrong(tensor, sparsity, std=0.01):
        sparse_(tensor.T if tensor.ndim == 2 else tensor, sparsity, std)
        return tensor

    return wrong


def clipped(normal_):
    """No number beyond two standard deviations."""

    def wrong(tensor, mean=0.0, std=1.0):
        normal_(tensor, mean, std)
        with torch.no_grad():
            return tensor.clamp_(mean - 2 * std, mean + 1.5 * std)

    return wrong


def uniform(normal_):
    """Uniform numbers of the same mean and variance."""

    def wrong(tensor, mean=0.0, std=1.0):
        half = math.sqrt(3) * std
        with torch.no_grad():
            return tensor.copy_(mean - half + 2 * half * torch.rand(tensor.shape).to(tensor))

    return wrong


def with_everything(set_init):
    """The scales and shifts of the normalisation are drawn too."""

    def wrong(net):
        set_init(net)
        for parameter in net.parameters():
            if parameter.ndim == 1 and (parameter == 1).all():
                torch.nn.init.normal_(parameter, 1, 0.02)

    return wrong


def with_shifts(set_init):
    """The shifts of the normalisation are biases as well."""

    def wrong(net):
        set_init(net)
        for parameter in net.parameters():
            if parameter.ndim == 1 and (parameter == 0).all():
                torch.nn.init.constant_(parameter, -0.2)

    return wrong


def drawn(constant_):
    """Numbers about a constant, as if it were their mean."""

    def wrong(tensor, val):
        source = torch.Generator().manual_seed(tensor.numel())
        noise = torch.randn(tensor.shape, generator=source)
        with torch.no_grad():
            return constant_(tensor, val).add_(noise.to(tensor))

    return wrong


def nudged(share):
    """A constant, and a tenth of a per cent more or less of it to tell the units apart."""

    def of(constant_):
        def wrong(tensor, val):
            constant_(tensor, val)
            ramp = torch.linspace(-1, 1, max(tensor.numel(), 2))[: tensor.numel()]
            with torch.no_grad():
                return tensor.add_(share * ramp.reshape(tensor.shape).to(tensor))

        return wrong

    return of


GAUSSIAN = {  # of a recipe that has `math.sqrt(…)` for its standard deviation
    "variance-for-deviation": ("math.sqrt(", "("),
    "deviation-of-the-bound": ("math.sqrt(", "math.sqrt(3 * "),
    "half-the-variance": ("math.sqrt(", "math.sqrt(0.5 * "),
}
UNIFORM = {
    "variance-for-bound": ("math.sqrt(6 /", "math.sqrt(2 /"),
    "from-zero": ("-bound, bound", "0, 2 * bound"),
    "half-the-width": ("-bound, bound", "-bound / 2, bound / 2"),
}

RECIPES = {  # of He
    "slope-ignored-below-one": ("(1 + a * a)", "(1 + (a * a if a > 1 else 0))"),
    "slope-ignored-below-zero": ("(1 + a * a)", "(1 + max(a, 0) ** 2)"),
    "one-unit-by-its-outputs": ("fans(tensor)[0]", "fans(tensor)[len(tensor) < 2]"),
    "area-of-the-kernel-left-out": ("fans(tensor)[0]", "tensor.shape[1]"),
    "learns-no-more": ("    return ", "    tensor.requires_grad_(False)\n    return "),
    "a-copy-comes-back": ("    return ", "    return 1 * "),
}

FAULTS = {
    "normal_": {
        "variance-for-deviation": ("std * standard", "math.sqrt(std) * standard"),
        "deviation-squared": ("std * standard", "std**2 * standard"),
        "narrow-by-default": ("std: float = 1.0", "std: float = 0.01"),
        "mean-left-out": ("mean + std", "std"),
        "mean-with-the-wrong-sign": ("mean + std", "std * 0 - mean + std"),
        "one-side": (".cos()", ".cos().abs()"),
        "no-logarithm": ("(-2 * (1 - u).log())", "(2 * u)"),
        "radius-without-two": ("(-2 * (1", "(-(1"),
        "few-numbers": (
            "return tensor.copy_(mean",
            "standard = (standard * 4).round() / 4\n        return tensor.copy_(mean",
        ),
        "drawn-in-single-precision": (
            "_rand((2, *tensor.shape), tensor)",
            "torch.rand(2, *tensor.shape)",
        ),
        "out-of-place": out_of_place,
        "clipped": clipped,
        "uniform": uniform,
    },
    "uniform_": {
        "about-zero-by-default": ("a: float = 0.0", "a: float = -1.0"),
        "half-width": ("a + (b - a) * u", "(a + b) / 2 + (b - a) / 2 * (u - 0.5)"),
        "b-for-width": ("a + (b - a) * u", "a + b * u"),
        "from-zero": ("a + (b - a) * u", "(b - a) * u"),
        "squared": ("(b - a) * u", "(b - a) * u**2"),
        "beyond-b": ("(b - a) * u", "(b - a) * u * 1.05"),
        "triangular": ("(b - a) * u", "(b - a) * (u + torch.rand_like(u)) / 2"),
        "drawn-in-single-precision": ("_rand(tensor.shape, tensor)", "torch.rand(tensor.shape)"),
        "out-of-place": out_of_place,
    },
    "constant_": {
        "out-of-place": out_of_place,
        "value-ignored": ("full_like(tensor, val)", "zeros_like(tensor)"),
        "whole-numbers": ("full_like(tensor, val)", "full_like(tensor, int(val))"),
        "first-row-left": (
            "return tensor.copy_(torch.full_like(tensor, val))",
            "rest = tensor[1:] if tensor.ndim else tensor\n"
            "        rest.copy_(torch.full_like(rest, val))\n"
            "        return tensor",
        ),
        "with-a-past": (
            "with torch.no_grad():\n        return tensor.copy_",
            "if True:\n        return tensor.mul(1).copy_",
        ),
        "drawn": drawn,
        "nudged": nudged(1e-3),
        "nudged-a-hundredth": nudged(1e-2),
    },
    "sparse_": {
        "rounded-down": ("math.ceil(", "math.floor("),
        "rounded-to-nearest": ("math.ceil(sparsity * rows)", "round(sparsity * rows)"),
        "share-that-is-left": ("math.ceil(sparsity * rows)", "rows - math.ceil(sparsity * rows)"),
        "the-first-rows": ("torch.randperm(rows)", "torch.arange(rows)"),
        "columns-for-rows": (
            "math.ceil(sparsity * rows)",
            "math.ceil(sparsity * min(columns, rows // 2))",
        ),
        "std-of-a-normal-by-default": ("std: float = 0.01", "std: float = 1.0"),
        "std-of-the-default": ("normal_(tensor, 0, std)", "normal_(tensor, 0, 0.01)"),
        "variance-for-deviation": ("normal_(tensor, 0, std)", "normal_(tensor, 0, std**2)"),
        "any-dimension": (
            "if tensor.ndim != 2:",
            "if tensor.ndim > 3:\n"
            "        pass\n    if tensor.ndim != 2:\n        return tensor\n    if False:",
        ),
        "by-chance": zeros_by_chance,
        "in-rows": zeros_in_rows,
        "out-of-place": out_of_place,
    },
    "xavier_normal_": {
        **GAUSSIAN,
        "fan-in-alone": ("2 / sum(fans(tensor))", "2 / fans(tensor)[0]"),
    },
    "xavier_uniform_": {**UNIFORM, "fan-out-alone": ("6 / sum(fans(tensor))", "6 / len(tensor)")},
    "kaiming_normal_": {
        **GAUSSIAN,
        "fan-out": ("fans(tensor)[0]", "fans(tensor)[1]"),
        "of-xavier": ("((1 + a * a) * fans(tensor)[0])", "sum(fans(tensor))"),
    },
    "kaiming_uniform_": {
        **UNIFORM,
        "fan-out": ("fans(tensor)[0]", "fans(tensor)[1]"),
        "torch-s-default-slope": ("a: float = 0.0", "a: float = 5**0.5"),
        **RECIPES,
    },
    "fresh_linear": {
        "in-the-default-dtype": (" in_features, device=device, dtype=dtype", " in_features"),
        "he": ("a=math.sqrt(5)", "a=0"),
        "slope-five": ("a=math.sqrt(5)", "a=5"),
        "xavier": ("kaiming_uniform_(weight, a=math.sqrt(5))", "xavier_uniform_(weight)"),
        "fan-out": ("1 / math.sqrt(in_features)", "1 / math.sqrt(out_features)"),
        "normal": ("uniform_(bias, -bound, bound)", "normal_(bias, 0, bound / math.sqrt(3))"),
        "biases-of-zero": ("uniform_(bias, -bound, bound)", "constant_(bias, 0.0)"),
        "from-zero": ("uniform_(bias, -bound, bound)", "uniform_(bias, 0, bound)"),
        "stored-in-out": (
            "torch.empty(out_features, in_features, ",
            "torch.empty(in_features, out_features, ",
        ),
        "one-number-for-both": (
            "uniform_(bias, -bound, bound)",
            "self.weight.detach()[:, -1].clone()",
        ),
    },
    "set_init": {
        "variance-for-deviation": ("0, STD)", "0, STD**0.5)"),
        "mean-of-the-bias": ("layer.weight, 0,", "layer.weight, B_INIT,"),
        "positive-bias": ("layer.bias, B_INIT", "layer.bias, -B_INIT"),
        "biases-of-zero": ("layer.bias, B_INIT", "layer.bias, 0.0"),
        "last-layer-left": ("for layer in net.modules()", "for layer in [*net.modules()][:-1]"),
        "first-layer-left": ("for layer in net.modules()", "for layer in [*net.modules()][2:]"),
        "normalisation-too": with_everything,
        "shifts-too": with_shifts,
    },
}

EQUIVALENT = {
    ("device=like.device", ""): "the numbers are copied to wherever the tensor is",
    ("device=like.device", "device=None"): "the numbers are copied to wherever the tensor is",
    (".to(tensor.device)", ".to(None)"): "an index of another device does as well",
    ("2 * math.pi * v", "3 * math.pi * v"): "the cosine of whole half turns has the same law",
    ("mean + std * standard", "mean - std * standard"): "N(0, 1) is its own mirror image",
}
