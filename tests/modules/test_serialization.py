"""Serialization: what a state keeps, what it does not, and what loading it does."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from tests.support.axes import cells
from tests.support.claims import HOLDS_IF, IMPRECISE, VERSION_DEPENDENT, claim
from tests.support.devices import ALL
from tests.support.strategies import NASTY, gaussian, seeded, seeds, shapes, tensors
from tests.support.tolerance import assert_equal

WORDS = {1: torch.uint8, 2: torch.int16, 4: torch.int32, 8: torch.int64}
KINDS = [torch.int64, torch.int32, torch.uint8, torch.bool]
NAMES = st.sampled_from(["model.pl", "model.pt", "model", "a b.txt"])

# torch 2.0 warns of what its own reader of weights alone does
pytestmark = pytest.mark.filterwarnings("ignore:TypedStorage is deprecated:UserWarning")


def in_a_file(stored, state, name="model.pl"):
    """What comes back of a state from a file of this name."""
    with TemporaryDirectory() as folder:
        return stored(state, Path(folder, name))


def net_of(seed, device="cpu"):
    """A small net with parameters and buffers, drawn from a seed."""
    with seeded(seed):
        return nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2)).to(device)


def trained(seed, device="cpu"):
    """A net whose running statistics have seen a batch."""
    net = net_of(seed, device)
    net(gaussian(seed, 8, 3).float().to(device))
    return net


@claim("save-load-roundtrip", note="regression-network 1", verdict=HOLDS_IF)
@claim("mod-save-load", note="course nn.Module", verdict=VERSION_DEPENDENT)
@cells(dtypes=ALL)
@given(x=tensors(NASTY, shape=shapes(min_dims=0), layouts=False), turned=st.booleans())
def test_gives_back_every_bit(stored, x, turned, device, dtype):
    """The notes: save the state, load it again. True to the bit, with shape, type and device.

    Of nan and -0.0 too, and of a tensor that is transposed in memory.
    """
    x = x.to(device, dtype)
    x = x.transpose(0, -1) if turned and x.ndim else x

    loaded = in_a_file(stored, {"x": x, "none": x[..., :0] if x.ndim else x})

    assert list(loaded) == ["x", "none"]
    assert loaded["x"].device == x.device
    assert_equal(loaded["x"], x)
    assert_equal(loaded["none"], x[..., :0] if x.ndim else x)
    words = WORDS[x.element_size()]
    assert_equal(loaded["x"].contiguous().view(words), x.contiguous().view(words))


@claim("save-load-roundtrip", note="regression-network 1", verdict=HOLDS_IF)
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_gives_back_integers_and_bools(stored, kind, device):
    """The same of integers and flags, such as the batches that batch norm counts."""
    x = torch.tensor([[0, 1, 200], [3, 0, 5]], device=device).to(kind)

    loaded = in_a_file(stored, {"x": x, "count": x[0, 1]})

    assert_equal(loaded["x"], x)
    assert_equal(loaded["count"], x[0, 1])


@claim("save-load-roundtrip", note="regression-network 1", verdict=HOLDS_IF)
@given(value=st.integers(1, 8))
def test_keeps_what_was_saved_and_not_what_came_after(stored, value):
    """What a file is for: later training changes the net, and not what was saved."""
    net = net_of(0)

    loaded = in_a_file(stored, net.state_dict())
    net[0].weight.data.fill_(value)

    assert not (loaded["0.weight"] == value).any()
    assert loaded["0.weight"].data_ptr() != net[0].weight.data_ptr()


@claim("save-load-roundtrip", note="regression-network 1", verdict=HOLDS_IF)
@claim("mod-save-load", note="course nn.Module", verdict=VERSION_DEPENDENT)
@cells(examples=0.3)
@given(seed=seeds(), name=NAMES)
def test_restores_a_trained_net_in_another_of_its_class(stored, seed, name, device):
    """The note: save model.state_dict() as "model.pl", then load it. True, whatever the name is.

    The state has the running statistics too, so that the outputs in evaluation are equal bit for
    bit. It does not have the mode: the net that is filled keeps its own.
    """
    net, other = trained(seed, device).eval(), net_of(seed + 1, device)
    x = gaussian(seed + 2, 5, 3).float().to(device)

    state = in_a_file(stored, net.state_dict(), name)
    assert {n: x.shape for n, x in state.items()} == {
        n: x.shape for n, x in net.state_dict().items()
    }
    other.load_state_dict(state)

    assert other.training
    assert_equal(other.eval()(x), net(x))
    assert_equal(other[1].num_batches_tracked, 1)
    assert not torch.equal(net[1].running_mean, torch.zeros_like(net[1].running_mean))


@claim("load-state-dict-creates-model", note="regression-network 1", verdict=IMPRECISE)
@cells(examples=0.3)
@given(seed=seeds())
def test_fills_a_net_that_exists_already(load_state_dict, seed, device):
    """The note: model.load_state_dict loads the model. No: it loads values into a model there is.

    They are copied into its own parameters and buffers, and all else stays: the mode, and
    gradients. What is returned is a report on the names, and no model.
    """
    net, other = trained(seed, device), net_of(seed + 1, device)
    before, state = list(other.parameters()), net.state_dict()
    before[0].requires_grad, before[1].grad = False, torch.ones(4, device=device)

    report = load_state_dict(other, state)

    assert not isinstance(report, nn.Module)
    assert (report.missing_keys, report.unexpected_keys) == ([], [])
    for mine, theirs, kept in zip(other.parameters(), net.parameters(), before, strict=True):
        assert mine is kept
        assert_equal(mine, theirs)
        assert mine.data_ptr() != theirs.data_ptr()
    for mine, theirs in zip(other.buffers(), net.buffers(), strict=True):
        assert_equal(mine, theirs)
    assert other.training
    assert [parameter.requires_grad for parameter in before] == [False] + 5 * [True]
    assert before[1].grad is not None


@claim("load-state-dict-creates-model", note="regression-network 1", verdict=IMPRECISE)
@claim("save-load-roundtrip", note="regression-network 1", verdict=HOLDS_IF)
@claim("mod-save-load", note="course nn.Module", verdict=VERSION_DEPENDENT)
@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize(
    ("left_out", "added"),
    [(["0.weight"], []), ([], ["2.wieght"]), (["1.running_var", "2.bias"], ["3.bias"]), ([], [])],
    ids=str,
)
def test_needs_the_same_names_unless_told_otherwise(load_state_dict, left_out, added, strict):
    """The condition: the same architecture. A name too few or too many is a RuntimeError.

    With strict=False the report lists them instead. Either way the values whose names fit are
    loaded: even after the error the net is not what it was.
    """
    net, other = trained(0), net_of(1)
    before = {name: x.clone() for name, x in other.state_dict().items()}
    state = {name: x for name, x in net.state_dict().items() if name not in left_out}
    state |= {name: torch.zeros(2) for name in added}

    options = {} if strict else {"strict": False}
    report = names_reported(load_state_dict, other, state, **options)

    assert report == ("refused" if strict and left_out + added else (left_out, added))
    wanted = {**before, **{name: state[name] for name in before if name in state}}
    for name, value in other.state_dict().items():
        assert_equal(value, wanted[name])


def names_reported(load_state_dict, net, state, **options):
    """The two lists of the report, or that there is none since loading was refused."""
    try:
        report = load_state_dict(net, state, **options)
    except RuntimeError:
        return "refused"
    return getattr(report, "missing_keys", None), getattr(report, "unexpected_keys", None)


@claim("load-state-dict-creates-model", note="regression-network 1", verdict=IMPRECISE)
@claim("mod-save-load", note="course nn.Module", verdict=VERSION_DEPENDENT)
@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("shape", [(2,), (1, 4), (4, 3), (2, 4, 1), (8,)], ids=str)
def test_needs_the_same_shapes_in_any_case(load_state_dict, shape, strict):
    """The other condition: each value has the shape of its place, whatever `strict` is.

    Nothing is cut or stretched. Here too what fits is loaded, before and after it.
    """
    net, other = net_of(0), trained(1)
    state = other.state_dict() | {"2.weight": torch.zeros(shape)}

    with pytest.raises(RuntimeError, match=r"size.*2\.weight"):
        load_state_dict(net, state, strict)
    assert_equal(net[0].weight, other[0].weight)
    assert_equal(net[2].bias, other[2].bias)


@claim("load-state-dict-creates-model", note="regression-network 1", verdict=IMPRECISE)
@given(seed=seeds())
def test_keeps_the_dtype_of_the_net_that_is_filled(load_state_dict, seed):
    """Since values are copied, a state of float64 leaves a net of float32 what it is."""
    net, other = trained(seed).double(), net_of(seed + 1)

    load_state_dict(other, net.state_dict())

    assert {x.dtype for x in other.parameters()} == {torch.float32}
    assert_equal(other[0].weight.double(), net[0].weight)
