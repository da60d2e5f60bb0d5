"""What the notes say of learning before it was deep: somebody chose the features."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.support.axes import cells
from tests.support.claims import HOLDS_IF, claim, not_checkable
from tests.support.devices import WIDE
from tests.support.tolerance import assert_near

NOT_CHECKABLE = [
    not_checkable(
        "ai-rule-based-oldest",
        note="pytorch-basics 1.2",
        statement="rule-based systems are the oldest artificial intelligence: clear, and rigid",
        reason="a sentence of history; nothing in it can be run",
    ),
    not_checkable(
        "ai-classic-ml-flexible",
        note="pytorch-basics 1.2",
        statement="classic machine learning is flexible and depends on knowledge of the field",
        reason="a list of traits and uses, none of them defined",
    ),
    not_checkable(
        "ai-representation-learning-four-stages",
        note="pytorch-basics 1.2",
        statement="representation learning learns the features, deep learning several layers of it",
        reason="it sorts methods into kinds; a definition is neither true nor false",
    ),
    not_checkable(
        "ai-deeper-layers-more-abstract",
        note="pytorch-basics 1.2",
        statement="the first layers extract simple features, further layers more abstract ones",
        reason="nothing here says when a feature is simple and when abstract",
    ),
]


@claim("ai-features-decide-performance", note="pytorch-basics 1.2", verdict=HOLDS_IF)
@cells(dtypes=WIDE)  # torch solves least squares in neither half precision
@given(
    off=st.integers(-4, 4),
    height=st.integers(1, 8).map(float),
)
def test_decide_what_a_linear_model_can_learn(least_squares, off, height, device, dtype):
    """The note: in classic learning the choice of features decides. It does where it must: XOR.

    By least squares on a constant, x₁ and x₂, the best fit is the mean, which is off by half the
    height everywhere. With the product x₁ x₂ as one more feature the fit is exact. Another linear
    feature, x₁ - 2 x₂ in the place of x₁, changes nothing, since it adds nothing to what the
    columns span.
    """
    x = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], device=device, dtype=dtype)
    one = torch.ones(4, 1, device=device, dtype=dtype)
    y = height * torch.tensor([[0], [1], [1], [0]], device=device, dtype=dtype) + off
    linear = torch.cat([one, x], 1)
    other = torch.cat([one, x[:, :1] - 2 * x[:, 1:], x[:, 1:]], 1)
    product = torch.cat([linear, x[:, :1] * x[:, 1:]], 1)

    def fitted(features):
        return features @ least_squares(features, y).solution

    # three or four unknowns whose normal equations have a condition below 100
    worst = {"roundings": 80, "scale": height + abs(off)}
    assert_near(fitted(linear) - y.mean(), 0.0, **worst)
    assert_near(fitted(other) - y.mean(), 0.0, **worst)
    assert_near(fitted(product), y.double(), **worst)
