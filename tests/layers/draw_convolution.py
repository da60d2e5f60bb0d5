"""Pictures of convolution."""

import torch

from concepts.layers.convolution import conv2d
from tests.support.pictures import shows, strip

RISE = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]], dtype=torch.float64)  # Sobel's


@shows("conv-formula-cross-correlation", "conv-weight-data-assign", "multi-kernel-count")
def test_finds_edges_by_two_kernels_of_nine_numbers(figure, mnist):
    """A digit, and what two kernels make of it: red where it gets brighter to the right, or down.

    Blue is where it gets darker, white where nothing changes in that direction.
    """
    digit = mnist.train_images[mnist.train_labels == 5][0].double()[None, None] / 255
    kernels = torch.stack([RISE, RISE.T])[:, None]

    rightwards, downwards = conv2d(digit, kernels, padding=1)[0]

    shown = {"image": digit[0, 0], "brighter to the right": rightwards, "brighter below": downwards}
    strip(figure, shown, cmap="RdBu_r", vmin=-4, vmax=4)
    figure.axes[0].images[0].set(cmap="gray", clim=(0, 1))

    mirrored = conv2d(digit.flip(-1), kernels, padding=1)[0, 0]
    assert (mirrored + rightwards.flip(-1)).abs().max() < 1e-12
    assert (conv2d(torch.ones_like(digit), kernels) == 0).all()
    assert rightwards.max() > 2
    assert downwards.min() < -2
