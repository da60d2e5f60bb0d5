"""Wrong ways through the tensor program."""

FAULTS = {
    "tensor_basics": {
        "product-with-the-transpose": (
            "(a.unsqueeze(-1) * c).sum(-2)",
            "(a.unsqueeze(-1) * c.T).sum(-2)",
        ),
        "concatenated-in-the-wrong-order": ("*a.T, *b.T", "*b.T, *a.T"),
        "size-reversed": ("torch.tensor(a.shape)", "torch.tensor(a.shape[::-1])"),
        "sum-for-product": ("a * b", "a + b"),
        "determinant-with-a-plus": ("c[1, 1] - c[0, 1]", "c[1, 1] + c[0, 1]"),
        "adjugate-not-swapped": (
            "[c[1, 1], -c[0, 1], -c[1, 0], c[0, 0]]",
            "[c[0, 0], -c[0, 1], -c[1, 0], c[1, 1]]",
        ),
    },
}
