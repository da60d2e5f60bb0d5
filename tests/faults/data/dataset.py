"""Wrong ideas of a data set."""

from abc import ABCMeta, abstractmethod


def abstract(reference):
    """What the note takes it for."""

    class AbstractDataset(reference, metaclass=ABCMeta):
        @abstractmethod
        def __getitem__(self, index): ...

    return AbstractDataset


def all_three_demanded(reference):
    """A subclass that does not write every method by itself cannot be made."""

    class StrictDataset(reference):
        def __new__(cls, *args):
            own = {name for ancestor in cls.__mro__[:-2] for name in vars(ancestor)}
            if cls is not StrictDataset and not own >= {"__init__", "__getitem__", "__len__"}:
                raise TypeError("write all three methods")
            return super().__new__(cls)

    return StrictDataset


NOTHING_THERE = "raise NotImplementedError("
ROW = "tuple(tensor[index] for tensor in self.tensors)"
NO_LENGTH = "    def __getitem__(self, index: int) -> Any:"

FAULTS = {
    "dataset": {
        "abstract": abstract,
        "all-three-demanded": all_three_demanded,
        "empty-instead-of-without-length": (
            NO_LENGTH,
            f"    def __len__(self):\n        return 0\n\n{NO_LENGTH}",
        ),
        "one-sample-long": (
            NO_LENGTH,
            f"    def __len__(self):\n        return 1\n\n{NO_LENGTH}",
        ),
        "wrong-exception": (NOTHING_THERE, "raise TypeError("),
        "gives-what-it-would-say": (NOTHING_THERE, "return ("),
    },
    "tensor_dataset": {
        "index-for-sample": (ROW, "tuple(torch.tensor(index) for tensor in self.tensors)"),
        "columns-for-rows": (
            ROW,
            "tuple(t.movedim(-1, 0)[index % t.shape[-1]] for t in self.tensors)",
        ),
        "length-in-columns": ("self.tensors[0].shape[0]", "self.tensors[0].shape[-1]"),
        "length-in-tensors": ("self.tensors[0].shape[0]", "len(self.tensors)"),
        "inputs-alone": (ROW, "(self.tensors[0][index],)"),
        "labels-before-inputs": (ROW, "tuple(tensor[index] for tensor in self.tensors[::-1])"),
        "counted-from-one": (ROW, "tuple(tensor[index - 1] for tensor in self.tensors)"),
        "magnitude-of-the-index": (
            ROW,
            "tuple(tensor[min(abs(index), len(tensor) - 1)] for tensor in self.tensors)",
        ),
        "kept-as-a-matrix": (ROW, "tuple(tensor[[index]] for tensor in self.tensors)"),
        "a-list": (ROW, "[tensor[index] for tensor in self.tensors]"),
    },
    "table_dataset": {
        "label-without-dimension": ("table[:, [-1]]", "table[:, -1]"),
        "label-among-the-features": ("table[:, :-1]", "table[:, :]"),
        "label-in-the-first-column": ("table[:, [-1]]", "table[:, [0]]"),
        "header-skipped": (
            "ndmin=2)",
            "ndmin=2)\n        table = table[1:] if len(table) > 1 else table",
        ),
        "length-in-columns": ("self.inputs.shape[0]", "self.inputs.shape[1]"),
        "length-in-entries": ("self.inputs.shape[0]", "self.inputs.numel()"),
        "double-precision": ("dtype=np.float32", "dtype=np.float64"),
        "shuffled-alone": (
            "return self.inputs[index], self.labels[index]",
            "return self.inputs[index], self.labels[-1 - index]",
        ),
    },
}
