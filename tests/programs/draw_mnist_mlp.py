"""Pictures of the MNIST program of chapter three: what its three layers come to, and how far."""

import pytest
import torch

from concepts.programs import mnist_mlp as program
from tests.programs.note_mnist_deep_mlp import first
from tests.support.pictures import INK, shows, strip
from tests.support.tolerance import assert_near

NOTE = 0.9047
LEAST, MEAN, DEVIATION, MOST = 0.8922, 0.9121, 0.0050, 0.9215  # of 200 seeds, on all of MNIST


@pytest.fixture(scope="module")
def run(mnist):
    """The whole program, on the digits at hand."""
    return program.run(mnist, 0)


@shows("lenet-is-affine", "lenet-name")
def test_comes_to_ten_templates_whatever_its_layers(figure, mnist, run):
    """The product of the three weight matrices, W₃ W₂ W₁: an image for each digit.

    Red speaks for the digit, blue against. Nothing but these ten and a bias is left of 266,610
    parameters: the net says what softmax regression could say.
    """
    net, images = run.net, program.to_tensor(mnist.test_images[:100])
    with torch.no_grad():
        scores, bias = net(images), net(torch.zeros(1, 1, 28, 28))
    weight = net.layer3.weight @ net.layer2.weight @ net.layer1.weight
    templates = weight.detach().reshape(10, 28, 28)
    reach = templates.abs().max().item()

    named = dict(zip("0123456789", templates, strict=True))
    strip(figure, named, rows=2, cmap="RdBu_r", vmin=-reach, vmax=reach)

    summed = (images * templates[:, None, None]).flatten(2).double().sum(-1).T + bias.double()
    assert_near(scores, summed, roundings=64, scale=100.0)


@shows("prints-9047", "program-000-mnist")
def test_scatters_about_the_figure_of_the_note(figure, mnist, run):
    """Test accuracy after one epoch. The note's 90.47 percent is one draw of many seeds.

    Above, 200 seeds on all of MNIST: from the least to the most, with mean and standard deviation.
    Below, six seeds that see 4,000 of the digits, and then 1,000 others.
    """
    few = [program.run(first(mnist, 4000), seed).test_accuracy for seed in range(6)]

    axes = figure.subplots()
    axes.plot([LEAST, MOST], [1, 1], color="C0", linewidth=1)
    axes.plot([MEAN - DEVIATION, MEAN + DEVIATION], [1, 1], color="C0", linewidth=7)
    axes.plot(few, [0] * 6, "o", color="C1")
    if mnist.full:
        axes.plot(run.test_accuracy, 1, "o", color="C1")
        assert abs(run.test_accuracy - MEAN) < 4 * DEVIATION
    axes.axvline(NOTE, linestyle="--", color=INK)
    axes.annotate("the note: 0.9047", (NOTE, 1.5), (-6, 0), ha="right", textcoords="offset points")
    axes.set(xlabel="test accuracy", ylim=(-0.6, 1.7))
    axes.set_yticks([0, 1], ["4,000\ndigits", "60,000\ndigits"])

    assert LEAST < NOTE < MEAN < MOST
    assert 0.82 < min(few) < max(few) < MEAN


@shows("log-lines-per-epoch")
def test_prints_a_mean_of_each_full_hundred_of_batches(figure, run):
    """The loss of each batch of the epoch, thinned, and the means that are printed.

    On all of MNIST they are nine, and the last 38 batches of 938 are in none.
    """
    means = program.window_means(run.losses)
    thinned = range(0, len(run.losses), 3)

    axes = figure.subplots()
    axes.plot(thinned, run.losses[::3], linewidth=0.7, label="a batch")
    for i, mean in enumerate(means):
        label = None if i else "mean of a hundred"
        axes.plot([100 * i, 100 * (i + 1)], [mean, mean], color="C1", linewidth=3, label=label)
    axes.set(xlabel="batch", ylabel="cross entropy", ylim=(0, 2.5))
    axes.legend()

    assert len(means) == len(run.losses) // 100
    assert all(mean < means[0] for mean in means[1:])
