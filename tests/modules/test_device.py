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
def test_npu_is_a_name_that_torch_alone_does_not_know():
    """The note: torch.device("npu:0"), an accelerator. True only where torch_npu is installed.

    torch alone refuses the name with a RuntimeError that lists the names it knows; it does not fall
    back to another device.
    """
    if find_spec("torch_npu"):
        import torch_npu  # noqa: F401  it makes the name known

        assert torch.device("npu:0").type == "npu"
    else:
        with pytest.raises(RuntimeError, match="Expected one of cpu, cuda"):
            torch.device("npu:0")


@claim("device-cuda-absent", note="pytorch-basics 10.5", verdict=HOLDS)
def test_cuda_is_refused_where_there_is_none():
    """The slide: move to "cuda:0" if it is available. Rightly: if it is not, the move raises.

    A RuntimeError where there is no driver, an AssertionError from a torch built without CUDA. The
    name alone can be written anywhere.
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
    """The slide: "cuda:0" if torch.cuda.is_available() else "cpu". True: it is one or the other."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: available)

    device = choose_device()

    assert isinstance(device, torch.device)
    assert str(device) == name


@claim("device-module-to-in-place", note="pytorch-basics 10.5", verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.3)
@given(seed=seeds())
def test_move_of_a_module_is_in_place(module_to, seed, device, dtype):
    """The note: model.to(device), the result unused. True: it moves the module and returns it.

    Parameters and buffers at every level move and keep their values. A change of dtype is for
    floats: batch norm's counter remains an integer.
    """
    net = small_net()
    net[1][0].running_mean = gaussian(seed, 4).float()
    before = {name: value.clone() for name, value in net.state_dict().items()}
    attributes = [list(vars(module)) for module in net.modules()]

    assert module_to(net, device) is net
    assert module_to(net, dtype) is net
    assert [list(vars(module)) for module in net.modules()] == attributes

    for name, value in net.state_dict().items():
        kind = torch.int64 if name == "1.0.num_batches_tracked" else dtype
        assert_equal(value, before[name].to(device, kind))
    assert net(gaussian(seed, 5, 3).to(device, dtype)).dtype == dtype


@claim("device-module-to-in-place", note="pytorch-basics 10.5", verdict=HOLDS)
def test_move_of_a_tensor_makes_a_new_one(device):
    """Unlike a module's: x.to(device) leaves x where it was, so that its result must be kept.

    Where nothing changes, it returns x itself.
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
    """The note: model.to(device) first, then the optimizer. Either order works on ordinary devices.

    The parameters remain the same objects with new memory, so that an optimizer made before the
    move still steps the net.
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
def test_move_to_a_device_without_numbers_replaces_the_parameters(module_to):
    """The condition: where tensors are of another kind, as on meta, the parameters are new objects.

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
def test_move_of_a_criterion_is_needed_only_if_it_has_weights(module_to, device, dtype):
    """The note leaves criterion.to(device) out. Right: cross entropy has nothing to be moved.

    With a weight for each class it has a buffer, which must be on the device of the logits.
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
    expected = torch.tensor(0.5).double().log().neg()
    found = weighted(logits, labels)
    assert_near(found, expected, roundings=8, loose="log 2 is nearly a number of float32")
