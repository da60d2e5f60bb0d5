"""Pictures of pooling."""

from concepts.layers.pooling import AvgPool2d, MaxPool2d
from tests.support.pictures import shows, strip


@shows("pool-max-window", "pool-avg-window", "maxpool-no-params-channels-kept")
def test_by_maximum_thickens_what_the_average_blurs(figure, mnist):
    """A digit of 28 × 28, and a number for each window of 2 × 2: its largest, or its mean.

    The maximum keeps a line that is anywhere in the window at full strength.
    """
    digit = mnist.train_images[mnist.train_labels == 3][0].double()[None] / 255
    largest, mean = MaxPool2d(2)(digit), AvgPool2d(2)(digit)

    shown = {"image": digit[0], "maximum": largest[0], "average": mean[0]}
    strip(figure, shown, vmin=0, vmax=1)

    assert largest.shape == mean.shape == (1, 14, 14)
    assert (largest >= mean).all()
    assert largest.max() == digit.max()
    assert abs(mean.mean() - digit.mean()) < 1e-12
