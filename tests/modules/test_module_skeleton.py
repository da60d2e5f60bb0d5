"""The skeleton of a module whose methods have `pass` for a body, and what it lacks."""

import pytest
import torch
from torch import nn

from tests.support.claims import IMPLIED, REFUTED, claim


@claim("module-template-runs", note="regression-network 4", verdict=REFUTED, reading=IMPLIED)
@pytest.mark.parametrize(
    "use",
    [
        lambda net: net(torch.ones(1)),
        lambda net: list(net.parameters()),
        lambda net: list(net.modules()),
        lambda net: net.state_dict(),
        lambda net: setattr(net, "fc", nn.Linear(1, 1)),
        lambda net: setattr(net, "w", nn.Parameter(torch.ones(1))),
    ],
    ids=["call", "parameters", "modules", "state", "layer", "parameter"],
)
def test_can_be_made_but_not_used_without_super_init(module, use):
    """The note's skeleton: __init__ and forward with `pass` for a body. It is made, and no more.

    Whatever needs what Module's own __init__ sets up is an AttributeError.
    """

    class Skeleton(module):
        def __init__(self):
            pass

        def forward(self, x):
            pass

    net = Skeleton()

    with pytest.raises(AttributeError, match=r"'Skeleton' object has no|Module\.__init__"):
        use(net)


@claim("module-template-runs", note="regression-network 4", verdict=REFUTED, reading=IMPLIED)
def test_with_super_init_runs_and_returns_what_forward_returns(module):
    """The corrected skeleton: with super().__init__() it runs; `pass` returns None."""

    class Skeleton(module):
        def __init__(self):
            super().__init__()

        def forward(self, x):
            pass

    assert Skeleton()(torch.ones(1)) is None
    assert list(Skeleton().parameters()) == []
