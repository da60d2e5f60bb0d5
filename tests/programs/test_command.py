"""`python -m concepts.programs`: a person runs a program of the notes, and reads its figures."""

import os
import re
import subprocess
import sys

import pytest
import torch

from concepts.data.mnist import Mnist
from concepts.programs import mnist_cnn, mnist_deep_mlp, mnist_linear, mnist_mlp
from concepts.programs.__main__ import PROGRAMS
from concepts.programs.hello_rnn import CELL, Hello
from tests.support.strategies import generator


def run(root, *arguments, **environment):
    """The command in a process of its own, whose outputs are pipes."""
    return subprocess.run(
        [sys.executable, "-m", "concepts.programs", *arguments],
        cwd=root,
        env=os.environ | environment,
        check=False,
        capture_output=True,
        timeout=120,
    )


def test_prints_the_figures_and_nothing_of_a_bar_to_a_pipe(pytestconfig):
    """The losses of 3 epochs from seed 5, by three nets; not one byte that moves a cursor."""
    done = run(pytestconfig.rootpath, "hello_rnn", "--seed=5", "--epochs=3", CI="")
    losses = Hello(CELL, 1, 5).fit(3).losses.flatten().tolist()

    printed = re.findall(r"cell, epoch \d: [ehlo]{5}, loss (\d\.\d{3})", done.stdout.decode())

    assert done.returncode == 0
    assert printed == [f"{loss:.3f}" for loss in losses]
    assert done.stdout.count(b"\n") == 9
    assert done.stderr == b""
    assert not {b"\x1b", b"\r"} & set(done.stdout)


@pytest.mark.parametrize("name", ["regression_network", "diabetes_network"])
def test_hands_every_epoch_through_the_bar(monkeypatch, name):
    """What a terminal shows is the bar of progress.py, and it is given the three epochs."""
    lengths = []
    monkeypatch.setattr("concepts.programs.__main__.bar", measured(lengths))

    losses = list(PROGRAMS[name][0](0, "cpu", 3))[1:]

    assert len(losses) == 3
    assert lengths == [3]


def measured(lengths):
    def track(items):
        lengths.append(len(items))
        return iter(items)

    return track


def test_lists_the_programs_when_none_is_named(pytestconfig):
    done = run(pytestconfig.rootpath)

    lines = done.stdout.decode().splitlines()

    assert done.returncode == 0
    assert lines == [f"{name}, {epochs} epochs" for name, (_, epochs) in PROGRAMS.items()]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["mnist"], "invalid choice: 'mnist'"),
        (["hello_rnn", "--device=abacus"], "torch cannot compute on 'abacus' here"),
        (["hello_rnn", "--device=meta"], "torch cannot compute on 'meta' here"),
        (["hello_rnn", "--epochs=0"], "'0' is no whole number from 1"),
        (["hello_rnn", "--seed=-1"], "'-1' is no whole number from 0"),
        (["mnist_mlp", "--epochs=2"], "mnist_mlp trains for one epoch"),
        (["mnist_cnn", "--epochs=1"], "there is no folder"),
    ],
    ids=" ".join,
)
def test_says_in_a_sentence_what_is_wrong(pytestconfig, tmp_path, arguments, sentence):
    done = run(pytestconfig.rootpath, *arguments, EXECUTABLE_NOTES_DATA=f"{tmp_path / 'none'}")

    errors = done.stderr.decode()

    assert done.returncode != 0
    assert sentence in errors
    assert "Traceback" not in errors
    assert done.stdout == b""


@pytest.mark.parametrize(
    ("name", "steps", "last"),
    [
        ("mnist_mlp", 10, lambda d: f"{mnist_mlp.run(d, 3).test_accuracy:.2%} of the test digits"),
        ("mnist_linear", 1, lambda d: f"epoch 1, {mnist_linear.run(d, 3, epochs=1).table[0]}"),
        ("mnist_deep_mlp", 1, lambda d: of_test_digits(mnist_deep_mlp.run(d, 3, epochs=1))),
        ("mnist_cnn", 1, lambda d: of_test_digits(mnist_cnn.run(d, 3, epochs=1))),
    ],
)
def test_prints_the_source_first_and_what_the_run_gives_last(monkeypatch, name, steps, last):
    """For one epoch on 640 images of noise, from seed 3, with as many steps of the bar."""
    images = torch.randint(256, (740, 28, 28), generator=generator(0), dtype=torch.uint8)
    labels = torch.randint(10, (740,), generator=generator(1))
    digits = Mnist(images[:640], labels[:640], images[640:], labels[640:], "noise")
    monkeypatch.setattr("concepts.data.mnist.load", lambda: digits)
    lengths = []
    monkeypatch.setattr("concepts.programs.__main__.bar", measured(lengths))

    lines = list(PROGRAMS[name][0](3, "cpu", 1))

    assert lines[0] == "noise (640 + 100 rows)"
    assert lines[-1] == last(digits)
    assert lengths == [steps]


def of_test_digits(run):
    return f"{run.epochs[-1].test_accuracy:.2%} of the test digits"
