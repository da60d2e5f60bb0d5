"""Evaluation: what the accuracy is, and what it does not depend on."""

from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from concepts.training.evaluation import naive_accuracy
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, claim
from tests.support.devices import HALF
from tests.support.strategies import INTEGERS, generator, seeds, tensors
from tests.support.tolerance import assert_equal, eps

APART = torch.tensor([0.0, 0.25, 0.5])  # added to whole numbers, so that no two are equal


def right(logits, labels):
    """How many rows have their largest logit where the label says."""
    rows = zip(logits.tolist(), labels.tolist(), strict=True)
    return sum(max(range(len(row)), key=row.__getitem__) == label for row, label in rows)


def normalised(device, dtype):
    """A net that behaves otherwise in training: whole weights, and normalisation behind them."""
    net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3, affine=False)).to(device, dtype)
    with torch.no_grad():
        net[0].weight.copy_(torch.tensor([[1, 0], [0, 1], [-1, -1]]))
        net[0].bias.copy_(APART)
        net[1].running_mean.copy_(torch.tensor([2, -1, 0]))
    return net


@claim("accuracy-count", note="chapter-three 8", verdict=HOLDS)
@given(logits=tensors(INTEGERS, shape=(7, 3)), seed=seeds())
def test_counts_the_rows_whose_largest_logit_is_at_the_label(accuracy, logits, seed, device, dtype):
    """The note: correct / len(test_dataset). True, as one division over all rows."""
    labels = torch.randint(3, (7,), generator=generator(seed))
    logits = logits + APART

    assert accuracy(logits.to(device, dtype), labels.to(device)) == right(logits, labels) / 7


@claim("evaluate-accuracy", note="softmax-regression 5", verdict=HOLDS)
@given(
    logits=tensors(INTEGERS, shape=(9, 3)),
    sizes=st.lists(st.integers(1, 5), min_size=9, max_size=9),
    seed=seeds(),
)
def test_divides_once_whatever_the_batches(evaluate_accuracy, logits, sizes, seed, device, dtype):
    """The note: evaluate_accuracy sums the right answers and divides by their number. True.

    So it does not matter how the rows are cut into batches.
    """
    labels = torch.randint(3, (9,), generator=generator(seed))
    logits = logits + APART
    ends = torch.tensor(sizes).cumsum(0).clamp(max=9).unique_consecutive().tolist()
    cuts = [0, *ends, *([9] if ends[-1] < 9 else [])]
    batches = [(logits[i:j].to(device, dtype), labels[i:j].to(device)) for i, j in pairwise(cuts)]

    assert evaluate_accuracy(batches, nn.Identity()) == right(logits, labels) / 9


@claim("evaluate-accuracy", note="softmax-regression 5", verdict=HOLDS)
def test_is_not_the_mean_of_the_batches(evaluate_accuracy, device, dtype):
    """The note adds up counts, and not accuracies: 4 of 4 and 0 of 2 are 2/3, and not 1/2."""
    logits = torch.tensor([[0.0, 1.0]], device=device, dtype=dtype).expand(6, 2)
    labels = torch.tensor([1, 1, 1, 1, 0, 0], device=device)
    batches = [(logits[:4], labels[:4]), (logits[4:], labels[4:])]

    assert evaluate_accuracy(batches, nn.Identity()) == 4 / 6
    assert naive_accuracy(batches, nn.Identity()) == 0.5


@claim("test-shuffle-irrelevant", note="chapter-three 8", verdict=HOLDS_IF)
@given(x=tensors(INTEGERS, shape=(10, 2)), size=st.sampled_from([2, 4, 5, 8, 10]), seed=seeds())
def test_does_not_depend_on_order_or_batch_size(evaluate_accuracy, x, size, seed, device, dtype):
    """The note shuffles the test set, 64 at a time. Neither matters, if the net is in eval mode.

    (And if no two logits are so close that batches of another shape round them the other way.)
    """
    net = normalised(device, dtype)
    x, labels = x.to(device, dtype), torch.arange(10, device=device) % 3
    order = torch.randperm(10, generator=generator(seed)).to(device)
    logits = x.double() @ net[0].weight.double().T + net[0].bias - net[1].running_mean

    shuffled = list(zip(x[order].split(size), labels[order].split(size), strict=True))

    assert evaluate_accuracy(shuffled, net) == right(logits, labels) / 10


@claim("test-shuffle-irrelevant", note="chapter-three 8", verdict=HOLDS_IF)
@pytest.mark.parametrize(("mode", "by_twos"), [(True, 0.5), (False, 1.0)], ids=["train", "eval"])
def test_in_training_mode_would_depend_on_the_batches(mode, by_twos, device, dtype):
    """Where it matters: batch normalisation in training mode compares each row with its batch.

    Whether 0, 1, 2, 3 are above average is answered otherwise for two at a time.
    """
    net = nn.BatchNorm1d(1, affine=False).to(device, dtype).train(mode)
    net.running_mean.fill_(1.5)
    labels = torch.tensor([0, 0, 1, 1], device=device)

    def above_average(size):
        x = torch.arange(4.0, device=device, dtype=dtype).reshape(4, 1)
        answers = torch.cat([net(part)[:, 0] > 0 for part in x.split(size)])
        return (answers == labels).double().mean().item()

    assert [above_average(4), above_average(2)] == [1.0, by_twos]


@claim("test-shuffle-irrelevant", note="chapter-three 8", verdict=HOLDS_IF)
@claim("evaluate-accuracy", note="softmax-regression 5", verdict=HOLDS)
@pytest.mark.parametrize("training", [True, False])
def test_leaves_the_net_as_it_was(evaluate_accuracy, training, device, dtype):
    """What the notes neglect: one stays in eval mode, one never calls it; neither uses no_grad.

    That is harmless for their nets. Of one that normalises, mode and running statistics should
    stay.
    """
    net = normalised(device, dtype).train(training)
    before = {name: value.clone() for name, value in net.state_dict().items()}
    recorded = []
    net.register_forward_hook(lambda net, x, logits: recorded.append(logits.requires_grad))

    evaluate_accuracy([(torch.ones(4, 2, device=device, dtype=dtype), labels_of(device))], net)

    assert [part.training for part in net.modules()] == [training] * 3
    assert recorded == [False]
    for name, value in net.state_dict().items():
        assert_equal(value, before[name])


def labels_of(device):
    """Four of them."""
    return torch.tensor([0, 1, 2, 0], device=device)


@claim("accuracy-float-sum-exact", note="softmax-regression 5", verdict=HOLDS_IF)
@cells(dtypes=("float32", *HALF))
def test_may_count_in_floats_only_up_to_a_point(device, dtype):
    """The note counts by .float().sum() here, by .sum() there. The same, up to a point.

    That is until 2^24 rows a call: 2^24 + 1 is no float32. item() gives a float and an int.
    Half precision counts to 2048 or 256.
    """
    most = int(2 / eps(dtype))
    one, true = torch.ones((), device=device, dtype=dtype), torch.ones((), device=device).bool()

    counts = [one.expand(n).sum().item() for n in (most, most + 1)]
    whole = true.expand(most + 1).sum().item()

    assert counts == [most, most]
    assert whole == most + 1
    assert [type(count) for count in (*counts, whole)] == [float, float, int]


@claim("accuracy-float-sum-exact", note="softmax-regression 5", verdict=HOLDS_IF)
@given(correct=st.integers(0, 2500))
def test_counts_more_rows_than_half_precision_can(accuracy, correct, device, dtype):
    """What follows: to add up booleans, as ints, is right for any number of rows and any logits."""
    logits = torch.tensor([[0.0, 1.0]], device=device, dtype=dtype).expand(2500, 2)
    labels = (torch.arange(2500, device=device) < correct).long()

    assert accuracy(logits, labels) == correct / 2500
