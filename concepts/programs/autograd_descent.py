"""The note's first program that needs no derivative by hand: y = w x, learned from three points.

    w ← w - rate · ∂(w x - y)²/∂w,   one sample after another

`loss.backward()` finds the derivative, and the update works on numbers alone: `w.data` on both
sides, since w with its past would become another tensor; then the gradient is zeroed, since the
next backward adds to it. `zeroing=False` leaves that out, as one forgets to.

Any leaf of an autograd will do: torch's tensor, or the one in concepts/tensors.

Source: pytorch-basics 5.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

XS = (1.0, 2.0, 3.0)
YS = (2.0, 4.0, 6.0)
START, RATE, EPOCHS = 0.1, 0.01, 100


def silence(*words: Any) -> None:
    """Print nothing."""


@dataclass
class Run:
    """What the program saw."""

    gradients: list[float] = field(default_factory=list)  # of every update
    weights: list[float] = field(default_factory=list)  # after every epoch
    losses: list[Any] = field(default_factory=list)  # of the last sample of every epoch


def autograd_descent(
    w: Any,
    samples: tuple[tuple[float, float], ...] = tuple(zip(XS, YS, strict=True)),
    *,
    epochs: int = EPOCHS,
    zeroing: bool = True,
    say: Callable[..., None] = silence,
) -> Run:
    """Train `w`, a leaf of one element that requires grad; `say` prints as the note does."""
    run = Run()
    for epoch in range(epochs):
        for x, y in samples:
            loss = (x * w - y) ** 2
            loss.backward()
            gradient = w.grad.data
            run.gradients.append(gradient.item())
            say("\tgrad:", x, y, run.gradients[-1])
            w.data = w.data - RATE * gradient
            if zeroing:
                gradient.zero_()
        run.weights.append(w.item())
        run.losses.append(loss.data)
        say("Epoch: ", epoch, "w=", w, "loss=", loss.data)
    return run
