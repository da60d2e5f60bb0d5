"""Wrong trees of modules."""

from torch import Tensor, nn


def counting_twice(Module):
    """Walk through everything under each of its names."""

    class Twice(Module):
        def modules(self):
            yield self
            for child in self._modules.values():
                yield from child.modules()

    return Twice


def parameters_twice(Module):
    """Yield a shared parameter under each of its names."""

    class Twice(Module):
        def named_parameters(self):
            yield from self._parameters.items()
            for name, child in self._modules.items():
                for path, parameter in child.named_parameters():
                    yield f"{name}.{path}", parameter

    return Twice


def lists_registered(Module):
    """Look into lists."""

    class Listed(Module):
        def __setattr__(self, name, value):
            super().__setattr__(name, value)
            if isinstance(value, (list, tuple)):
                value = Watched(value)
                value.owner, value.name = self, name
                self.__dict__[name] = value
                for place, entry in enumerate(value):
                    if isinstance(entry, (nn.Parameter, nn.Module)):
                        super().__setattr__(f"{name}{place}", entry)

    class Watched(list):
        def append(self, layer):
            super().append(layer)
            setattr(self.owner, f"{self.name}{len(self)}", layer)

    return Listed


def plain_tensors_registered(Module):
    """Take every tensor for a parameter."""

    class Greedy(Module):
        def __setattr__(self, name, value):
            plain = isinstance(value, Tensor) and name not in self._buffers
            super().__setattr__(name, nn.Parameter(value) if plain else value)

    return Greedy


def without_init(Module):
    """Make the registers when they are first asked for."""

    class Lazy(Module):
        def __new__(cls, *_, **__):
            self = super().__new__(cls)
            Module.__init__(self)
            return self

    return Lazy


PARAMETERS = "return (parameter for _, parameter in self.named_parameters())"

FAULTS = {
    "module": {
        "lists-registered": lists_registered,
        "plain-tensors-registered": plain_tensors_registered,
        "without-init": without_init,
        "modules-counted-twice": counting_twice,
        "parameters-counted-twice": parameters_twice,
        "modules-without-itself": ('chain([("", self)], below)', "below"),
        "modules-of-the-first-child-alone": (
            "for child in self.children() for module in",
            "for child in list(self.children())[:1] for module in",
        ),
        "children-are-all-descendants": (
            "return (child for _, child in once(self._modules.items()))",
            'return (m for _, m in once(("", m) for c in self._modules.values()'
            " for m in c.modules()))",
        ),
        "parameters-of-the-top-alone": (
            "once(chain(self._parameters.items(), below))",
            "once(self._parameters.items())",
        ),
        "parameters-of-the-children-alone": ("chain(self._parameters.items(), below)", "below"),
        "parameters-in-a-list": (PARAMETERS, "return [p for _, p in self.named_parameters()]"),
        "parameters-are-copies": (
            PARAMETERS,
            "return (nn.Parameter(p.detach().clone()) for _, p in self.named_parameters())",
        ),
        "names-without-a-path": ('(f"{name}.{path}", parameter)', "(path, parameter)"),
        "buffers-are-parameters": (
            'and no parameter."""\n        self._buffers[name] = value',
            'and no parameter."""\n        self._parameters[name] = nn.Parameter(value)',
        ),
        "buffers-not-in-the-state": ("state |= self._buffers", "pass"),
        "a-buffer-is-not-replaced": (
            'elif name in self.__dict__.get("_buffers", ()):',
            "elif False:",
        ),
        "state-of-the-top-alone": (
            "for name, child in self._modules.items():\n            state",
            "for name, child in ():\n            state",
        ),
        "state-copied": ("value.detach() for", "value.detach().clone() for"),
        "state-without-shared-names": (
            "in self._modules.items():\n            state",
            "in once(self._modules.items()):\n            state",
        ),
        "train-at-the-top-alone": (
            "for child in self.children():\n            child.train",
            "for child in ():\n            child.train",
        ),
        "always-training": ("child.train(mode)", "child.train()"),
        "eval-freezes": (
            "return self.train(False)",
            "list(map(Tensor.requires_grad_, self.parameters(), [False] * 99))\n"
            "        return self.train(False)",
        ),
        "train-thaws": (
            "self.training = mode",
            "self.training = mode\n        [p.requires_grad_(mode) for p in self.parameters()]",
        ),
        "switch-returns-nothing": ("return self.train(False)", "self.train(False)"),
        "starts-in-evaluation": ("training=True", "training=False"),
        "call-returns-the-input": (
            "return self.forward(*inputs)",
            "return self.forward(*inputs) if self._modules or self._parameters else inputs[0]",
        ),
        "forward-detached": (
            "return self.forward(*inputs)",
            "y = self.forward(*inputs)\n"
            "        return y.detach() + 0 * y if isinstance(y, Tensor) else y",
        ),
        "output-in-half-precision": (
            "return self.forward(*inputs)",
            "y = self.forward(*inputs)\n"
            "        return y.half().to(y.dtype) if isinstance(y, Tensor) else y",
        ),
        "forward-of-the-other-sign": (
            "return self.forward(*inputs)",
            "y = self.forward(*inputs)\n"
            "        return 2 * y.detach() - y if isinstance(y, Tensor) else y",
        ),
        "reassigned-parameter": (
            "self._parameters[name] = value",
            "self._parameters.setdefault(name, value)",
        ),
        "reassigned-module": (
            "self._modules[name] = value",
            "self._modules.setdefault(name, value)",
        ),
        "buffers-copied": (
            "state |= self._buffers",
            "state |= {k: v.clone() for k, v in self._buffers.items()}",
        ),
        "frozen-not-listed": (
            "return (parameter for _, parameter in self.named_parameters())",
            "return (parameter for _, parameter in self.named_parameters() if"
            " parameter.requires_grad)",
        ),
    },
}

EQUIVALENT = {
    ('("", ', '("XXXX", '): "a name that is thrown away",
    ('"Module.__init__ was not called"', '"XXModule.__init__ was not calledXX"'): "words",
}
