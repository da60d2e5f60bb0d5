"""What L-BFGS does, with a matrix: Newton's step by the inverse Hessian of Broyden's formula."""

import torch


def minimise(optimizer, start, loss, *, steps=1, **options):
    """The weight after some steps, the places where its slope was asked for, and the slopes.

    Last comes the optimizer as it is in the end.
    """
    weight = start.clone().requires_grad_()
    made, places, slopes = optimizer([weight], **options), [], []

    def closure():
        weight.grad = None
        value = loss(weight)
        value.backward()
        places.append(weight.detach().clone())
        slopes.append(weight.grad.clone())
        return value

    for _ in range(steps):
        made.step(closure)
    return weight.detach(), torch.stack(places), torch.stack(slopes), made


def loop_bfgs(places, slopes, lr, history):
    """Where each place but the first leads, given the places and slopes before it."""
    one = torch.eye(places.shape[1], dtype=torch.float64, device=places.device)
    places, slopes = places.double(), slopes.double()
    moves, turns = places.diff(dim=0), slopes.diff(dim=0)
    for i in range(1, len(places)):
        s, y = moves[i - 1], turns[i - 1]
        inverse = s.dot(y) / y.dot(y) * one
        for s, y in zip(moves[:i][-history:], turns[:i][-history:], strict=True):
            across = one - torch.outer(y, s) / y.dot(s)
            inverse = across.T @ inverse @ across + torch.outer(s, s) / y.dot(s)
        yield places[i] - lr * inverse @ slopes[i]
