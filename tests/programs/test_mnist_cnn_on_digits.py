"""The convolutional digit classifier on digits: a hundred steps, and two epochs of all."""

import math

from hypothesis import given

from concepts.programs import mnist_cnn as program
from tests.programs.note_mnist_deep_mlp import first, whole
from tests.support.axes import cells
from tests.support.claims import IMPRECISE, claim
from tests.support.statistics import risk
from tests.support.strategies import seeds


@claim("prog-p11-mnist-cnn", note="pytorch-basics 10", verdict=IMPRECISE)
@cells(examples=0.01)
@given(seed=seeds())
def test_learns_most_digits_in_a_hundred_steps(mnist, seed, device):
    """The note trains the net for ten epochs, once its batches are moved to where it is.

    The test accuracy after 100 batches, of 1,000 digits: 0.826 with a deviation of 0.025 in 100
    runs, from 0.758; on the packaged digits 0.853 with 0.029 in 40, from 0.780. Asserted is 0.6, 9
    deviations down. (The five-layer net, with 68 times the parameters, is still near chance by
    then.)
    """
    risk(deviations=8.7)
    (epoch,) = program.run(first(mnist, 3200), seed, device, epochs=1).epochs

    assert (len(epoch.losses), epoch.lines) == (100, [])
    assert abs(epoch.losses[0] - math.log(10)) < 0.6
    assert epoch.test_accuracy > 0.6


@claim("prog-p11-mnist-cnn", note="pytorch-basics 10", verdict=IMPRECISE)
@cells(examples=0.001)
@given(seed=seeds())
def test_reaches_about_98_percent_in_two_epochs(mnist, seed, device):
    """The same on all of MNIST, and on its test digits, which this note does use.

    On all of MNIST, 19 seeds: 0.9748 with a deviation of 0.0029 after one epoch, 0.9810 with
    0.0025 after two, from 0.9746 to 0.9849; the training digits are no better known, 0.9804. The
    first printed line was 0.66 with 0.04, the twelfth 0.071 with 0.005.
    """
    risk(deviations=6.4)
    run = program.run(whole(mnist), seed, device, epochs=2)

    assert len(run.lines) == 12
    assert 0.945 < run.epochs[0].test_accuracy < 0.995
    assert 0.955 < run.epochs[1].test_accuracy < 0.997
