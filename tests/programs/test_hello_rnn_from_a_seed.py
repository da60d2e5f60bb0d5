"""The nets that answer "hello": what a seed decides, and which answer counts."""

import pytest
import torch
from hypothesis import given

from concepts.programs import hello_rnn as program
from tests.support.axes import cells
from tests.support.claims import HOLDS_IF, claim
from tests.support.strategies import seeds
from tests.support.tolerance import assert_equal

RECIPES = {"rnn": program.RNN, "embedding": program.EMBEDDING}


@claim("rnncell-hello-trains", note="pytorch-basics 11.1", verdict=HOLDS_IF)
@pytest.mark.parametrize("recipe", RECIPES)
@cells(examples=0.1)
@given(seed=seeds())
def test_starts_alike_and_leaves_the_generator_of_torch_alone(hello_rnn, recipe, seed, device):
    """The note seeds nothing. From one seed every number is the same, and from the next it is not.

    torch's own generator is neither asked nor moved. In float64: two of 760 floats may be equal.
    """
    before = torch.get_rng_state()

    started = (seed, seed, seed + 1)
    nets = [hello_rnn(RECIPES[recipe], 2, s, device, torch.float64) for s in started]

    first, again, other = (torch.cat([p.flatten() for p in net.parameters()]) for net in nets)
    assert_equal(again, first)
    assert (other != first).all()
    assert torch.equal(torch.get_rng_state(), before)


@claim("rnncell-hello-trains", note="pytorch-basics 11.1", verdict=HOLDS_IF)
@pytest.mark.parametrize("words", [("ohlol", "ohloo"), ("ohloo", "ohlol")], ids=" then ".join)
def test_counts_the_last_answer_alone_and_all_of_its_letters(words):
    """The note looks at what is printed in the end: an answer that was lost again does not count.

    Beside a net that says it all the time.
    """
    answers = [[program.encode(word), program.encode("ohlol")] for word in words]

    run = program.Run(torch.zeros(2, 2), torch.tensor(answers))

    assert run.reached().tolist() == [words[-1] == "ohlol", True]
