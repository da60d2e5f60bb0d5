"""What the softmax-regression note prints, and its loop in plain steps, a batch at a time."""

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
