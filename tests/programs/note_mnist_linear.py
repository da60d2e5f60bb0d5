"""What the softmax-regression note prints, and its loop in plain steps, a batch at a time."""

from tests.support.statistics import Spread

# loss, accuracy on the training set, accuracy on the test set
PRINTED = [
    (0.0071, 0.675, 0.788),
    (0.0050, 0.795, 0.821),
    (0.0040, 0.819, 0.837),
    (0.0034, 0.832, 0.846),
    (0.0031, 0.841, 0.855),
    (0.0028, 0.848, 0.860),
    (0.0026, 0.853, 0.865),
    (0.0025, 0.857, 0.868),
    (0.0024, 0.860, 0.871),
    (0.0023, 0.863, 0.874),
]
# and what the same figures are over seeds, on the whole of MNIST
MEASURED = [
    (Spread(0.0071775, 0.0000344, 16), Spread(0.6714, 0.0136, 16), Spread(0.7894, 0.0048, 16)),
    (Spread(0.0049876, 0.0000178, 16), Spread(0.7974, 0.0025, 16), Spread(0.8225, 0.0022, 16)),
    (Spread(0.0039765, 0.0000108, 16), Spread(0.8206, 0.0014, 16), Spread(0.8374, 0.0013, 16)),
    (Spread(0.0034198, 0.0000078, 16), Spread(0.8334, 0.0011, 16), Spread(0.8472, 0.0009, 16)),
    (Spread(0.0030682, 0.0000058, 16), Spread(0.8419, 0.0008, 16), Spread(0.8551, 0.0011, 16)),
    (Spread(0.0028246, 0.0000046, 16), Spread(0.8483, 0.0007, 16), Spread(0.8611, 0.0011, 16)),
    (Spread(0.0026446, 0.0000040, 16), Spread(0.8535, 0.0006, 16), Spread(0.8654, 0.0008, 16)),
    (Spread(0.0025059, 0.0000037, 16), Spread(0.8575, 0.0005, 16), Spread(0.8692, 0.0008, 16)),
    (Spread(0.0023948, 0.0000033, 16), Spread(0.8608, 0.0005, 16), Spread(0.8720, 0.0008, 16)),
    (Spread(0.0023035, 0.0000033, 16), Spread(0.8635, 0.0004, 16), Spread(0.8745, 0.0008, 16)),
]


def correct(net, x, y):
    """How many rows have their largest score where the label is; the first of equal ones."""
    return sum(
        max(range(len(row)), key=row.__getitem__) == label
        for row, label in zip(net(x).tolist(), y, strict=True)
    )


def note_lines(net, train, test, loss, epochs, optimizer):
    """The three figures of each epoch, as the note reckons them."""
    for _ in range(epochs):
        total, right, samples = 0.0, 0, 0
        for x, y in train:
            right += correct(net, x, y.tolist())  # before the step
            samples += len(y)
            value = loss(net(x), y)
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
            total += value.item()
        test_right = [correct(net, x, y.tolist()) for x, y in test]
        yield total / samples, right / samples, sum(test_right) / sum(len(y) for _, y in test)
