"""What the programs do unless told otherwise, and where they do it if told."""

import pytest
import torch
from torch.optim import SGD

from concepts.data.mnist import Mnist
from concepts.programs import (
    diabetes_network,
    fast_digits,
    mnist_cnn,
    mnist_deep_mlp,
    mnist_linear,
    mnist_mlp,
)
from concepts.programs.hello_rnn import EMBEDDING, Hello

META = "meta"  # knows shapes and devices, and no values
BRIEF = fast_digits.Recipe(fast_digits.small, steps=2, batch=8, lr=1e-2, warm_up=1)
DIGITS = {
    "mnist_mlp": lambda digits: mnist_mlp.run(digits, 0, META),
    "fast_digits": lambda digits: fast_digits.run(digits, BRIEF, 0, META),
    "mnist_deep_mlp": lambda digits: mnist_deep_mlp.run(digits, 0, META, 1),
    "mnist_cnn": lambda digits: mnist_cnn.run(digits, 0, META, 1),
}


@pytest.fixture
def few():
    """Seventy digits, all alike."""
    images, labels = torch.zeros(70, 28, 28, dtype=torch.uint8), torch.zeros(70, dtype=torch.int64)
    return Mnist(images, labels, images, labels, "nothing")


@pytest.fixture
def plain(monkeypatch):
    """Steps of SGD for those of Adam, which older torch does not take without values."""
    monkeypatch.setattr(torch.optim, "Adam", lambda parameters, lr, **_: SGD(parameters, lr=lr))


@pytest.fixture
def judged(monkeypatch, plain):
    """The devices of all that is brought to be judged; the judgement itself would need values."""
    seen = []

    def judge(batches, net):
        seen.extend(x.device.type for batch in batches for x in batch)
        seen.extend(p.device.type for p in net.parameters())
        return 0.0

    for program in (mnist_mlp, fast_digits, mnist_deep_mlp):
        monkeypatch.setattr(program, "evaluate_accuracy", judge)
    monkeypatch.setattr(mnist_deep_mlp, "reports", lambda losses, epoch: [])
    return seen


def rows_of(columns, rows):
    return torch.ones(rows, columns).numpy()


@pytest.mark.parametrize("program", DIGITS)
def test_train_and_judge_on_the_device_asked_for(program, few, judged):
    """Beyond the notes: net, digits and labels go to the device, and nothing is computed elsewhere.

    Said of a device without values, where an operation with any other device is an error.
    """
    run = DIGITS[program](few)

    assert set(judged) == {META}
    assert {p.device.type for p in run.net.parameters()} == {META}


def test_put_the_parts_of_the_linear_program_there_too(few):
    """Beyond the notes: the batches to train on and to test on, the net, and what moves it."""
    run = mnist_linear.run(few, 0, META, 0)

    batches = [*run.train_batches, *run.test_batches]
    assert [len(labels) for _, labels in run.test_batches] == [len(few.test_labels)]
    assert {x.device.type for batch in batches for x in batch} == {META}
    assert {p.device.type for p in run.net.parameters()} == {META}
    moved = [p for group in run.optimizer.param_groups for p in group["params"]]
    assert [id(p) for p in moved] == [id(p) for p in run.net.parameters()]


def test_put_measurements_and_letters_there_too():
    """Beyond the notes: so do the programs of other data."""
    diabetes = diabetes_network.run(rows_of(9, rows=4), 0, META)
    hello = Hello(EMBEDDING, 2, 0, META)

    found = diabetes.losses, *diabetes.net.parameters(), hello("hello"), *hello.parameters()
    assert {x.device.type for x in found} == {META}


def test_stay_on_the_cpu_unless_told(few):
    """Beyond the notes: no device is named, and the CPU is meant."""
    runs = fast_digits.run(few, BRIEF, 0), diabetes_network.run(rows_of(9, rows=4), 0)

    assert {p.device.type for run in runs for p in run.net.parameters()} == {"cpu"}


@pytest.mark.parametrize(
    ("program", "epochs"), [(mnist_deep_mlp, 100), (mnist_cnn, 10), (mnist_linear, 10)]
)
def test_set_out_for_as_many_epochs_as_their_note(program, epochs, few):
    """The notes: 100 epochs of the five layers, 10 of the convolutions, 10 of the linear layer."""
    planned = []

    def turned_away(numbers):
        planned.extend(numbers)
        return ()

    program.run(few, 0, track=turned_away)

    assert len(planned) == epochs
