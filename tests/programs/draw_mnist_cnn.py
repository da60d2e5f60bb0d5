"""Pictures of the convolutional digit classifier: what it sees, and what it says of it."""

import pytest
import torch

from concepts.programs import mnist_cnn as program
from concepts.programs import mnist_deep_mlp as mlp
from tests.programs.note_mnist_deep_mlp import first
from tests.support.pictures import shows, strip


@pytest.fixture(scope="module")
def few(mnist):
    """3,200 digits to train on, a hundred batches, and a thousand to test on."""
    return first(mnist, 3200)


@pytest.fixture(scope="module")
def run(few):
    """Two epochs of the program."""
    return program.run(few, 0, epochs=2)


@pytest.fixture(scope="module")
def logits(few, run):
    """The scores of the thousand test digits."""
    with torch.no_grad():
        return run.net(mlp.normalise(few.test_images))


def bare(figure, rows, columns, height):
    """Places for images, without any axis."""
    figure.set_figheight(height)
    places = figure.subplots(rows, columns).ravel()
    for axes in places:
        axes.set_axis_off()
    return places


@shows("prog-p11-mnist-cnn", "cnn-params")
def test_learns_at_once_where_five_linear_layers_rest_on_chance(figure, few, run):
    """The loss of the first hundred batches of the two programs, trained alike.

    The convolutions have 8,490 parameters, the linear layers 575,050.
    """
    axes = figure.subplots()
    losses = {
        "two convolutions": run.epochs[0].losses,
        "five linear layers": mlp.run(few, 0, epochs=1).epochs[0].losses,
    }
    for name, curve in losses.items():
        axes.plot(curve, label=name)
    axes.set(xlabel="batch", ylabel="cross entropy", ylim=(0, 2.6))
    axes.legend(loc="lower left")

    cnn, linear = (curve[-20:].mean() for curve in losses.values())
    assert cnn < 1
    assert linear > 1.5


@shows("prog-p11-mnist-cnn")
def test_reads_the_first_twenty_test_digits(figure, few, logits):
    """Above each the true label and the predicted one, after two hundred batches of training.

    A wrong prediction is set in bold red.
    """
    wrong = 0
    places = bare(figure, 2, 10, 2.1)
    for axes, image, label, row in zip(
        places, few.test_images, few.test_labels.tolist(), logits, strict=False
    ):
        predicted = row.argmax().item()
        style = {"color": "C3", "weight": "bold"} if predicted != label else {}
        axes.imshow(image.numpy(), cmap="gray_r", interpolation="none")
        axes.set_title(f"{label} → {predicted}", fontsize=11, **style)
        wrong += predicted != label

    assert wrong < 6


@shows("prog-p11-mnist-cnn")
def test_confuses_digits_that_look_alike(figure, few, logits):
    """How many of a thousand test digits are taken for which, after two hundred batches.

    On the diagonal are those that are right, about nine of ten.
    """
    from matplotlib.colors import ListedColormap

    pairs = 10 * few.test_labels + logits.argmax(1)
    table = torch.bincount(pairs, minlength=100).reshape(10, 10)

    axes = figure.subplots()
    shades = 0.6 * table.double().sqrt() / table.max() ** 0.5
    axes.imshow(torch.ones(10, 10).numpy(), ListedColormap(["C0"]), alpha=shades.numpy())
    for true, predicted in table.nonzero().tolist():
        count = table[true, predicted].item()
        axes.text(predicted, true, count, ha="center", va="center", fontsize=10)
    axes.set(xticks=range(10), yticks=range(10), xlabel="predicted", ylabel="true")

    right = table.diag().sum() / table.sum()
    assert table.sum() == 1000
    assert 0.75 < right < 0.99


@shows("cnn-shapes", "cnn-params")
def test_has_ten_filters_of_which_few_have_found_a_stroke(figure, run):
    """The ten 5×5 kernels of the first convolution, red where positive and blue where negative.

    After two hundred batches most still show the noise that they began as, and a few a stroke.
    """
    kernels = run.net.conv1.weight.detach()[:, 0]
    reach = kernels.abs().max().item()

    images = {f"filter {i}": kernel for i, kernel in enumerate(kernels, 1)}
    strip(figure, images, rows=2, cmap="RdBu_r", vmin=-reach, vmax=reach)

    assert kernels.shape == (10, 5, 5)


@shows("cnn-shapes", "cnn-conv-then-pool-shrinks")
def test_makes_ten_maps_of_a_digit_and_halves_them(figure, few, run):
    """A test digit, 28×28, and what the first layer makes of it: ten maps, pooled to 12×12.

    A map is dark where its filter finds in the digit what it looks for.
    """
    with torch.no_grad():
        digit = mlp.normalise(few.test_images[:1])
        maps = run.net.pooling(torch.relu(run.net.conv1(digit)))[0]

    places = bare(figure, 2, 6, 2.3)
    places[0].imshow(few.test_images[0].numpy(), cmap="gray_r")
    for axes, one in zip([*places[1:6], *places[7:]], maps, strict=True):
        axes.imshow(one.numpy(), cmap="gray_r", vmin=0, vmax=maps.max())

    assert maps.shape == (10, 12, 12)
    assert (maps.flatten(1).max(1).values > 0).sum() > 5
