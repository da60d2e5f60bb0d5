"""Images by Normalize, which stands behind ToTensor."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.data.images import to_tensor
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPLIED, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, tensors
from tests.support.tolerance import assert_equal, assert_near

CODE = "pytorch-basics 9.3 code"
MEAN, STD = (0.1307,), (0.3081,)


@claim("image-normalize-formula", note=CODE, verdict=HOLDS)
@given(
    image=tensors(shape=st.sampled_from([(3, 2, 3), (2, 3, 1, 2)])),
    mean=st.lists(st.floats(-2, 2), min_size=3, max_size=3),
    std=st.lists(st.floats(0.25, 4), min_size=3, max_size=3),
)
def test_lose_the_given_mean_and_are_divided_by_the_given_deviation(
    normalizer, image, mean, std, device, dtype
):
    """What the note's Normalize does: (x - mean) / std, channel by channel, of image and batch.

    The image given stays as it was.
    """
    x = image.to(device, dtype)
    m, s = (
        torch.tensor(numbers, dtype=torch.float64).to(dtype).tolist() for numbers in (mean, std)
    )
    channels = x.double().cpu().movedim(-3, 0)
    expected = torch.stack([(channels[c] - m[c]) / s[c] for c in range(3)]).movedim(0, -3)
    before = x.clone()

    z = normalizer(mean, std)(x)

    assert_near(z, expected, roundings=3, scale=10 / min(s))
    assert z.dtype == dtype
    assert_equal(x, before)


@claim("image-normalize-formula", note=CODE, verdict=HOLDS)
@given(
    image=tensors(shape=(2, 1, 3)),
    v=tensors(INTEGERS, shape=(2, 1, 3)),
    std=st.lists(st.floats(0.25, 4), min_size=2, max_size=2),
)
def test_divide_the_gradient_by_the_deviation_too(normalizer, image, v, std, device, dtype):
    """What follows from the formula: ∂(v·z)/∂x = v / σ, whatever x and μ."""
    x = image.to(device, dtype).requires_grad_()
    v = v.to(device, dtype)
    widths = torch.tensor(std, dtype=torch.float64).to(dtype).double().reshape(2, 1, 1)

    z = normalizer((0.5, -1.0), std)(x)

    assert z.requires_grad
    (gradient,) = torch.autograd.grad((z * v).sum(), x)
    assert_near(gradient, v.double().cpu() / widths, roundings=2)


@claim("image-normalize-formula", note=CODE, verdict=HOLDS)
@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan], ids=str)
def test_pass_infinity_and_nan_on(normalizer, value, device, dtype):
    """What follows: a broken pixel is not repaired, and no other pixel suffers."""
    image = torch.tensor([[[value, 1.0]]], device=device, dtype=dtype)

    z = normalizer((0.5,), (0.25,))(image)

    assert_equal(z, torch.tensor([[[value, 2.0]]], device=device, dtype=dtype))


@claim("image-normalize-mnist-range", note=CODE, verdict=HOLDS)
@claim("image-normalize-tuple", note=CODE, verdict=IMPRECISE, reading=IMPLIED)
@cells(dtypes=WIDE)
@pytest.mark.parametrize(
    ("mean", "std"),
    [((0.1307,), (0.3081,)), ([0.1307], [0.3081]), (0.1307, 0.3081)],
    ids=["tuple", "list", "number"],
)
def test_of_mnist_lie_between_minus_0_42_and_2_82(normalizer, mean, std, device, dtype):
    """By the note's constants black becomes -0.4242 and white 2.8215, and not -1 and 1.

    That the constants stand in tuples, (0.1307,), is needless: a number does the same.
    """
    black_and_white = torch.tensor([[[0.0, 1.0]]], device=device, dtype=dtype)

    z = normalizer(mean, std)(black_and_white)

    assert [round(x, 4) for x in z.flatten().tolist()] == [-0.4242, 2.8215]


@claim("image-normalize-formula", note=CODE, verdict=HOLDS)
@given(image=tensors(INTEGERS, shape=(3, 2, 2)), mean=st.integers(-8, 8))
def test_of_three_channels_share_a_single_number(normalizer, image, mean, device, dtype):
    """What the formula leaves open: one number serves all channels; two for three, an error."""
    x = image.to(device, dtype)

    z = normalizer((float(mean),), (0.5,))(x)

    assert_equal(z, (x - mean) * 2)
    with pytest.raises(RuntimeError):
        normalizer((0.0, 0.0), (1.0, 1.0))(x)


@claim("image-normalize-formula", note=CODE, verdict=HOLDS)
def test_are_not_divided_by_zero(normalizer, device, dtype):
    """The condition: σ > 0. σ = 0, for one channel of three, is a ValueError, and gives no inf.

    So is what the image's dtype cannot tell from 0. Rows alone, without channels, are no image.
    """
    info = torch.finfo(dtype)
    image = torch.ones(3, 2, 2, device=device, dtype=dtype)

    with pytest.raises(ValueError, match="std"):
        normalizer((0.0,) * 3, (1.0, 0.0, 1.0))(image)
    with pytest.raises(ValueError, match="std"):
        normalizer((0.0,), (info.tiny * info.eps**2,))(image)
    with pytest.raises(ValueError, match=r"C, H, W\).*3, 2\b"):
        normalizer((0.0,), (1.0,))(image[..., 0])


@claim("image-normalize-formula", note=CODE, verdict=HOLDS)
@pytest.mark.parametrize("kind", [torch.uint8, torch.int64, torch.bool], ids=str)
def test_of_whole_numbers_are_not_standardised(normalizer, kind, device):
    """The other condition: floats. Whole numbers are a TypeError, since (k - μ)/σ is none."""
    with pytest.raises(TypeError, match="float"):
        normalizer(MEAN, STD)(torch.ones(1, 2, 2, device=device).to(kind))


@claim("image-compose-order", note=CODE, verdict=HOLDS)
@pytest.mark.parametrize("kind", ["PIL", "numpy"])
def test_become_tensors_before_they_are_standardised(normalizer, kind):
    """The note: first ToTensor, then Normalize. True: a picture cannot be standardised."""
    from PIL import Image

    pixels = np.array([[0, 255]], dtype=np.uint8)
    picture = Image.fromarray(pixels) if kind == "PIL" else pixels
    standardise = normalizer(MEAN, STD)

    z = standardise(to_tensor(picture))

    assert [round(x, 4) for x in z.flatten().tolist()] == [-0.4242, 2.8215]
    with pytest.raises(TypeError):
        to_tensor(standardise(picture))


@claim("fs-imagenet-constants", note="course feature scaling", verdict=HOLDS_IF, reading=IMPLIED)
def test_of_imagenet_have_the_numbers_that_torchvision_ships(normalizer):
    """The note's figure is lost: most likely 0.485, 0.456, 0.406 and 0.229, 0.224, 0.225.

    True of torchvision's own recipes. An even picture of the mean colour becomes 0, one a deviation
    brighter becomes 1. That they are the statistics of that data set cannot be seen from here.
    """
    from torchvision.models import ResNet18_Weights

    mean, std = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
    recipe = ResNet18_Weights.DEFAULT.transforms()
    colours = torch.tensor([mean, [m + s for m, s in zip(mean, std, strict=True)]])

    found = normalizer(mean, std)(colours[:, :, None, None])

    assert (recipe.mean, recipe.std) == (mean, std)
    assert_near(found.squeeze(), torch.tensor([[0.0] * 3, [1.0] * 3]), roundings=2, scale=1 / 0.224)
