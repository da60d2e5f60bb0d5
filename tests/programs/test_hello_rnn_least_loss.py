"""The least loss of the program whose logits are states: a bound that it cannot pass."""

import math

import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.programs import hello_rnn as program
from tests.support.claims import HOLDS, claim
from tests.support.figures import assert_figure
from tests.support.strategies import gaussian, seeds
from tests.support.tolerance import assert_near

FLOOR = math.log(1 + 3 * math.exp(-2))  # of one letter, by logits within ±1


@claim("rnncell-hello-loss-floor", note="pytorch-basics 11.1", verdict=HOLDS)
@given(scale=st.sampled_from([0.1, 1.0, 10.0, 1000.0]), seed=seeds())
def test_is_above_one_point_seven_with_states_for_logits(hello_rnn, scale, seed, device):
    """The first program takes states for logits. They are within ±1, its loss above 1.7038.

    A letter costs at least log(1 + 3 e⁻²), where the right logit is 1 and the three others are -1;
    the word has five.
    """
    nets = hello_rnn(program.CELL, 500, seed, device)
    with torch.no_grad():
        for i, weight in enumerate(nets.parameters()):
            weight.copy_(gaussian(seed + i, *weight.shape) * scale)

        loss = nets.loss(nets())

    assert round(5 * FLOOR, 4) == 1.7038
    assert loss.min() > 5 * FLOOR * (1 - 1e-5)


@claim("rnncell-hello-loss-floor", note="pytorch-basics 11.1", verdict=HOLDS)
def test_is_reached_by_weights_that_saturate(hello_rnn, device):
    """The bound is sharp: weights so large that each state is 1 or -1 reach it, and say ohlol.

    What comes before decides only at an l: it is l after the answer h, and o after the answer l.
    """
    nets = hello_rnn(program.CELL, 1, 0, device)
    letter = torch.tensor([[-9, -9, -9, -9], [9, -9, -9, -9], [-9, -9, 0, 9], [-9, 9, 0, -9]])
    before = torch.tensor([[0, 0, 0, 0], [0, 0, 0, 0], [0, 2, -2, 0], [0, -2, 2, 0]])
    with torch.no_grad():
        nets.weight_ih_l0.copy_(20 * letter)
        nets.weight_hh_l0.copy_(20 * before)
        nets.bias_ih_l0.zero_()
        nets.bias_hh_l0.zero_()

        loss, answers = nets.loss(nets()), nets().argmax(-1)

    assert program.spell(answers) == ["ohlol"]
    assert_near(loss, torch.tensor([5 * FLOOR], dtype=torch.float64), roundings=16)
    assert_figure("least summed loss", round(loss.item(), 4), 1.7038, data="the word hello")
