"""Pictures of gradient descent by autograd: one weight, three points, and its way to 2."""

from itertools import accumulate, pairwise

import torch

from concepts.programs import autograd_descent as program
from concepts.programs.autograd_descent import autograd_descent
from tests.support.pictures import shows


def trained(dtype=torch.float32, **options):
    """A run of the program from its start."""
    return autograd_descent(torch.tensor([0.1], dtype=dtype, requires_grad=True), **options)


@shows("prog-p06-autograd-sgd", "autograd-program-first-gradients")
def test_takes_three_ever_larger_steps_in_its_first_epoch(figure):
    """Each step goes down the loss of one sample, (x w - 2 x)², from the weight the last one left.

    All three losses are least at 2; the larger x, the steeper they are. At the rate 0.01 the steps
    are 0.04, 0.15 and 0.31.
    """
    gradients = trained(epochs=1).gradients
    ways = list(accumulate(gradients, lambda w, g: w - program.RATE * g, initial=program.START))
    w = torch.linspace(0, 2.5, 101)

    axes = figure.subplots()
    for i, ((start, end), x) in enumerate(zip(pairwise(ways), program.XS, strict=True)):
        axes.plot(w, (x * w - 2 * x) ** 2, color=f"C{i}", label=f"x = {x:.0f}")
        arrow = {"arrowstyle": "->", "color": f"C{i}", "linewidth": 2, "shrinkA": 0, "shrinkB": 0}
        heights = [(x * place - 2 * x) ** 2 for place in (start, end)]
        axes.annotate("", (end, heights[1]), (start, heights[0]), arrowprops=arrow)
        axes.plot(start, heights[0], "o", color=f"C{i}")
    axes.set(xlabel="weight w", ylabel="loss of the sample")
    axes.legend(title="sample")

    assert [round(g, 3) for g in gradients] == [-3.8, -14.896, -30.835]
    assert [round(end - start, 2) for start, end in pairwise(ways)] == [0.04, 0.15, 0.31]


@shows("autograd-program-converges")
def test_comes_nearer_by_the_same_factor_each_epoch_until_it_halts(figure):
    """What is left of the way to 2 shrinks to 0.74 of itself, until a step is under half a unit.

    Then the weight stays three units in the last place below 2, in float32 from epoch 53 on, and in
    float64 from 120. On a logarithmic scale the way there is a straight line.
    """
    axes = figure.subplots()
    last = {}
    for dtype, name in ((torch.float64, "float64"), (torch.float32, "float32")):
        weights = trained(dtype, epochs=140).weights
        axes.semilogy(range(1, 141), [2 - w for w in weights], label=name)
        last[name] = (2 - weights[-1]) / torch.finfo(dtype).eps
        assert round((2 - weights[10]) / (2 - weights[9]), 2) == 0.74
    axes.set(xlabel="epoch", ylabel="2 − w")
    axes.legend()

    assert last == {"float64": 3, "float32": 3}


@shows("autograd-forget-zero")
def test_swings_about_two_if_gradients_are_left_to_add_up(figure):
    """With zeroing the weight settles at 2; without, it swings between 0.1 and 3.9 for ever."""
    zeroed, left = trained().weights, trained(zeroing=False).weights

    axes = figure.subplots()
    axes.plot(range(1, 101), left, label="gradient never zeroed")
    axes.plot(range(1, 101), zeroed, label="zeroed after each step")
    axes.set(xlabel="epoch", ylabel="weight w", ylim=(0, 5))
    axes.legend(loc="upper right", ncols=2)

    assert (round(min(left), 1), round(max(left), 1)) == (0.1, 3.9)
    assert abs(zeroed[-1] - 2) < 1e-6


@shows("autograd-l-list-holds-tensors", "autograd-plot-accepts-tensor-list")
def test_plots_the_loss_of_the_last_sample_alone(figure):
    """The note's picture: the losses kept are of x = 3, and fall from 26 to nothing in few epochs.

    On the logarithmic axis to the right they fall by the same factor an epoch, to 1e-12.
    """
    losses = torch.cat(trained().losses)

    linear, logarithmic = figure.subplots(1, 2)
    linear.plot(range(1, 101), losses)
    logarithmic.semilogy(range(1, 101), losses)
    linear.set(xlabel="epoch", ylabel="loss of x = 3")
    logarithmic.set(xlabel="epoch")

    assert len(losses) == 100
    assert round(losses[0].item(), 1) == 26.4
    assert losses[-1] < 1e-11
