"""The targets of cross entropy: classes, by number."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from tests.losses.loop_cross_entropy import SPREAD, WEIGHTS
from tests.support.claims import HOLDS, IMPLIED, IMPRECISE, claim
from tests.support.strategies import SCORES, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near


@claim("ce-label-long", note="pytorch-basics 9.3", verdict=IMPRECISE)
@pytest.mark.parametrize("integral", [torch.int64, torch.uint8], ids=str)
@given(seed=seeds())
def test_are_int64_or_uint8(cross_entropy, seed, integral, device, dtype):
    """The note: labels are LongTensors. True; uint8 will do as well."""
    z = gaussian(seed, 3, 200).to(device, dtype)
    y = torch.tensor([0, 199, 156])  # 156 is -100 modulo 256, and not to be ignored

    bytes_or_longs = cross_entropy(z, y.to(device, integral), reduction="none")

    assert_equal(bytes_or_longs, cross_entropy(z, y.to(device), reduction="none"))
    assert bytes_or_longs[2] > 0
    void = cross_entropy(z, y.to(device, integral), reduction="none", ignore_index=199)
    assert_equal(void == 0, y.to(device) == 199)


@claim("ce-label-long", note="pytorch-basics 9.3", verdict=IMPRECISE)
@pytest.mark.parametrize(
    "other", [torch.int32, torch.int16, torch.int8, torch.bool, torch.float32], ids=str
)
def test_are_of_no_other_dtype(cross_entropy, other, device, dtype):
    """The note: labels are LongTensors. Of the other integers only uint8 is taken."""
    z = torch.zeros(2, 3, device=device, dtype=dtype)

    with pytest.raises(RuntimeError, match=r"(?i)expected (scalar type|target dtype)"):
        cross_entropy(z, torch.tensor([0, 1], device=device).to(other))


@claim("ce-longtensor-dtype", note="pytorch-basics 9.3", verdict=HOLDS)
def test_made_by_long_tensor_are_int64_and_lose_their_fraction():
    """torch.LongTensor makes int64 of whatever it is given, towards zero and not rounded."""
    assert_equal(torch.LongTensor([3.7, -3.7]), torch.tensor([3, -3], dtype=torch.int64))


@claim("ce-onehot-example", note="pytorch-basics 9.3", verdict=HOLDS)
@given(scores=tensors(SCORES, shape=(1, 10)))
def test_count_from_zero(cross_entropy, scores, device, dtype):
    """The note: LongTensor([3]) of ten classes is [0,0,0,1,0,0,0,0,0,0]. True: the fourth."""
    z = scores.to(device, dtype)
    y = torch.LongTensor([3])
    slide = torch.tensor([[0, 0, 0, 1, 0, 0, 0, 0, 0, 0]])

    assert_equal(F.one_hot(y, 10), slide)
    assert_near(
        cross_entropy(z, y.to(device)),
        cross_entropy(z, slide.to(device, dtype)).double(),
        roundings=8,
        scale=1 + z.abs().max(),
        loose="the same sum but for nine zeros, here taken in the same order",
    )


@claim("ce-onehot-example", note="pytorch-basics 9.3", verdict=HOLDS)
@pytest.mark.parametrize("integral", [torch.uint8, torch.int32], ids=str)
def test_become_one_hot_from_int64_alone(integral):
    """F.one_hot is stricter than the loss: it takes no uint8 either."""
    with pytest.raises(RuntimeError, match="only applicable to index tensor"):
        F.one_hot(torch.tensor([3], dtype=integral), 10)


@claim("ce-target-range", note="pytorch-basics 9.3", verdict=HOLDS, reading=IMPLIED)
@pytest.mark.parametrize("beyond", [3, 5, -1, -3, -99])
def test_outside_the_classes_are_an_index_error(cross_entropy, beyond):
    """Classes are 0 to C - 1, and a negative one does not count from the end.

    On the CPU; an accelerator may end the process instead, and so no cell asks it.
    """
    y = torch.tensor([0, beyond])

    with pytest.raises(IndexError, match=rf"[Tt]arget {beyond} is out of bounds"):
        cross_entropy(torch.zeros(2, 3), y, reduction="sum")


@claim("ce-target-range", note="pytorch-basics 9.3", verdict=HOLDS, reading=IMPLIED)
@given(data=st.data(), scores=tensors(SCORES, shape=(4, 3)), ignored=st.sampled_from([-100, 2, 7]))
def test_to_be_ignored_might_as_well_be_absent(cross_entropy, data, scores, ignored, device, dtype):
    """-100, or another if asked, is no class: in sum, denominator and slope it is missing."""
    z = scores.to(device, dtype).requires_grad_()
    y = torch.tensor([0, ignored, 1, ignored], device=device)
    weight = data.draw(st.lists(st.sampled_from(WEIGHTS), min_size=3, max_size=3))
    options = {"weight": torch.tensor(weight, device=device, dtype=dtype), "label_smoothing": 0.25}

    loss = cross_entropy(z, y, ignore_index=ignored, **options)
    (gradient,) = torch.autograd.grad(loss, z)

    alone = cross_entropy(z[::2], y[::2], **options)
    same = "the same sum but for two zeros, here taken in the same order"
    scale = SPREAD * (1 + z.abs().max())
    assert_near(loss, alone.double(), roundings=4, scale=scale, loose=same)
    assert_equal(gradient[1::2], 0.0)


@claim("ce-target-range", note="pytorch-basics 9.3", verdict=HOLDS, reading=IMPLIED)
@pytest.mark.parametrize("samples", [0, 2], ids="{} ignored".format)
@pytest.mark.parametrize("smoothing", [0.0, 0.5], ids="smoothing={}".format)
def test_that_are_all_ignored_have_no_mean(cross_entropy, samples, smoothing, device, dtype):
    """0/0: the mean of nothing is nan, as of an empty batch, and the sum of nothing is 0."""
    z = torch.ones(samples, 3, device=device, dtype=dtype)
    y = torch.full((samples,), -100, device=device)

    assert cross_entropy(z, y, label_smoothing=smoothing).isnan()
    assert_equal(cross_entropy(z, y, label_smoothing=smoothing, reduction="sum"), 0.0)


@claim("ce-target-range", note="pytorch-basics 9.3", verdict=HOLDS, reading=IMPLIED)
def test_of_weight_zero_are_ignored_until_they_are_impossible(cross_entropy, device, dtype):
    """Weight 0 takes a class out of sum and denominator; all of weight 0 are 0/0.

    Only an ignored sample may have an infinite loss: 0 · inf is nan.
    """
    z = torch.tensor([[0.0, 0.0], [0.0, -math.inf]], device=device, dtype=dtype)
    weight = torch.tensor([1.0, 0.0], device=device, dtype=dtype)
    y = torch.tensor([0, 1], device=device)

    assert_near(cross_entropy(z[[0, 0]], y, weight), math.log(2), roundings=4)
    assert cross_entropy(z[[0, 0]], y[[1, 1]], weight).isnan()
    assert cross_entropy(z, y, weight).isnan()
    ignored = cross_entropy(z, y, ignore_index=1)
    assert_near(ignored, math.log(2), roundings=4, loose="log 2 is nearly a number of float32")


@claim("ce-target-shape", note="pytorch-basics 9.3", verdict=HOLDS)
@pytest.mark.parametrize(
    ("scores", "target"),
    [
        ((3, 4), (3, 1)),
        ((3, 4), (1, 3)),
        ((3, 4), (2,)),
        ((3, 4), ()),
        ((1, 4), (1, 1)),
        ((2, 4, 5), (2, 4)),
        ((2, 4, 5), (2, 1, 5)),
    ],
    ids=str,
)
def test_have_the_shape_of_the_scores_without_classes(cross_entropy, scores, target, device, dtype):
    """Index targets are (N,), and no (N, 1) is squeezed; with positions d, scores are (N, C, d)."""
    z = torch.zeros(scores, device=device, dtype=dtype)
    y = torch.zeros(target, device=device, dtype=torch.int64)

    with pytest.raises((RuntimeError, ValueError), match=r"(?i)expected"):
        cross_entropy(z, y)


@claim("ce-target-shape", note="pytorch-basics 9.3", verdict=HOLDS)
@pytest.mark.parametrize(
    ("scores", "target"),
    [((4,), ()), ((3, 4), (3,)), ((2, 4, 5), (2, 5)), ((1, 1, 2, 3), (1, 2, 3))],
)
def test_shape_the_losses(cross_entropy, scores, target, device, dtype):
    """One loss a target, and of one sample without a batch a number."""
    z = torch.zeros(scores, device=device, dtype=dtype)
    y = torch.zeros(target, device=device, dtype=torch.int64)

    assert cross_entropy(z, y, reduction="none").shape == target
    z = torch.arange(24.0).sin().reshape(2, 3, 2, 2).to(device, dtype)
    y = torch.arange(8).remainder(3).reshape(2, 2, 2).to(device)
    by_position = [
        cross_entropy(z[..., i, j], y[..., i, j], reduction="none") for i in (0, 1) for j in (0, 1)
    ]
    assert_near(
        cross_entropy(z, y, reduction="none").flatten(1),
        torch.stack(by_position, -1).double(),
        roundings=8,
        scale=4.0,
    )
    assert cross_entropy(z, y).shape == ()
