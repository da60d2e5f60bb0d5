"""What flipped copies of the training images bring: as much as the task has of their symmetry.

    ŷ = sign(f·x),  f = (XᵀX + I)⁻¹ Xᵀy,  X the images, and their mirror images with labels ±y

If the truth is its own mirror image, the copies say that half of the directions do not matter:
much where rows are few, little where they abound. If the truth tells left from right, a copy with
the same label contradicts its original: f becomes symmetric, and knows nothing of it.

Source: course, augmentation.
"""

from typing import Any

import torch
from torch import Tensor

from concepts.data.augmentation import hflip
from concepts.training.evaluation import accuracy


def gain_of_flips(
    seed: int, rows: int, *, handed: bool = False, label: int = 1, worlds: int = 40
) -> tuple[float, float]:
    """Test accuracy without flipped copies of the training rows, and with them.

    In each world a hidden w labels Gaussian images of 16 pixels by the sign of w·x; w is its own
    mirror image, or with `handed` the negative of it. A ridge classifier learns from `rows`
    images, and from their mirror images, which carry their labels times `label`.
    """
    generator = torch.Generator().manual_seed(seed)
    options: dict[str, Any] = {"generator": generator, "dtype": torch.float64}
    w = torch.randn(worlds, 1, 16, **options)
    w = w - hflip(w) if handed else w + hflip(w)
    train, test = (torch.randn(worlds, n, 16, **options) for n in (rows, 1000))
    labels, truth = ((x @ w.mT).sign() for x in (train, test))

    def learned(x: Tensor, y: Tensor) -> float:
        scores = test @ torch.linalg.solve(x.mT @ x + torch.eye(16), x.mT @ y)
        of_both_classes = torch.cat([-scores, scores], -1).flatten(0, 1)
        return accuracy(of_both_classes, truth.flatten() > 0)

    mirrored = torch.cat([train, hflip(train)], 1), torch.cat([labels, label * labels], 1)
    return learned(train, labels), learned(*mirrored)
