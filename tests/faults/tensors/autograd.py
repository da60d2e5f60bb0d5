"""Wrong ways to differentiate, to keep a graph, and to leave one."""

FAULTS = {
    "autograd": {
        # the chain rule
        "difference-with-two-plus-signs": ("(g, g * -1)", "(g, g)"),
        "product-rule-swapped": ("(g * b, g * a)", "(g * a, g * b)"),
        "power-without-its-exponent": ("a ** (n - 1) * n", "a ** (n - 1)"),
        "cubes-as-squares": ("a ** (n - 1) * n", "a * n"),
        "tanh-by-a-secant": (
            "(g - g * a.tanh() ** 2,)",
            "(g * ((a + 0.01).tanh() - (a - 0.01).tanh()) * 50,)",
        ),
        "mean-for-sum": ("(g.expand(shape),)", "(g.expand(shape) * (1 / max(shape.numel(), 1)),)"),
        "last-way-alone": ("flowing[target] + share if target in flowing else share", "share"),
        "first-way-alone": (
            "flowing[target] + share if target in flowing else share",
            "flowing[target] if target in flowing else share",
        ),
        "first-made-first": ("max(flowing", "min(flowing"),
        "product-in-float64": (
            "self.numbers * self._numbers(other)",
            "self.numbers.double() * self._numbers(other)",
        ),
        # where it goes
        "in-every-node": ("rule, targets, saved)", "rule, targets, saved, result)"),
        "in-leaves-that-want-none": ("and operand.requires_grad:", "and True:"),
        "zeros-before-backward": (
            "self.grad: Variable | None = None",
            "self.grad = Variable(torch.zeros_like(self.numbers)) if requires_grad else None",
        ),
        "assigned-not-added": (
            "gradient + (0 if before is None else before)",
            "gradient + 0",
        ),
        "one-gradient-for-two-leaves": (
            "gradient + (0 if before is None else before)",
            "gradient if before is None else gradient + before",
        ),
        "retain-grad-ignored": ("self.grad_fn.variable = self", "pass"),
        "update-in-backward": (
            "before = node.variable.grad\n",
            "before = node.variable.grad\n"
            "                    node.variable.numbers = node.variable.numbers - 0.01\n",
        ),
        "gradient-in-float64": (
            "flowing = {root: Variable(torch.ones_like(self.numbers))}",
            "flowing = {root: Variable(torch.ones_like(self.numbers, dtype=torch.float64))}",
        ),
        "gradient-with-a-past": ("create_graph: bool = False", "create_graph: bool = True"),
        "create-graph-ignored": ("set_grad_enabled(create_graph)", "set_grad_enabled(False)"),
        # how long the graph lasts
        "wholly-freed": ("if node.saved and not retain", "if not retain"),
        "freed-though-retained": ("if node.saved and not retain", "if node.saved"),
        "recorded-under-no-grad": ("if torch.is_grad_enabled() and any(", "if any("),
        "from-any-shape": ("if self.numel() != 1:", "if False:"),
        "from-one-dimension-at-most": ("if self.numel() != 1:", "if len(self.shape) > 1:"),
        "name-of-another": ('self._made("Mul"', 'self._made("Dot"'),
        "leaf-under-another-name": ("torch::autograd::AccumulateGrad", "AccumulateGradBackward"),
        "second-output": ("(self._node(x), 0)", "(self._node(x), 1)"),
        "past-not-shown": ("if self.grad_fn else leaf", 'if False else ""'),
        "any-attribute": ("raise AttributeError(name)", "return None"),
        "expansion-counted-once": ("(g.sum(),)", "(g.sum() * (1 / g.numel()),)"),
        "freed-though-created": (
            "create_graph if retain_graph is None else retain_graph",
            "retain_graph",
        ),
        "never-freed-when-created": (
            "create_graph if retain_graph is None else retain_graph",
            "create_graph or retain_graph",
        ),
        "refused-without-a-word": (
            "Trying to backward through the graph a second time",
            "element 0 of tensors does not require grad",
        ),
        # numbers without their past
        "data-keeps-the-past": (
            "return Variable(self.numbers)\n\n    @data.setter",
            "return self\n\n    @data.setter",
        ),
        "data-copies": (
            "return Variable(self.numbers)\n\n    @data.setter",
            "return Variable(self.numbers.clone())\n\n    @data.setter",
        ),
        "data-watched": (
            "return Variable(self.numbers)\n\n    @data.setter",
            "return self.detach()\n\n    @data.setter",
        ),
        "data-assigned-in-place": (
            "self.numbers = other.numbers",
            "self.numbers.copy_(other.numbers)",
        ),
        "detach-unwatched": ("twin.version = self.version", "pass"),
        "detach-keeps-the-flag": ("return twin", "return twin.requires_grad_(self.requires_grad)"),
        "overwriting-a-leaf-allowed": (
            "if torch.is_grad_enabled() and self.requires_grad:",
            "if not self.is_leaf:",
        ),
        "writes-counted-once": ("self.version[0] += 1", "self.version[0] = 1"),
        "writes-before-it-count": ("x.version[0] != seen", "x.version[0] != 0"),
        "zeroed-in-another-place": (
            "self.numbers.copy_(numbers)",
            "self.numbers = numbers",
        ),
        "item-as-data": (
            "return getattr(self.numbers, name)",
            'return (lambda: self.data) if name == "item" else getattr(self.numbers, name)',
        ),
        # the flag, and what is taken for a number
        "whole-numbers-require-grad": (
            "self.numbers.is_floating_point() or self.numbers.is_complex()",
            "self.numbers.dtype != torch.bool",
        ),
        "complex-numbers-refused": (
            "self.numbers.is_floating_point() or self.numbers.is_complex()",
            "self.numbers.is_floating_point()",
        ),
        "flag-set-on-a-copy": (
            "self.requires_grad = wanted\n        return self",
            "return Variable(self.numbers.clone(), requires_grad=wanted)",
        ),
        "flag-never-taken-away": (
            "self.requires_grad = wanted\n        return self",
            "self.requires_grad = True\n        return self",
        ),
        "flag-of-a-result-taken-away": (
            "if not wanted and not self.is_leaf:",
            "if False:",
        ),
        "flag-not-shown": ('", requires_grad=True" if self.wanted else ""', '""'),
        "whole-lists-taken": (
            "if isinstance(operand, Number):\n            return operand",
            "if not isinstance(operand, str):\n            return torch.as_tensor(operand).float()",
        ),
    },
}

EQUIVALENT = {
    ('"version", [0]', '"version", [1]'): "the version of a plain number is never asked for",
    ("self.version = [0]", "self.version = [1]"): "versions are compared, not read",
    ("version[0] += 1", "version[0] -= 1"): "versions are compared, not read",
    ("version[0] += 1", "version[0] += 2"): "versions are compared, not read",
    (
        'f"unsupported operand type: {type(operand).__name__}"',
        "None",
    ): "words, and torch has others",
    ("type(operand)", "type(None)"): "words, and torch has others",
}
