"""Wrong ways to cut, shuffle and collate."""

import numpy as np
import torch


def swapped_with_any(samples, generator=None):
    """Swap each entry with any other: n^n equally likely paths to n! orders."""
    order = list(range(samples))
    partners = torch.randint(samples, (samples,), generator=generator).tolist()
    for i, j in enumerate(partners):
        order[i], order[j] = order[j], order[i]
    return torch.tensor(order)


def never_in_place(samples, generator=None):
    """Sattolo's slip: swap each entry with an earlier one, never with itself."""
    order = list(range(samples))
    fractions = torch.rand(samples, generator=generator).tolist()
    for i in range(samples - 1, 0, -1):
        j = int(fractions[i] * i)
        order[i], order[j] = order[j], order[i]
    return torch.tensor(order)


def rotated(samples, generator=None):
    """Begin anywhere, and go on in order."""
    return torch.arange(samples).roll(int(torch.randint(samples, (1,), generator=generator)))


def within_thousands(samples, generator=None):
    """A buffer that shuffles a thousand neighbours at a time, as a stream is shuffled."""
    order = torch.arange(samples).split(1000)
    return torch.cat([part[torch.randperm(len(part), generator=generator)] for part in order])


def numpys(samples, generator=None):
    """Deaf to torch's seeds."""
    return torch.from_numpy(np.random.default_rng().permutation(samples))


def ordered_by(permute):
    """A loader whose permutation is drawn by another function."""

    def wrong(reference):
        class Loader(reference):
            def _order(self):
                if not self.shuffle:
                    return super()._order()
                return permute(len(self.dataset), generator=self.generator).tolist()

        return Loader

    return wrong


def shuffled_once(reference):
    """The first epoch's order for ever."""

    class ShuffledOnce(reference):
        def _order(self):
            self.order = getattr(self, "order", None) or list(super()._order())
            return self.order

    return ShuffledOnce


def batches_shuffled(reference):
    """Cut first, shuffle the batches then."""

    class BatchesShuffled(reference):
        def _order(self):
            if not self.shuffle:
                return super()._order()
            batches = torch.arange(len(self.dataset)).split(self.batch_size)
            order = torch.randperm(len(batches), generator=self.generator)
            return torch.cat([batches[i] for i in order]).tolist()

    return BatchesShuffled


def labels_shuffled_alone(reference):
    """Inputs and labels in two orders."""

    class LabelsShuffledAlone(reference):
        def __iter__(self):
            for batch in super().__iter__():
                if self.shuffle and isinstance(batch, list):
                    batch[-1] = batch[-1].flip(0)
                yield batch

    return LabelsShuffledAlone


def collating(wrong):
    """A loader whose batches are changed before they are given."""

    def made(reference):
        class Loader(reference):
            def __iter__(self):
                return map(wrong, super().__iter__())

        return Loader

    return made


def over(change):
    """Change the tensors of a batch, whatever it is made of."""

    def changed(batch):
        if isinstance(batch, list) and isinstance(batch[0], torch.Tensor):
            return [change(part) for part in batch]
        return change(batch) if isinstance(batch, torch.Tensor) else batch

    return changed


def converted(dtype, to):
    """Tensors of one dtype in another."""
    return collating(over(lambda x: x.to(to) if x.dtype == dtype else x))


def of_equal_size(samples):
    """Zeros at the end of short vectors."""
    if isinstance(samples[0], torch.Tensor) and samples[0].ndim == 1:
        return list(torch.nn.utils.rnn.pad_sequence(samples, batch_first=True))
    return samples


def padded(reference):
    """Fill up what is too short."""

    class Padded(reference):
        def _batches(self, samples):
            collate = self.collate_fn
            self.collate_fn = lambda batch: collate(of_equal_size(batch))
            yield from super()._batches(samples)
            self.collate_fn = collate

    return Padded


REST = "0 if self.drop_last else self.batch_size - 1"
COUNT = "(samples + rest) // self.batch_size"
KEEP = "if len(batch) == self.batch_size or not self.drop_last:"
GIVE = "yield self.collate_fn(batch)"

FAULTS = {
    "loader": {
        "rest-dropped-by-default": ("drop_last: bool = False", "drop_last: bool = True"),
        "rest-never-dropped": (KEEP, "if batch:"),
        "rest-always-dropped": (KEEP, "if len(batch) == self.batch_size:"),
        "rest-filled-up": (
            GIVE,
            "yield self.collate_fn((batch + batch[:1] * self.batch_size)[: self.batch_size])",
        ),
        "counted-by-floor": (REST, "0"),
        "one-batch-too-many-counted": (REST, "0 if self.drop_last else self.batch_size"),
        "samples-counted": (COUNT, "samples"),
        "one-batch-an-epoch": (GIVE, GIVE + "\n                return"),
        "last-sample-forgotten": ("return range(samples)", "return range(samples - 1)"),
        "batches-of-two-by-default": ("batch_size: int = 1", "batch_size: int = 2"),
        "shuffled-by-default": ("shuffle: bool | None = None", "shuffle: bool | None = True"),
        "shuffled-always": ("if self.shuffle:", "if self.sampler is None:"),
        "backwards": ("return range(samples)", "return range(samples)[::-1]"),
        "never-shuffled": ("if self.shuffle:", "if self.sampler:"),
        "with-replacement": ordered_by(
            lambda n, generator: torch.randint(max(n, 1), (n,), generator=generator)
        ),
        "the-same-order-from-any-seed": ordered_by(
            lambda n, generator: torch.randperm(n, generator=torch.Generator().manual_seed(n))
        ),
        "deaf-to-its-generator": ordered_by(lambda n, generator: torch.randperm(n)),
        "numpys-randomness": ordered_by(numpys),
        "swapped-with-any": ordered_by(swapped_with_any),
        "never-in-its-place": ordered_by(never_in_place),
        "rotated": ordered_by(rotated),
        "shuffled-within-thousands": ordered_by(within_thousands),
        "last-sample-stays-last": ordered_by(
            lambda n, generator: torch.cat(
                [torch.randperm(max(n - 1, 0), generator=generator), torch.arange(n)[-1:]]
            )
        ),
        "shuffled-once-for-all": shuffled_once,
        "batches-shuffled-instead": batches_shuffled,
        "labels-shuffled-alone": labels_shuffled_alone,
        "sampler-ignored-by-shuffle": ("if shuffle and sampler is not None:", "if False:"),
        "iterable-shuffled": (
            "if shuffle and isinstance(dataset, IterableDataset):",
            "if shuffle and dataset is None:",
        ),
        "iterable-read-twice": (
            "iter(self.dataset))",
            "iter([*self.dataset, *self.dataset]))",
        ),
        "sampler-ignored": (
            "if self.sampler is not None:",
            "if self.sampler is not None and not hasattr(self.dataset, '__len__'):",
        ),
        "empty-batches-accepted": ("if batch_size <= 0:", "if batch_size < 0:"),
        "no-workers-at-all-accepted": ("if num_workers < 0:", "if num_workers < -1:"),
        "length-asked-for-at-once": (
            "if shuffle:\n",
            "if not isinstance(dataset, IterableDataset):\n",
        ),
        "length-not-asked-for": ("if shuffle:\n", "if False:\n"),
        "heirs-of-dataset-alone": (
            "return range(samples)",
            "return range(samples if isinstance(self.dataset, torch.utils.data.Dataset) else 0)",
        ),
        "threads-for-workers": ("futures.Process", "futures.Thread"),
        "no-workers-however-many": ("elif self.num_workers == 0:", "elif True:"),
        "numbered-from-one": lambda DataLoader: type(
            "FromOne",
            (DataLoader,),
            {"__iter__": lambda self: iter([*DataLoader.__iter__(self)][1:])},
        ),
        "ints-in-32-bits": converted(torch.int64, torch.int32),
        "ints-as-floats": converted(torch.int64, torch.float32),
        "floats-in-32-bits": converted(torch.float64, torch.float32),
        "floats-in-64-bits": converted(torch.float32, torch.float64),
        "labels-as-a-column": collating(over(lambda x: x.unsqueeze(1) if x.ndim == 1 else x)),
        "a-tuple-of-a-pair": collating(lambda b: tuple(b) if isinstance(b, list) else b),
        "batch-in-the-last-dimension": collating(over(lambda x: x.movedim(0, -1))),
        "joined-not-stacked": collating(over(lambda x: x.flatten(0, 1) if x.ndim > 1 else x)),
        "ragged-padded": padded,
        "sampler-iterator-kept": (
            "self.shuffle, self.sampler, self.generator = shuffle, sampler, generator",
            "self.shuffle, self.sampler, self.generator = shuffle, sampler if"
            " sampler is None else list(sampler), generator",
        ),
        "length-of-data-with-sampler": (
            "samples = len(self.dataset if self.sampler is None else self.sampler)",
            "samples = len(self.dataset)",
        ),
        "length-frozen": (
            "samples = len(self.dataset)\n",
            "samples = self.__dict__.setdefault('samples', len(self.dataset))\n",
        ),
    },
}

ORDERED = "a sampler is an order: there is nothing left to shuffle"
EQUIVALENT = {
    ("PoolExecutor(self.num_workers)", "PoolExecutor(None)"): "more of them do the same",
    ("what has no index cannot be shuffled", "XXwhat has no index cannot be shuffledXX"): "words",
    (ORDERED, f"XX{ORDERED}XX"): "words",
}
