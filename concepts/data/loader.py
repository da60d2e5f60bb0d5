"""A loader cuts a data set into batches:  ⌈N/B⌉ of them an epoch, ⌊N/B⌋ if it drops the rest.

Each epoch starts afresh: it puts the samples in order (0 … N-1, or a new permutation if it
shuffles), then cuts the order into batches, then collates each, by the type of its samples.
So a permutation does not depend on the batch size, and no sample is seen twice in an epoch.

A loader asks its data set for `dataset[i]` alone, and for `len(dataset)` only to count or to put
in order, shuffled or not, where no sampler does. Workers are processes: what they change in the
data set, the main process never sees.

Sources: pytorch-basics 8; chapter-three 8; softmax-regression 1.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from itertools import islice
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import IterableDataset


def collate(samples: list[Any]) -> Any:
    """Samples side by side: a tensor of what are numbers, a list of tensors of what are tuples.

    Python's int becomes int64 and its float float64; what has a dtype keeps it. Tensors must
    be of one shape. Strings stay as they are.
    """
    first = samples[0]
    if isinstance(first, Tensor | np.ndarray | np.generic):
        return torch.stack([torch.as_tensor(sample) for sample in samples])
    if isinstance(first, float):
        return torch.tensor(samples, dtype=torch.float64)
    if isinstance(first, int):
        return torch.tensor(samples)
    if isinstance(first, dict):
        return {key: collate([sample[key] for sample in samples]) for key in first}
    if isinstance(first, tuple | list):
        return [collate(list(column)) for column in zip(*samples, strict=True)]
    return samples


class DataLoader:
    """Batches of a data set, in an order of its own each time it is iterated over."""

    def __init__(
        self,
        dataset: Any,
        batch_size: int = 1,
        shuffle: bool | None = None,
        sampler: Iterable[int] | None = None,
        *,
        num_workers: int = 0,
        collate_fn: Callable[[list[Any]], Any] = collate,
        drop_last: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        """Take what has an order, `dataset[i]`, or an IterableDataset, which comes in its own."""
        if batch_size <= 0:
            raise ValueError(f"batch_size must be positive, not {batch_size}")
        if num_workers < 0:
            raise ValueError(f"num_workers must not be negative, as {num_workers} is")
        if shuffle and sampler is not None:
            raise ValueError("a sampler is an order: there is nothing left to shuffle")
        if shuffle and isinstance(dataset, IterableDataset):
            raise ValueError("what has no index cannot be shuffled")
        if shuffle:
            len(dataset)  # what has no length cannot either, and says so at once
        self.dataset, self.batch_size, self.drop_last = dataset, batch_size, drop_last
        self.shuffle, self.sampler, self.generator = shuffle, sampler, generator
        self.num_workers, self.collate_fn = num_workers, collate_fn

    def __len__(self) -> int:
        """Count the batches of an epoch."""
        samples = len(self.dataset if self.sampler is None else self.sampler)  # type: ignore[arg-type]
        rest = 0 if self.drop_last else self.batch_size - 1
        return (samples + rest) // self.batch_size

    def __iter__(self) -> Iterator[Any]:
        """Begin an epoch."""
        if isinstance(self.dataset, IterableDataset):
            yield from self._batches(iter(self.dataset))
        elif self.num_workers == 0:
            yield from self._batches(map(self.dataset.__getitem__, self._order()))
        else:
            with futures.ProcessPoolExecutor(self.num_workers) as pool:
                yield from self._batches(pool.map(self.dataset.__getitem__, self._order()))

    def _order(self) -> Iterable[int]:
        if self.sampler is not None:
            return self.sampler
        samples = len(self.dataset)
        if self.shuffle:
            return torch.randperm(samples, generator=self.generator).tolist()
        return range(samples)

    def _batches(self, samples: Iterator[Any]) -> Iterator[Any]:
        while batch := list(islice(samples, self.batch_size)):
            if len(batch) == self.batch_size or not self.drop_last:
                yield self.collate_fn(batch)
