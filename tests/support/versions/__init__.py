"""Every difference between torch versions that a claim depends on, each owned here once.

A claim asks for its side: `if versions.BCE_CHECKS_TARGETS:`. The answer is noted in the ledger with
what it means, so that the ledgers of several versions, merged, tell what changed, and when.
"""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import numpy as np
import torch

from tests.support import tolerance

TORCH = tuple(int(part) for part in torch.__version__.split("+")[0].split(".")[:2])


def seen(subject: str, side: str) -> None:
    """Enter into the ledger what the running test finds of a subject that may change."""
    tolerance.current.sides[subject] = side


@dataclass(frozen=True)
class Change:
    """Something that differs between versions; as a condition it is true where `here` holds."""

    here: bool
    subject: str
    yes: str
    no: str

    @property
    def side(self) -> str:
        """What this version does."""
        return self.yes if self.here else self.no

    def __bool__(self) -> bool:
        """Whether this version is on the first side; whoever asks depends on it."""
        seen(self.subject, self.side)
        return self.here


SGD_HAS_A_DEFAULT_LR = Change(
    TORCH >= (2, 2), "SGD without a learning rate", "takes 0.001", "is a ValueError"
)

SGD_REQUIRES = {} if SGD_HAS_A_DEFAULT_LR.here else {"lr": 0.001}
"""What SGD must be given."""


def _since(version: tuple[int, int], name: str) -> tuple[str, ...]:
    return (name,) if version <= TORCH else ()


OPTIONS_ADDED = {
    "SGD": (),
    "Adagrad": ("foreach",),
    "RMSprop": (*_since((2, 4), "capturable"), "foreach", "maximize", "differentiable"),
    "Adadelta": ("foreach",),
    "Adam": (),
    "Adamax": ("foreach",),
    "SparseAdam": ("maximize",),
    "AdamW": (),
    "ASGD": (
        *("foreach", "maximize"),
        *_since((2, 0), "differentiable"),
        *_since((2, 2), "capturable"),
    ),
    "LBFGS": (),
    "Rprop": () if TORCH >= (2, 0) else ("foreach", "maximize"),
}
"""The positional options of an optimizer behind those of the note; one slipped in between."""

KEYWORDS_ADDED = {
    "SGD": {"maximize", "foreach", "differentiable", *_since((2, 3), "fused")},
    "Adagrad": {"maximize", *_since((2, 0), "differentiable"), *_since((2, 4), "fused")},
    "RMSprop": set(),
    "Adadelta": {"maximize", *_since((2, 0), "differentiable"), *_since((2, 4), "capturable")},
    "Adam": {
        *("foreach", "maximize", "capturable", "differentiable", "fused"),
        *_since((2, 7), "decoupled_weight_decay"),
    },
    "Adamax": {"maximize", *_since((2, 0), "differentiable"), *_since((2, 3), "capturable")},
    "SparseAdam": set(),
    "AdamW": {
        *("foreach", "maximize", "capturable"),
        *_since((2, 0), "differentiable"),
        *_since((2, 0), "fused"),
    },
    "ASGD": set(),
    "LBFGS": {*_since((2, 14), "maximize")},
    "Rprop": {
        *_since((2, 0), "foreach"),
        *_since((2, 0), "maximize"),
        *_since((2, 0), "differentiable"),
        *_since((2, 4), "capturable"),
    },
}
"""The options of an optimizer that are keywords alone."""

ZERO_GRAD_FORGETS = Change(TORCH >= (2, 0), "a gradient after zero_grad()", "is None", "is zeros")

OPTIMIZERS_TAKE_NAMES = Change(
    TORCH >= (2, 6), "an optimizer given named_parameters()", "takes them", "is a TypeError"
)

OPTIMIZERS_BEYOND = {
    *("NAdam", "RAdam"),
    *_since((2, 5), "Adafactor"),
    *_since((2, 9), "Muon"),
}
"""The optimizers of torch that the notes do not list."""

ASGD_TAKES_A_WHOLE_RATE = Change(
    TORCH >= (2, 2), "ASGD(lr=1)", "is ASGD(lr=1.0)", "stands still from its second step on"
)

LBFGS_REFUSES_A_NEGATIVE_RATE = Change(TORCH >= (2, 5), "LBFGS(lr=-1)", "is a ValueError", "climbs")

ADAMW_IS_AN_ADAM = Change(
    TORCH >= (2, 7),
    "torch.optim.AdamW",
    "is an Adam with decoupled_weight_decay=True",
    "is a class of its own",
)

OPTIMIZERS_FUSED_ON_THE_CPU = TORCH >= (2, 4)
"""fused=True for SGD, Adam, AdamW and Adagrad: an accelerator's alone before."""

FUNCTIONAL_SIGMOID_WARNS = Change(
    TORCH < (2, 0), "nn.functional.sigmoid", "warns that it is deprecated", "is welcome"
)

BATCH_NORM_REFUSES_EPS_0_IN_TRAINING = Change(
    TORCH >= (2, 10), "batch norm with eps=0 in training", "is a ValueError", "divides by s"
)
BATCH_NORM_REFUSES_EPS_0_AT_TEST_TIME = Change(
    (2, 10) <= TORCH < (2, 12),
    "batch norm with eps=0 at test time",
    "is a ValueError",
    "divides by s",
)

BCE_CHECKS_TARGETS = Change(
    TORCH >= (2, 1),
    "binary cross entropy of a target outside [0, 1]",
    "is a RuntimeError",
    "is a number, below 0 even",
)

BCE_TAKES_LOG1P = Change(
    TORCH >= (2, 0), "binary cross entropy of a small p", "is right in each digit", "rounds 1 - p"
)

SOFTSHRINK_KEEPS_NAN = Change(TORCH >= (2, 6), "nn.functional.softshrink of nan", "is nan", "is 0")

NUMPY_PRINTS_TYPES = Change(
    not np.__version__.startswith(("0.", "1.")),
    "a list of numpy's numbers, printed",
    "is [np.float64(0.0), np.float64(0.1)], by numpy 2",
    "is [0.0, 0.1], by numpy 1",
)

LOAD_REFUSES_MODULES = Change(
    TORCH >= (2, 6),
    "torch.load of a whole net",
    "is an UnpicklingError unless weights_only=False",
    "runs the pickle",
)
LOAD_WARNS_OF_PICKLES = Change(
    (2, 4) <= TORCH < (2, 6),
    "torch.load without weights_only",
    "warns that the default will change",
    "is silent",
)

TORCHVISION_HAS_GAUSSIAN_NOISE = Change(
    TORCH >= (2, 4), "transforms.v2.GaussianNoise", "is there", "is missing"
)
"""It came with torchvision 0.19, which goes with torch 2.4."""

CLAMP_IS_FLAT_AT_ITS_BOUNDS = Change(
    TORCH >= (2, 14), "the gradient of clamp at its bound", "is 0", "is 1"
)

STEPS_STAY_ON_ONE_DEVICE = Change(
    TORCH >= (2, 0), "a step that mixes the CPU with meta", "is refused", "loses its numbers"
)

ITEM_IS_A_RUNTIME_ERROR = Change(
    TORCH >= (2, 0), "item() of several elements", "is a RuntimeError", "is a ValueError"
)

SPARSE_ADAM_TAKES_NO_ROWS = Change(
    TORCH >= (2, 0),
    "SparseAdam given a gradient without rows",
    "moves nothing",
    "is a RuntimeError",
)

CHECKED: dict[str, bool] = {"check_invariants": True} if TORCH >= (2, 0) else {}
"""What sparse_coo_tensor must be told in order to check its indices, if it can."""


def without_values() -> AbstractContextManager[object]:
    """What is made inside allocates nothing. Before torch 2.0 it does, and takes its time."""
    import torchvision  # noqa: F401, PLC0415  which torch 2.8 cannot import inside

    return torch.device("meta") if TORCH >= (2, 0) else nullcontext()


CHANGES = [change for change in vars().values() if isinstance(change, Change)]
