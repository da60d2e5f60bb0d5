"""Fast digits: training alone, on tensors in memory, by the clock and by seconds of CPU."""

import time

import pytest

from concepts.programs import fast_digits as program
from tests.support.strategies import seeded


@pytest.mark.parametrize(
    "recipe", [program.LINEAR, program.SMALL], ids=["90-percent", "97-percent"]
)
def test_training(bench, benchmark, mnist, recipe, device):
    images, labels = mnist.train_images.to(device), mnist.train_labels.to(device)
    cpu = []

    def trained():
        with seeded(0):
            net = recipe.net().to(device)
        begun = time.process_time()
        losses = program.fit(net, images, labels, recipe, 0)
        cpu.append(time.process_time() - begun)
        return losses

    losses = bench("fast digits", trained)

    benchmark.extra_info["seconds of CPU"] = sorted(cpu)[len(cpu) // 2]
    assert losses.shape == (recipe.steps,)
