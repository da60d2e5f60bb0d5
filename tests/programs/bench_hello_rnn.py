"""The hello programs: ten nets one after the other as listed, and side by side."""

import pytest

from concepts.programs.hello_rnn import CELL, Hello
from tests.programs.note_hello import cell_listing

NETS = 10


def listed(device):
    nets = Hello(CELL, NETS, 0, device)
    return [list(cell_listing(nets, net))[-1][0] for net in range(NETS)]


def side_by_side(device):
    return Hello(CELL, NETS, 0, device).fit().losses[-1]


@pytest.mark.parametrize("train", [listed, side_by_side], ids=lambda train: train.__name__)
def test_ten_nets(bench, train, device):
    losses = bench("hello, ten nets", train, device)

    assert len(losses) == NETS
