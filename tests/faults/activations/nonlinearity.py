"""Wrong ways to make one affine map of many."""

from tests.faults import kernels


def in_the_other_order(collapse):
    """The last layer is applied first, where the shapes allow it."""

    def faulty(weights, biases):
        square = len({side for weight in weights for side in weight.shape}) == 1
        return collapse(weights[::-1], biases[::-1]) if square else collapse(weights, biases)

    return faulty


FAULTS = {
    "collapse": {
        **kernels.ALL,
        "in-the-other-order": in_the_other_order,
        "biases-not-carried-on": ("outer @ bias + shift", "shift"),
        "first-bias-alone": ("outer @ bias + shift", "outer @ bias"),
        "first-bias-dropped": ("weights[0], biases[0]", "weights[0], 0 * biases[0]"),
        "bias-subtracted": ("+ shift", "- shift"),
        "bias-rectified": ("outer @ bias + shift", "(outer @ bias + shift).relu()"),
        "weight-rectified": ("outer @ weight,", "(outer @ weight).relu(),"),
        "last-layer-skipped": ("zip(weights[1:], biases[1:]", "zip(weights[1:-1], biases[1:-1]"),
    },
}
