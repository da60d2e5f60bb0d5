"""Devices: how they are named and chosen, and what moves there by itself."""

from importlib.util import find_spec

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, VERSION_DEPENDENT, claim
from tests.support.devices import WIDE
from tests.support.strategies import gaussian, seeds
from tests.support.tolerance import assert_equal, assert_near


def small_net():
    """Two layers, one of them one level down, with buffers of floats and of an integer."""
    return nn.Sequential(nn.Linear(3, 4), nn.Sequential(nn.BatchNorm1d(4)))


@claim("device-npu-string", note="pytorch-basics 10.5", verdict=VERSION_DEPENDENT)
def test_npu_is_no_name_that_torch_knows():
    """The note: torch.device("npu:0"). It names an accelerator for those who installed torch_npu.

    torch alone refuses the name with a RuntimeError that lists those it knows, and falls back to
    nothing.
    """
    if find_spec("torch_npu"):
        import torch_npu  # noqa: F401  it makes the name known

        assert torch.device("npu:0").type == "npu"
    else:
        with pytest.raises(RuntimeError, match="Expected one of cpu, cuda"):
            torch.device("npu:0")


@claim("device-cuda-absent", note="pytorch-basics 10.5", verdict=HOLDS)
def test_cuda_is_refused_where_there_is_none():
    """The slide: move to "cuda:0" if it is available. The question is needed: unasked, it raises.

    A RuntimeError for want of a driver, an AssertionError from a torch built without CUDA. The
    name alone is known to every torch.
    """
    net, name = nn.Linear(1, 1), torch.device("cuda:0")

    if torch.cuda.is_available():
        assert net.to(name).weight.device == name
    else:
        with pytest.raises((RuntimeError, AssertionError)):
            net.to(name)
        assert net.weight.device.type == "cpu"


@claim("device-cuda-absent", note="pytorch-basics 10.5", verdict=HOLDS)
@pytest.mark.parametrize(("available", "name"), [(True, "cuda:0"), (False, "cpu")])
def test_choice_falls_back_to_the_cpu(choose_device, available, name, monkeypatch):
    """The expression of the slide: "cuda:0" if torch.cuda.is_available() else "cpu". True."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: available)

    device = choose_device()

    assert isinstance(device, torch.device)
    assert str(device) == name


@claim("device-module-to-in-place", note="pytorch-basics 10.5", verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.3)
@given(seed=seeds())
def test_move_of_a_module_moves_that_very_module(module_to, seed, device, dtype):
    """The note: model.to(device), with the result unused. True: it moves itself and returns itself.

    Parameters and buffers at every level move, with the values they had. A move to a type is for
    floats: batch norm's counter remains an integer.
    """
    net = small_net()
    net[1][0].running_mean = gaussian(seed, 4).float()
    before = {name: value.clone() for name, value in net.state_dict().items()}

    assert module_to(net, device) is net
    assert module_to(net, dtype) is net

    for name, value in net.state_dict().items():
        kind = torch.int64 if name == "1.0.num_batches_tracked" else dtype
        assert_equal(value, before[name].to(device, kind))
    assert net(gaussian(seed, 5, 3).to(device, dtype)).dtype == dtype


@claim("device-module-to-in-place", note="pytorch-basics 10.5", verdict=HOLDS)
def test_move_of_a_tensor_makes_another(device):
    """Beside it: x.to(device) leaves x where it was, so that its result must be kept.

    Where nothing changes it is x itself.
    """
    x = torch.ones(2)

    moved = x.to("meta")

    assert (moved.device.type, x.device.type) == ("meta", "cpu")
    assert x.to("cpu") is x
    assert x.to(torch.float32) is x
    assert x.to(torch.float64) is not x
    assert (x.to(device) is x) == (device == "cpu")


@claim("device-optimizer-order", note="pytorch-basics 10.5", verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.3)
@given(seed=seeds(), first=st.booleans())
def test_move_keeps_the_parameters_that_an_optimizer_knows(module_to, seed, first, device, dtype):
    """The note: model.to(device) first, then the optimizer. True in either order, here.

    The parameters remain the same objects, with other numbers in them: an optimizer made before
    still steps the net.
    """
    net = small_net()
    known = list(net.parameters())
    if first:
        module_to(module_to(net, device), dtype)

    optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
    module_to(module_to(net, device), dtype)
    bias = net[0].bias.detach().clone()
    net[0](gaussian(seed, 5, 3).to(device, dtype)).sum().backward()
    optimizer.step()

    assert all(mine is theirs for mine, theirs in zip(net.parameters(), known, strict=True))
    assert all(parameter.requires_grad for parameter in net.parameters())
    assert_near(net[0].bias, bias.double() - 0.5 * 5, roundings=2, scale=4.0)


@claim("device-optimizer-order", note="pytorch-basics 10.5", verdict=HOLDS_IF)
def test_move_to_memory_of_another_nature_replaces_the_parameters(module_to):
    """The condition: devices whose tensors differ in kind, such as meta, take new parameters.

    An optimizer made before would step the old ones. So the note's order is the safe one.
    """
    net = small_net()
    before = list(net.parameters())
    before[0].requires_grad = False

    module_to(net, "meta")

    after = list(net.parameters())
    assert len(after) == len(before)
    assert not any(mine is theirs for mine in after for theirs in before)
    assert {x.device.type for x in net.state_dict().values()} == {"meta"}
    assert [x.requires_grad for x in after] == [x.requires_grad for x in before]


@claim("device-criterion-to", note="pytorch-basics 10.5", verdict=HOLDS)
@cells(dtypes=WIDE)
def test_move_of_a_criterion_is_needed_only_for_weights(module_to, device, dtype):
    """The note leaves criterion.to(device) out. Right: cross entropy has nothing to be moved.

    With a weight for each class it has one buffer, which must be where the logits are.
    """
    plain = nn.CrossEntropyLoss()
    weighted = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 3.0]))
    logits = torch.zeros(4, 2, device=device, dtype=dtype)
    labels = torch.tensor([0, 1, 1, 0], device=device)

    loss = plain(logits, labels)
    moved = module_to(module_to(weighted, device), dtype)

    assert loss.device.type == torch.device(device).type
    assert list(plain.parameters()) == list(plain.buffers()) == []
    assert moved is weighted
    (weight,) = weighted.buffers()
    assert_equal(weight, torch.tensor([1.0, 3.0], device=device, dtype=dtype))
    assert_near(weighted(logits, labels), torch.tensor(0.5).double().log().neg(), roundings=8)
