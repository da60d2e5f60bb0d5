"""The listing of chapter three, line by line: what each does, in the words of Python and torch."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from tests.support.axes import cells
from tests.support.claims import (
    HOLDS,
    HOLDS_IF,
    IMPLIED,
    IMPRECISE,
    REFUTED,
    claim,
)
from tests.support.strategies import INTEGERS, REALS, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal


@claim("note-listing-collapsed", note="chapter-three 1, 8", verdict=REFUTED)
@pytest.mark.parametrize("lines", [("import math", "a = 1"), ("x = 1", "y = 2", "z = x")])
def test_needs_its_line_breaks(lines):
    """The note prints its listings without line breaks. As printed they are syntax errors."""
    compile("\n".join(lines), "restored", "exec")

    with pytest.raises(SyntaxError):
        compile("".join(lines), "as printed", "exec")


@claim("epoch-shadowing", note="chapter-three 8", verdict=HOLDS)
@given(epochs=st.integers(1, 50))
def test_counts_epochs_with_the_variable_that_held_their_number(epochs):
    """The note: `for epoch in range(epoch)`, from epoch = 1. It runs the stated number of times.

    range is evaluated once; afterwards the variable is the last index, 0 after one epoch, so
    that the same loop written once more would run one time less, here never.
    """
    epoch, visited = epochs, []
    for epoch in range(epoch):  # noqa: B020  the note's own line
        visited.append(epoch)

    assert visited == list(range(epochs))
    assert len(range(epoch)) == epochs - 1


@claim("format-percent-03f", note="chapter-three 8", verdict=HOLDS)
@given(loss=st.floats(0, 1e6))
def test_prints_losses_to_three_decimals(loss):
    """The note: "%.03f" prints three decimals. True: 03 is 3, so that it is "%.3f"."""
    printed = "%.03f" % loss  # noqa: UP031  the note's own format

    assert printed == f"{loss:.3f}"
    assert len(printed.rpartition(".")[2]) == 3


@claim("torch-max-returns-pair", note="chapter-three 8", verdict=HOLDS)
@given(logits=tensors(INTEGERS, shape=(4, 3)))
def test_takes_the_second_of_the_pair_that_torch_max_returns(logits, device, dtype):
    """The note: `_, predicted = torch.max(output, 1)`. True: values first, then their indices.

    Of equal logits it is the index of one of them.
    """
    values, predicted = torch.max(logits.to(device, dtype), 1)

    assert values.tolist() == [max(row) for row in logits.tolist()]
    assert values.tolist() == [
        row[i] for row, i in zip(logits.tolist(), predicted.tolist(), strict=True)
    ]


@claim("torch-max-returns-pair", note="chapter-three 8", verdict=HOLDS)
@given(row=tensors(REALS, shape=(4,)), place=st.integers(0, 3))
def test_predicts_the_class_whose_logit_is_nan(row, place, device, dtype):
    """What follows: nan counts as larger than every number, so a broken logit is the answer."""
    logits = row.to(device, dtype).clone()
    logits[place] = torch.nan

    assert torch.max(logits, 0).indices == place


@claim("loss-is-value-not-function", note="chapter-three 8", verdict=IMPRECISE)
def test_obtains_the_value_of_the_loss_and_not_the_function():
    """The note: `loss = criterion(…)` obtains the loss function. No: its value.

    The criterion is the function; the loss is a 0-d tensor, which cannot be called.
    """
    criterion = nn.CrossEntropyLoss()

    loss = criterion(torch.zeros(2, 10), torch.tensor([0, 1]))

    assert isinstance(criterion, Callable)
    assert not isinstance(loss, Callable)
    assert loss.shape == ()


@claim("correct-item-on-int", note="chapter-three 8", verdict=HOLDS_IF)
@pytest.mark.parametrize("batches", [0, 1, 3])
def test_needs_one_batch_for_correct_to_become_a_tensor(batches):
    """The note: correct = 0, then += (predicted == labels).sum(), then correct.item().

    True once a batch was counted: the sum makes it an int64 tensor, printed as tensor(9047).
    With no batch it is still an int, which has no item().
    """
    correct = 0
    for _ in range(batches):
        correct += (torch.tensor([1, 2]) == torch.tensor([1, 0])).sum()

    assert isinstance(correct, torch.Tensor) == hasattr(correct, "item") == (batches > 0)
    assert str(correct) == (f"tensor({batches})" if batches else "0")


@claim("device-selection", note="chapter-three 8", verdict=HOLDS)
def test_moves_a_module_in_place_and_a_tensor_by_assignment(device):
    """The note: cuda if available, else cpu; then .to(device) on the net and on both tensors.

    True, and the two differ: a module moves itself and returns itself; a tensor returns another,
    which must be assigned, or itself if nothing changes.
    """
    net, tensor = nn.Linear(2, 1), torch.ones(2)

    moved = net.to(device)

    assert moved is net
    assert {p.device.type for p in net.parameters()} == {torch.device(device).type}
    assert tensor.device.type == "cpu"
    assert (tensor.to(device) is tensor) == (device == "cpu")
    assert tensor.to(torch.float64) is not tensor


@claim("preview-transpose-hwc", note="chapter-three 8", verdict=HOLDS)
@given(image=tensors(INTEGERS, shape=(3, 2, 4)))
def test_shows_channels_last_by_transpose_1_2_0(image):
    """The note: img.transpose(1, 2, 0) turns (C, H, W) into (H, W, C). True of numpy arrays.

    Of tensors it is permute; their transpose exchanges two dimensions and takes two.
    """
    shown = image.numpy().transpose(1, 2, 0)

    for (h, w, c), pixel in np.ndenumerate(shown):
        assert pixel == image[c, h, w]
    assert np.array_equal(shown, image.permute(1, 2, 0).numpy())
    with pytest.raises(TypeError):
        image.transpose(1, 2, 0)


@claim("preview-denormalise-wrong", note="chapter-three 8", verdict=REFUTED, reading=IMPLIED)
@given(seed=seeds())
def test_washes_out_a_preview_that_was_never_normalised(seed):
    """The note shows img · 0.5 + 0.5, as if that undid Normalize. None was applied.

    Black becomes grey: [0, 1] becomes [0.5, 1], and float32 becomes float64 by the list.
    Behind Normalize(0.5, 0.5) the same line restores the picture.
    """
    picture = gaussian(seed, 4, 4, 3).sigmoid().float().numpy()

    shown = picture * [0.5, 0.5, 0.5] + [0.5, 0.5, 0.5]
    restored = ((picture - 0.5) / 0.5) * [0.5, 0.5, 0.5] + [0.5, 0.5, 0.5]

    assert shown.dtype == np.float64
    assert 0.5 <= shown.min() < shown.max() <= 1
    assert np.abs(restored - picture).max() <= 4 * np.finfo(np.float32).eps


@claim("preview-bgr-harmless", note="chapter-three 8", verdict=HOLDS_IF)
@cells(examples=0.1)
@given(seed=seeds())
def test_shows_grey_digits_alike_in_rgb_and_bgr(seed):
    """The note shows the grid by OpenCV, which reads channels as blue, green, red.

    Harmless for digits: make_grid repeats the grey channel three times, so that the reverse is
    the same. A grid of colours would be shown with red and blue exchanged.
    """
    from torchvision.utils import make_grid

    grey = make_grid(gaussian(seed, 4, 1, 3, 3))
    colour = make_grid(gaussian(seed, 4, 3, 3, 3))

    assert grey.shape[0] == colour.shape[0] == 3
    assert_equal(grey.flip(0), grey)
    assert not torch.equal(colour.flip(0), colour)
