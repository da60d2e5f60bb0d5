"""Pictures of mini-batches."""

import torch

from concepts.training.mini_batch import mini_batch_gradient, mini_batches
from tests.support.pictures import INK, shows
from tests.support.strategies import gaussian, generator

SAMPLES = 128
EPOCHS = {1: 10, 16: 60, SAMPLES: 300}


@shows("minibatch-compromise", "minibatch-variance", "minibatch-order-of-quality-contradiction")
def test_is_a_bargain_between_haste_and_precision(figure):
    """How far the weights of a linear model are from the best, by the samples seen so far.

    All at a rate of 0.03. Single samples are there within an epoch and stray ever after, batches
    of 16 take longer and stray less, and the whole set takes longest and arrives.
    """
    x = gaussian(1, SAMPLES, 2).clamp(-2, 2)
    y = x.sum(1) * 3 + gaussian(2, SAMPLES)
    best = torch.linalg.solve(x.T @ x, x.T @ y)

    def distances(size):
        source, weight, seen = generator(3), torch.zeros_like(best), []
        for _ in range(EPOCHS[size]):
            for batch in mini_batches(SAMPLES, size, source):
                weight = weight - 0.03 * mini_batch_gradient(x[batch], y[batch], weight)
                seen.append((weight - best).norm())
        return torch.stack(seen)

    ways = {size: distances(size) for size in EPOCHS}

    axes = figure.subplots()
    for size, distance in ways.items():
        epochs = torch.arange(1, len(distance) + 1) * size / SAMPLES
        shown = torch.unique(torch.logspace(0, 4, 120).long().clamp(max=len(distance))) - 1
        axes.loglog(epochs[shown], distance[shown], label=f"batches of {size}")
    axes.axvline(1, color=INK, linestyle=":", linewidth=1)
    axes.set_ylim(2e-3)
    axes.set_xlabel("epochs")
    axes.set_ylabel("distance from the best weights")
    axes.legend(loc="lower left")

    after_one = [distance[SAMPLES // size - 1] for size, distance in ways.items()]
    late = [distance[-len(distance) // 4 :].square().mean().sqrt() for distance in ways.values()]
    assert after_one[0] < after_one[1] < after_one[2]
    assert late[0] > 2 * late[1]
    assert ways[16][-1] > 2 * ways[SAMPLES][-1]
