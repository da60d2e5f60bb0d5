"""The axes: implementation, device and dtype, and what the command line may ask of them."""

import json
import subprocess
import sys

import pytest
import torch

from tests.support import devices
from tests.support.implementations import resolve
from tests.support.table import TABLE

PROPERTY = '''
@claim("one", note="course 1", verdict=HOLDS)
def test_sums_to_one(softmax, device, dtype):
    """True."""
    assert_near(softmax(torch.ones(4, device=device, dtype=dtype), -1).sum(), 1.0, roundings=8)
'''


def cells(ledger):
    return {
        (c["implementation"], c["device"], c["dtype"]): c["outcome"]
        for claim in ledger["claims"]
        for c in claim["cells"]
    }


def test_are_implementation_device_and_dtype_in_this_order(suite):
    suite.write(PROPERTY)

    ids = str(suite.run("--collect-only", "-q", "--device=cpu").stdout)

    assert "test_sums_to_one[torch-cpu-float32]" in ids
    assert "test_sums_to_one[reference-cpu-float64]" in ids
    assert "4 tests collected" in ids


def test_are_few_by_default_and_all_in_the_thorough_profile(suite):
    suite.write(PROPERTY)

    default = cells(suite.ledger("--device=cpu"))
    thorough = cells(suite.ledger("--device=cpu", "--hypothesis-profile=thorough"))

    assert {dtype for *_, dtype in default} == {"float32", "float64"}
    assert {dtype for *_, dtype in thorough} == set(devices.DTYPES)


def test_grow_by_an_implementation_that_the_user_names(suite):
    suite.write(PROPERTY)
    suite.pytester.makepyfile(mine="def half(x, dim): return x.softmax(dim) / 2")
    suite.pytester.syspathinsert()

    found = cells(suite.ledger("--impl", "softmax=mine:half", "--device=cpu"))

    assert found["mine.half", "cpu", "float32"] == "failed"
    assert found["torch", "cpu", "float32"] == "held"


def test_take_the_dtypes_asked_for_and_say_where_a_claim_has_none(suite):
    narrow = '@cells(dtypes=("float64",))' + PROPERTY
    suite.write(PROPERTY + narrow.replace("sums_to_one", "narrow").replace('"one"', '"two"'))

    found = suite.ledger("--dtype=float16", "--device=cpu")
    outcomes = {claim["id"]: {c["outcome"] for c in claim["cells"]} for claim in found["claims"]}
    reasons = {c["reason"] for c in found["claims"][1]["cells"]}

    assert outcomes == {"one": {"held"}, "two": {"not available"}}
    assert reasons == {"the claim is about float64 alone"}


def test_show_what_torch_does_not_ship_as_not_available(suite):
    suite.write(PROPERTY.replace("softmax", "maxout").replace("assert_near", "assert maxout  # "))

    found = cells(suite.ledger("--device=cpu"))

    assert found["torch", "cpu", "float32"] == "not available"
    assert found["reference", "cpu", "float32"] == "held"


def test_add_the_meta_device_to_claims_about_shapes(suite):
    suite.write(
        '@cells(meta=True)\n@claim("one", note="course 1", verdict=HOLDS)\n'
        'def test_keeps_the_shape(softmax, device):\n    """True."""\n'
        "    assert torch.empty(2, 3, device=device).shape == (2, 3)\n"
    )

    assert cells(suite.ledger("--device=cpu")) == {
        (implementation, device, ""): "held"
        for implementation in ("torch", "reference")
        for device in ("cpu", "meta")
    }


def test_turn_a_half_that_is_not_implemented_into_a_cell_not_available(suite):
    refusal = """    if dtype == torch.float16:
        raise RuntimeError("softmax not implemented for 'Half'")
"""
    suite.write(PROPERTY.replace("    assert_near", refusal + "    assert_near"))

    found = cells(suite.ledger("--dtype=float16", "--dtype=float32", "--device=cpu"))

    assert found["torch", "cpu", "float16"] == "not available"
    assert found["torch", "cpu", "float32"] == "held"


def test_of_a_table_are_the_implementations_of_each_rows_concept(suite):
    suite.write(
        '@table("subject, one", [row("soft", "softmax", 1.0, claims=[claim("a", note="course 1", '
        'verdict=HOLDS, statement="softmax of one")]), row("max", "maxout", 2.0)])\n'
        'def test_table(subject, one):\n    """True."""\n'
    )

    result = suite.run("--collect-only", "-q")
    (entry,) = json.loads(str(suite.run("--claims=json").stdout))

    for id in ("soft-torch", "soft-reference", "max-torch", "max-reference"):
        assert f"test_table[{id}]" in str(result.stdout)
    assert entry["statement"] == "softmax of one"


def test_are_no_product_of_two_concepts(suite):
    suite.write(PROPERTY.replace("(softmax, device", "(softmax, sigmoid, device"))

    result = suite.run()

    assert result.ret != 0
    assert "takes softmax and sigmoid" in str(result.stdout)


@pytest.mark.parametrize(
    ("option", "remedy"),
    [
        ("--device-module=torch_warp", "cannot import 'torch_warp' (No module named"),
        ("--device=warp", "torch knows no device 'warp'; here there are: cpu"),
        ("--device=xpu:7", "'xpu:7' is not available on this machine"),
        ("--device=meta", "meta holds no values"),
        ("--dtype=float99", "'float99'; choose from float32"),
        ("--impl=softmax", "write --impl CONCEPT=MODULE:NAME"),
        ("--impl=softmin=torch:softmax", "no concept 'softmin'; choose one of"),
        ("--impl=softmax=torch", "write package.module:name"),
        ("--impl=softmax=nowhere.at_all:f", "cannot import 'nowhere.at_all'"),
        ("--impl=softmax=torch:sofmax", "'torch' has no 'sofmax'"),
        ("--impl=softmax=math:pi", "not something to call"),
        ("--data=/no/such/folder", "there is no folder /no/such/folder"),
        ("--report=/dev/null", "name a folder of your own"),
    ],
    ids=lambda text: text.partition("=")[0] if text.startswith("--") else text[:24],
)
def test_refuse_what_is_not_there_in_one_sentence(suite, option, remedy):
    suite.write(PROPERTY)

    result = suite.run(option)
    lines = [line for line in result.errlines if line.strip()]

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert len(lines) == 1
    assert remedy in lines[0]
    assert "passed" not in str(result.stdout)


def test_resolve_every_implementation_of_the_table():
    named = [spec for pair in TABLE.values() for spec in pair if ":" in spec]

    assert [spec for spec in named if not callable(resolve(spec))] == []


def test_of_a_device_that_a_module_brings_are_there_once_it_is_imported(suite):
    suite.write(PROPERTY)
    suite.pytester.makepyfile(
        torch_warp="""
        import sys, torch
        torch.utils.rename_privateuse1_backend("warp")
        torch._register_device_module("warp", sys.modules[__name__])
        is_available = lambda: False
        device_count = lambda: 0
        """
    )

    options = ("--device-module=torch_warp", "--device=warp:0")

    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "conftest", *options],
        cwd=suite.pytester.path,
        env=suite.environment(),
        check=False,
        capture_output=True,
        text=True,
    )

    # torch knows the word now, and that there is no such thing in this machine
    assert "'warp:0' is not available on this machine" in run.stderr


def test_run_what_is_about_no_device_once_for_two_devices(suite):
    host = '@claim("host", note="course 1", verdict=HOLDS)\ndef test_of_the_host(softmax):\n'
    suite.write(PROPERTY + host + '    """True."""\n    assert softmax\n')

    found = suite.ledger("--device=cpu", "--device=cpu:0")
    devices = {claim["id"]: [c["device"] for c in claim["cells"]] for claim in found["claims"]}

    assert devices["host"] == ["", ""]  # torch's and the reference
    assert sorted(set(devices["one"])) == ["cpu", "cpu:0"]


def test_compute_nothing_in_less_than_its_dtype():
    matmul = torch.backends.cuda.matmul

    assert not matmul.allow_tf32
    assert not torch.backends.cudnn.allow_tf32
    assert not matmul.allow_fp16_reduced_precision_reduction


def test_leave_accelerators_asleep_during_collection(pytestconfig):
    assert not torch.cuda.is_initialized() or pytestconfig.getoption("device")
