"""What the notes say of the library itself."""

import importlib.machinery
import inspect

import torch

from tests.support.claims import HOLDS_IF, claim, not_checkable

NOT_CHECKABLE = [
    not_checkable(
        "pytorch-speeds-industrialisation",
        note="regression-network 1",
        statement="PyTorch shortens the way from research to products",
        reason="about practice; a course that teaches with another library neither helps nor hurts",
    ),
    not_checkable(
        "misc-ascend-env-line",
        note="pytorch-basics 11.3",
        statement="the last line sets the paths of an accelerator's toolkit",
        reason="a line of one machine's shell, no Python; it tells which device npu:0 is",
    ),
]


@claim("pytorch-cpp", note="regression-network 1", verdict=HOLDS_IF)
def test_has_a_core_compiled_from_cpp():
    """The note: PyTorch is open source, comes from Torch, and has a core in C++. The last is true.

    It can be seen from here: the core is an extension module, an addition is built in rather than
    written in Python, and the build names its C++ standard. Licence and ancestry no test can run.
    """
    core = torch._C.__spec__

    assert isinstance(core.loader, importlib.machinery.ExtensionFileLoader)
    assert inspect.isbuiltin(torch.add)
    assert not inspect.isbuiltin(torch.nn.Module.__call__), "the layers above it are Python"
    assert "C++ Version" in torch.__config__.show()
