"""Wrong ways to take the largest of K affine functions."""

import torch

from tests.faults import kernels


def without_a_batch(maxout):
    """The bias is added to the first sample alone."""

    def faulty(x, weight, bias):
        y = maxout(x, weight, bias)
        return y if x.ndim == 1 else torch.cat([y[:1], maxout(x[1:], weight, 0 * bias)])

    return faulty


FAULTS = {
    "maxout": {
        **kernels.ALL,
        "minimum": ("pieces.amax(-2)", "pieces.amin(-2)"),
        "sum": ("pieces.amax(-2)", "pieces.sum(-2)"),
        "mean": ("pieces.amax(-2)", "pieces.mean(-2)"),
        "first-piece-alone": ("pieces.amax(-2)", "pieces[..., 0, :]"),
        "last-piece-alone": ("pieces.amax(-2)", "pieces[..., -1, :]"),
        "smooth-maximum": ("pieces.amax(-2)", "pieces.logsumexp(-2)"),
        "largest-magnitude": ("pieces.amax(-2)", "pieces.abs().amax(-2)"),
        "largest-magnitude-with-its-sign": (
            "pieces.amax(-2)",
            "pieces.gather(-2, pieces.abs().argmax(-2, keepdim=True)).squeeze(-2)",
        ),
        "largest-output-for-all": (
            "pieces.amax(-2)",
            "pieces.amax((-2, -1))[..., None] + 0 * pieces.amax(-2)",
        ),
        "rectified": ("pieces.amax(-2)", "pieces.amax(-2).relu()"),
        "bias-after-the-maximum": (
            "weight, x) + bias\n    return pieces.amax(-2)",
            "weight, x)\n    return pieces.amax(-2) + bias.amax(0)",
        ),
        "no-bias": ("+ bias", "+ 0 * bias"),
        "bias-subtracted": ("+ bias", "- bias"),
        "bias-of-the-first-piece": ("+ bias", "+ bias[0] + 0 * bias"),
        "bias-to-the-first-sample": without_a_batch,
        "weights-shared-by-the-pieces": (
            'ko", weight, x)',
            'ko", weight[:1].expand_as(weight), x)',
        ),
        "gradient-to-every-piece": (
            "return pieces.amax(-2)",
            "mean = pieces.mean(-2)\n    return pieces.amax(-2).detach() + (mean - mean.detach())",
        ),
        "gradient-softened": (
            "return pieces.amax(-2)",
            "soft = pieces.logsumexp(-2) * 0.9\n"
            "    return pieces.amax(-2).detach() + (soft - soft.detach())",
        ),
    },
}

EQUIVALENT = {
    ('"koi,...i->...ko"', '"KOI,...I->...KO"'): "einsum's letters are names",
}
