"""What torch.load does when it is given a file and nothing else."""

import inspect
from contextlib import nullcontext
from pathlib import Path
from pickle import UnpicklingError
from tempfile import TemporaryDirectory

import pytest
import torch
from torch import nn

from tests.support import versions
from tests.support.claims import VERSION_DEPENDENT, claim
from tests.support.tolerance import assert_equal


@claim("torch-load-default", note="regression-network 1", verdict=VERSION_DEPENDENT)
def test_loads_a_state_without_further_arguments():
    """The note: torch.load("model.pl"). True of a state, in every version.

    In 2.4 and 2.5 it warned that the default would change; since 2.6 it reads weights alone.
    """
    state = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4)).state_dict()
    warning = pytest.warns(FutureWarning, match="weights_only")
    expected = warning if versions.LOAD_WARNS_OF_PICKLES else nullcontext()

    with TemporaryDirectory() as folder, expected:
        torch.save(state, Path(folder, "model.pl"))
        loaded = torch.load(Path(folder, "model.pl"))

    default = inspect.signature(torch.load).parameters["weights_only"].default
    assert default is None or not versions.LOAD_REFUSES_MODULES
    assert list(loaded) == list(state)
    for name, value in state.items():
        assert_equal(loaded[name], value)


@claim("torch-load-default", note="regression-network 1", verdict=VERSION_DEPENDENT)
@claim("mod-save-load", note="course nn.Module", verdict=VERSION_DEPENDENT)
def test_loads_no_whole_net_since_2_6():
    """What the default is about: a net saved whole is a pickle, which may run any code.

    Until 2.5 it was loaded, since 2.6 it is an UnpicklingError; weights_only=False loads it.
    """
    net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))
    refusal = pytest.raises(UnpicklingError, match="Weights only load failed")

    with TemporaryDirectory() as folder:
        path = Path(folder, "model.pl")
        torch.save(net, path)
        whole = torch.load(path, weights_only=False)
        with refusal:
            torch.load(path, weights_only=True)
        with refusal if versions.LOAD_REFUSES_MODULES else as_before():
            torch.load(path)

    assert isinstance(whole, nn.Sequential)
    assert_equal(whole[0].weight, net[0].weight)


def as_before():
    """How a pickle was loaded without a word about weights_only, before that was refused."""
    warning = pytest.warns(FutureWarning, match="weights_only")
    return warning if versions.LOAD_WARNS_OF_PICKLES else nullcontext()
