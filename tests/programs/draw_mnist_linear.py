"""Pictures of softmax regression on MNIST: its weights, its answers, and the note's table."""

import math

import pytest

from concepts.programs import mnist_linear as program
from tests.programs.note_mnist_linear import PRINTED
from tests.support.axes import NOT_AVAILABLE
from tests.support.pictures import INK, shows, strip

EPOCHS = range(1, 11)


@pytest.fixture(scope="module")
def run(mnist):
    """The whole program, on the digits at hand."""
    return program.run(mnist, 0)


@shows("program-001-softmax-regression", "result-epoch10-874", "table-test-above-train")
def test_prints_the_table_of_the_note(figure, mnist, run):
    """Ten epochs of one run as lines, what the note prints as dots: they agree.

    The accuracy on the test digits is above that on the training digits, as those are easier.
    """
    if not mnist.full:
        pytest.skip(f"{NOT_AVAILABLE}{mnist.source} are not the whole of MNIST")
    ours = [(line.loss, line.train_accuracy, line.test_accuracy) for line in run.table]
    loss, train, test = zip(*ours, strict=True)
    note_loss, note_train, note_test = zip(*PRINTED, strict=True)

    left, right = figure.subplots(1, 2)
    left.plot(EPOCHS, [1000 * x for x in loss], color="C2", label="this run")
    left.plot(
        EPOCHS, [1000 * x for x in note_loss], "o", color="C2", markersize=4, label="the note"
    )
    left.set(xlabel="epoch", ylabel="printed loss × 1000", ylim=(0, 8), xticks=EPOCHS[1::2])
    left.legend()
    for values, printed, name in ((test, note_test, "test"), (train, note_train, "training")):
        (line,) = right.plot(EPOCHS, values, label=name)
        right.plot(EPOCHS, printed, "o", color=line.get_color(), markersize=4)
    right.set(xlabel="epoch", ylabel="accuracy", xticks=EPOCHS[1::2])
    right.legend(loc="lower right")

    for line, printed in zip(ours[1:], PRINTED[1:], strict=True):
        assert all(abs(a - b) < 0.012 for a, b in zip(line, printed, strict=True))
    assert all(a > b for a, b in zip(test, train, strict=True))


@shows("table-implied-true-loss", "table-loss-inconsistent-with-accuracy")
def test_prints_a_255th_of_its_loss(figure):
    """The losses that the note prints, and the same times 60,000 / 235, the mean of a batch.

    A share e of errors costs ln 2 · e at least. The note's losses are far below what its own
    accuracies allow; multiplied back they are above, and below ln 10, that of a blind guess.
    """
    printed, right, _ = zip(*PRINTED, strict=True)
    means = [program.undivided(loss, 60_000, program.BATCH) for loss in printed]
    least = [math.log(2) * (1 - accuracy) for accuracy in right]

    axes = figure.subplots()
    axes.semilogy(EPOCHS, means, "o-", markersize=4, label="times 255: the mean loss")
    axes.semilogy(EPOCHS, least, "--", color=INK, label="least that the errors allow")
    axes.semilogy(EPOCHS, printed, "o-", markersize=4, label="as printed")
    axes.axhline(math.log(10), linestyle=":", color=INK, label="chance, ln 10")
    axes.set(xlabel="epoch", ylabel="cross entropy")
    axes.legend(loc="center right", bbox_to_anchor=(1, 0.35))

    assert all(a < b < c for a, b, c in zip(printed, least, means, strict=True))
    assert max(means) < math.log(10)


@shows("softmax-regression-single-layer", "input-length-784")
def test_learns_a_template_for_each_digit(figure, run):
    """The weights of each class as an image, red where ink speaks for the digit and blue against.

    784 weights a class, as many as pixels. At the rim nothing is ever written, and they stay as
    they began.
    """
    weight = run.net.linear.weight.detach().reshape(10, 28, 28)
    reach = weight.abs().max().item()

    images = dict(zip("0123456789", weight, strict=True))
    strip(figure, images, rows=2, cmap="RdBu_r", vmin=-reach, vmax=reach)

    rim, middle = weight[:, :2].std(), weight[:, 8:20, 8:20].std()
    assert rim < 1.2 * program.DEVIATION
    assert middle > 1.4 * rim


@shows("subplots-twenty", "titles-order", "argmax-prediction", "image-view-28")
def test_is_asked_about_the_first_twenty_test_digits(figure, run):
    """The note's last picture: above each digit what is true, and below that what is predicted.

    In two rows, and in grey. A wrong prediction is red and bold.
    """
    images, labels = run.test_batches[0]
    true, predicted = labels[:20].tolist(), run.net(images[:20]).argmax(1).tolist()
    words = program.titles(true, predicted)

    figure.set_figheight(2.5)
    places = figure.subplots(2, 10).ravel()
    for axes, image, title in zip(places, images, words, strict=False):
        style = {} if title[0] == title[-1] else {"color": "C3", "weight": "bold"}
        axes.imshow(program.picture(image), cmap="gray_r", interpolation="none")
        axes.set_title(title, **style)
        axes.set_axis_off()

    assert len(places) == len(words) == 20
    assert sum(a != b for a, b in zip(true, predicted, strict=True)) < 10
