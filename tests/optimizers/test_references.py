"""What surrounds an update: the written optimizers train where torch's own train."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.optimizers.defaults import LISTINGS
from tests.optimizers.walks import CONCEPT
from tests.support.axes import cells, row, table
from tests.support.strategies import gaussian, seeds
from tests.support.tolerance import assert_near

RATE = st.floats(0.1, 0.9)
TRAINED = ("SGD", "Adagrad", "RMSprop", "Adam", "AdamW")
DRAWN = {
    "momentum": RATE,
    "dampening": RATE,
    "weight_decay": RATE,
    "nesterov": st.booleans(),
    "eps": st.sampled_from([1e-10, 1e-6, 0.1]),
    "alpha": st.floats(0.5, 0.99),  # below, a centred variance may cancel
    "centered": st.booleans(),
    "lr_decay": RATE,
    "initial_accumulator_value": RATE,
    "maximize": st.booleans(),
    "betas": st.tuples(RATE, st.floats(0.5, 0.99)),
    "amsgrad": st.booleans(),
}


def options(name):
    """A learning rate, and any of an optimizer's other options."""
    listed = [*LISTINGS[name], *(["maximize"] if name == "SGD" else [])]
    others = {option: DRAWN[option] for option in listed if option != "lr"}
    fastest = 0.1 if name == "RMSprop" else 1  # its first step is up to 10 lr
    return st.fixed_dictionaries({"lr": st.floats(0.01, fastest)}, optional=others).map(_legal)


def _legal(drawn):
    return drawn | {"momentum": 0.9, "dampening": 0} if drawn.get("nesterov") else drawn


@table("optimizer, name", [row(CONCEPT[n], CONCEPT[n], n) for n in TRAINED])
@cells(dtypes=["float64", "float32"])
@given(data=st.data(), seed=seeds())
def test_train_as_torch_does(optimizer, name, data, seed, device, dtype):
    """Groups with options of their own, a closure, a rate that changes, a rest; gradients stay.

    A third group comes late, a checkpoint is loaded, and a new optimizer takes over without one.
    Adagrad of torch takes no late group, and one initial value for all.
    """
    drawn, other = data.draw(options(name)), data.draw(options(name))
    pulls = gaussian(seed + 1, 12, 4, 3)
    pulls[1, 3] = 0.0
    other.pop("initial_accumulator_value", None)
    late = 0 if name == "Adagrad" else 3

    def trained(make):
        start = gaussian(seed, 4, 3).to(device, dtype)
        weights = [w.clone().requires_grad_() for w in (start[:2], start[2], start[3, 0])]
        groups = [{"params": weights[:1]}, {"params": weights[2:], **other}]
        more = {"params": weights[1:2]}
        groups += [] if late else [more]
        made, places = make(groups, **drawn), []
        for t, pull in enumerate(pulls.to(device, dtype)):
            if t == late > 0:
                groups.append(more)
                made.add_param_group(more)
            if t in (6, 9):
                saved, made = made.state_dict(), make(groups, **drawn)
            if t == 6:
                made.load_state_dict(saved)
            made.param_groups[0]["lr"] = 0.1 / (t + 1)
            grads = [pull[:2], pull[2], None if t in (0, 4) else pull[3, 0]]

            def closure(t=t, grads=grads):
                assert torch.is_grad_enabled()
                for w, g in zip(weights, grads, strict=True):
                    if w.grad is not None and g is not None:
                        w.grad.zero_().add_(g)
                    else:
                        w.grad = None if g is None else g.clone()
                return t

            assert made.step(closure) == t
            assert all(g is None or w.grad.equal(g) for w, g in zip(weights, grads, strict=True))
            places.append(torch.cat([w.detach().flatten() for w in weights]))
        return torch.stack(places)

    expected = trained(getattr(torch.optim, name))

    assert_near(trained(optimizer), expected, roundings=60, scale=expected.abs().amax())
