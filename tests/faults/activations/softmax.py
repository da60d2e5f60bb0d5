"""Wrong ways to turn scores into probabilities."""

from tests.faults import kernels


def rectified(scores, dim):
    """Normalise what is positive, as if relu were exp."""
    return scores.relu() / scores.relu().sum(dim, keepdim=True)


FAULTS = {
    "softmax": {
        **kernels.ALL,
        "no-maximum-subtracted": ("(scores - scores.amax(dim, keepdim=True))", "scores"),
        "maximum-of-the-whole-tensor": ("scores.amax(dim, keepdim=True)", "scores.amax()"),
        "sum-over-the-whole-tensor": ("exponentials.sum(dim, keepdim=True)", "exponentials.sum()"),
        "always-the-last-dimension": ("/ exponentials.sum(dim,", "/ exponentials.sum(-1,"),
        "base-two": (".exp()  #", ".exp2()  #"),
        "no-normalisation": ("exponentials / exponentials.sum(dim, keepdim=True)", "exponentials"),
        "epsilon-in-the-denominator": ("keepdim=True)\n", "keepdim=True).add(1e-6)\n"),
        "exponential-in-half-precision": (
            ".exp()  #",
            ".float().exp().to(scores.dtype)  #",
        ),
        "small-probabilities-flushed": (
            "return exponentials / exponentials.sum(dim, keepdim=True)",
            "p = exponentials / exponentials.sum(dim, keepdim=True)\n    return p * (p > 1e-6)",
        ),
        "denominator-detached": (
            "exponentials.sum(dim, keepdim=True)",
            "exponentials.sum(dim, keepdim=True).detach()",
        ),
        "magnitudes-for-scores": ("scores - scores.amax(", "scores.abs() - scores.abs().amax("),
        "nan-made-zero": (
            "return exponentials / exponentials.sum(dim, keepdim=True)",
            "return (exponentials / exponentials.sum(dim, keepdim=True)).nan_to_num()",
        ),
        "rectified-for-exponentiated": lambda softmax: rectified,
        "sorted": (
            "return exponentials",
            "exponentials = exponentials.sort(dim).values\n    return exponentials",
        ),
    },
}
