"""The tensor program of chapter three."""

import numpy as np
import torch
from hypothesis import assume, given

from concepts.programs.tensor_basics import A, B, C
from tests.support.claims import HOLDS, claim
from tests.support.strategies import INTEGERS, tensors
from tests.support.tolerance import assert_equal, assert_near


@claim("program-000-tensors", note="chapter-three 1", verdict=HOLDS)
def test_prints_what_the_note_shows(tensor_basics, device, dtype):
    """The note's a (3×2), b (3×2) and c (2×2), and its five results. True to the digit."""
    a, b, c = (torch.tensor(rows, device=device, dtype=dtype) for rows in (A, B, C))

    shown = {name: result.tolist() for name, result in tensor_basics(a, b, c).items()}
    inverse = shown.pop("inverse")

    assert shown == {
        "size": [3, 2],
        "mm": [[12, 17], [28, 40], [39, 55]],
        "cat": [[2, 3, 1, 2], [4, 8, 2, 3], [7, 9, 3, 4]],
        "mul": [[2, 6], [8, 24], [21, 36]],
    }
    assert [[round(x, 2) for x in row] for row in inverse] == [[3, -4], [-2, 3]]


@claim("program-000-tensors", note="chapter-three 1", verdict=HOLDS)
@given(a=tensors(INTEGERS, shape=(3, 2)), c=tensors(INTEGERS, shape=(2, 2)))
def test_multiplies_rows_by_columns_and_inverts(tensor_basics, a, c, device, dtype):
    """The note shows mm and inverse of one example. True of others.

    mm is Σ_k a_ik c_kj, exact on whole numbers; the inverse gives 1 when multiplied back.
    """
    assume(abs((c[0, 0] * c[1, 1] - c[0, 1] * c[1, 0]).item()) >= 1)
    loop = [
        [sum(a[i, k].item() * c[k, j].item() for k in range(2)) for j in range(2)] for i in range(3)
    ]
    moved = a.to(device, dtype), a.to(device, dtype), c.to(device, dtype)

    results = tensor_basics(*moved)
    one = results["inverse"].double() @ moved[2].double()

    assert_equal(results["mm"], torch.tensor(loop, device=device, dtype=dtype))
    # the error of an inverse grows with the condition of the matrix, here at most 4 · 8² per unit
    terms = {"roundings": 1, "scale": 4 * 64.0, "dtype": dtype}
    assert_near(one, torch.eye(2), **terms, loose="so bad a matrix is hardly drawn")


@claim("program-000-tensors", note="chapter-three 1", verdict=HOLDS)
@given(c=tensors(INTEGERS, shape=(2, 2)))
def test_goes_to_numpy_and_back_without_a_copy(c):
    """The note: c.numpy() gives an array, torch.from_numpy a tensor. True; both share memory."""
    array = c.numpy()
    back = torch.from_numpy(array)

    array[0, 1] = 99.0

    assert isinstance(array, np.ndarray)
    assert isinstance(back, torch.Tensor)
    assert c[0, 1] == back[0, 1] == 99
