"""The five-layer digit classifier on digits: a little of its training, and two epochs of all."""

import math

import torch
from hypothesis import given

from concepts.programs import mnist_deep_mlp as program
from tests.programs.note_mnist_deep_mlp import first, whole
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPRECISE, REFUTED, claim
from tests.support.statistics import risk
from tests.support.strategies import seeds


@claim("prog-p10-mnist-mlp", note="pytorch-basics 9.3", verdict=IMPRECISE)
@claim("mnist-seed-not-set", note="pytorch-basics 9.3 code", verdict=HOLDS)
@cells(examples=0.01)
@given(seed=seeds())
def test_leaves_chance_behind_only_after_its_first_printed_line(mnist, seed, device):
    """The note prints a mean loss after 300 batches. It is still near ln 10, from where it came.

    Three passes over 4,000 digits are 375 batches. The mean over the first 300 was 2.203 with a
    deviation of 0.033 in 72 runs, from 2.120 to 2.276; 2.212 with 0.028 in 40 on the packaged
    digits; asserted is 1.9 at least, and no more than chance. The test accuracy after 375 was 0.65
    with 0.06 and a long tail: one run in a hundred had 0.36. So it is not asserted, but that the
    loss has left chance by 0.05: 48 runs had done so after 151 steps with 21, the last after 223.
    """
    risk(deviations=9)
    run = program.run(first(mnist, 4000), seed, device, epochs=3)

    losses = torch.cat([epoch.losses for epoch in run.epochs])
    assert (len(losses), run.lines) == (375, []), "no epoch of 125 batches prints a line"
    assert abs(losses[:25].mean() - math.log(10)) < 0.05
    assert 1.9 < program.reports(losses)[0].loss < math.log(10) + 0.01
    assert losses[-25:].mean() < losses[:25].mean() - 0.05


@claim("prog-p10-mnist-mlp", note="pytorch-basics 9.3", verdict=IMPRECISE)
@claim("mnist-testset-train-true", note="pytorch-basics 9.3 code", verdict=REFUTED)
@cells(examples=0.001)
@given(seed=seeds())
def test_reaches_about_96_percent_of_the_test_digits_in_two_epochs(mnist, seed, device):
    """The note trains for 100 epochs, and prints the accuracy of the digits it was trained on.

    On all of MNIST, 13 seeds: after one epoch 0.9368 of the training and 0.9365 of the test
    digits (deviations 0.0026 and 0.0024); after two, 0.9662 and 0.9607 (0.0021 and 0.0026). What
    it prints is ahead by 0.0055 with 0.0014, in each of the runs, and the lead grows. Its first
    line was 2.22 with 0.02, and its twelfth 0.139 with 0.006. The tail is long: of another 11
    seeds one had 0.9185 after one epoch and 0.9530 after two.
    """
    risk(1e-8)
    run = program.run(whole(mnist), seed, device, epochs=2)

    second = run.epochs[1]
    assert [(line.epoch, line.batch) for line in run.lines] == [
        (epoch, batch) for epoch in (1, 2) for batch in range(300, 1801, 300)
    ]
    assert 1.9 < run.lines[0].loss < math.log(10) + 0.01
    assert run.lines[-1].loss < 0.25
    assert 0.93 < second.test_accuracy < 0.98
    assert abs(second.printed_accuracy - second.test_accuracy - 0.0055) < 0.015
