"""Pictures of dropout."""

import torch

from concepts.layers.dropout import Dropout
from tests.support.pictures import shows, strip
from tests.support.strategies import seeded


@shows("drop-p-torch", "drop-expectation", "dropout-expectation", "dropout-per-neuron")
def test_silences_half_of_each_call_and_nothing_of_their_mean(figure, mnist):
    """A digit, what two calls with p = ½ leave of it, and the mean of a hundred calls.

    Each call tosses its own coins, and what is kept is doubled: so the mean is the digit again.
    """
    image = mnist.train_images[mnist.train_labels == 2][0].double() / 255
    layer = Dropout(0.5)
    with seeded(1):
        calls = torch.stack([layer(image) for _ in range(100)])

    shown = {
        "input": image,
        "one call": calls[0],
        "another": calls[1],
        "mean of 100": calls.mean(0),
    }
    strip(figure, shown, vmin=0, vmax=2)

    assert ((calls == 0) | (calls == 2 * image)).all()
    assert (calls[0] != calls[1]).any()
    assert abs(calls.mean() - image.mean()) < 0.02
    assert (calls.mean(0) - image).abs().max() < 0.6
