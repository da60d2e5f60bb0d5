"""Wrong ways from Python numbers to a tensor and back."""

import torch


def encoded(tensor):
    """Take the code of a letter for a number."""

    def wrong(data, **options):
        if isinstance(data, str):
            return tensor(ord(data[0]), **options)
        if isinstance(data, list):
            data = [ord(entry[0]) if isinstance(entry, str) else entry for entry in data]
        return tensor(data, **options)

    return wrong


def none_for_nan(tensor):
    """Take None for a missing number."""

    def filled(data):
        nested = [filled(entry) for entry in data] if isinstance(data, list) else data
        return float("nan") if nested is None else nested

    return lambda data, **options: tensor(filled(data), **options)


def padded(tensor):
    """Fill what is too short with zeros."""

    def wrong(data, **options):
        try:
            return tensor(data, **options)
        except (ValueError, TypeError):
            rows = [wrong(row, **options).reshape(-1) for row in data if not isinstance(row, str)]
            return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True) if rows else tensor(0)

    return wrong


def in_half(legacy_tensor):
    """Pass through a type of 11 bits."""
    return lambda data: legacy_tensor(data).half().to(torch.get_default_dtype())


def text_left_out(legacy_tensor):
    """Keep the numbers and say nothing of the rest."""
    return lambda data: legacy_tensor([entry for entry in data if not isinstance(entry, str)])


def first_of_many(item):
    """The first element, if there is any."""
    return lambda x: item(x.reshape(-1)[:1]) if x.numel() else 0.0


FAULTS = {
    "tensor": {
        "float64-for-floats": ("torch.int64, default,", "torch.int64, torch.float64,"),
        "int32-for-integers": ("torch.int64, default", "torch.int32, default"),
        "integers-are-floats": ("torch.int64, default", "default, default"),
        "bool-is-an-integer": ("(torch.bool, ", "(torch.int64, "),
        "complex64-in-any-case": ("if default == torch.float32 else torch.complex128", ""),
        "the-first-number-decides": (
            "max((KINDS.index(type(entry)) for entry in entries), default=2)",
            "next((KINDS.index(type(entry)) for entry in entries), 2)",
        ),
        "integers-when-empty": ("default=2)", "default=1)"),
        "never-without-a-dimension": (
            "    return result",
            "    return result if shape else result.reshape(1)",
        ),
        "transposed": ("    return result", "    return result.T if result.ndim == 2 else result"),
        "flat": ("    return result", "    return result.flatten() if shape else result"),
        "letters-are-codes": encoded,
        "none-is-nan": none_for_nan,
        "rows-padded": padded,
    },
    "legacy_tensor": {
        "integers-kept": ("tensor(data, dtype=torch.get_default_dtype())", "tensor(data)"),
        "float64-in-any-case": ("torch.get_default_dtype()", "torch.float64"),
        "float32-in-any-case": ("torch.get_default_dtype()", "torch.float32"),
        "rounded-to-half": in_half,
        "a-batch-of-one": (
            "return tensor(data, dtype=torch.get_default_dtype())",
            "x = tensor(data, dtype=torch.get_default_dtype())\n"
            "    return x.unsqueeze(0) if x.ndim == 1 else x",
        ),
        "size-transposed": (
            "return tensor(data, dtype=torch.get_default_dtype())",
            "x = tensor(data, dtype=torch.get_default_dtype())\n"
            "    return x.T if x.ndim == 2 else x",
        ),
        "text-left-out": text_left_out,
        "fractions-cut": lambda _: (
            lambda data: torch.tensor(data).long().to(torch.get_default_dtype())
        ),
    },
    "type_name": {
        "always-float": ("NAMES[x.dtype]", "NAMES[torch.float32]"),
        "the-class": lambda _: type,
        "the-class-alone": ("torch.{place}{NAMES[x.dtype]}Tensor", "torch.{place}Tensor"),
        "the-dtype": lambda _: lambda x: str(x.dtype),
        "the-cpu-named": ('"" if x.device.type == "cpu" else ', ""),
    },
    "item": {
        "always-a-float": ("return number", "return float(number.real)"),
        "an-integer": ("return number", "return int(number.real)"),
        "two-dimensions-demanded": (
            "if x.numel() != 1:",
            "assert x.ndim == 2\n    if x.numel() != 1:",
        ),
        "the-first-of-many": first_of_many,
        "a-tensor-still": lambda _: lambda x: x.reshape(()),
        "in-single-precision": (
            "x.reshape(()).tolist()",
            "(x.float() if x.is_floating_point() else x).reshape(()).tolist()",
        ),
        "bool-is-an-integer": ("return number", "return number if number is not True else 1"),
        "sign-of-zero-lost": ("return number", "return number if number else 0 * type(number)(0)"),
    },
}
