"""L-BFGS takes Newton's step with a Hessian guessed from its last few moves.

    s = a move of θ, y = the change of the gradient that it caused, for the last history_size moves
    H = (s·y)/(y·y) of the newest, and then for each of them, the oldest first, so that H·y = s,
        H = (1 - s yᵀ/s·y) H (1 - y sᵀ/s·y) + s sᵀ/s·y
    θ = θ - t · H·g      t is lr, at the very first move min(1, 1/Σ|g|) · lr

One step makes up to max_iter such moves, and asks the closure for the gradient before each of them.
It ends sooner once max|g| ≤ tolerance_grad, or the closure was asked max_eval times, or g·H·g, the
move or the change of the loss is under tolerance_change.

Source: chapter-three 6(10).
"""

from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from concepts.optimizers import Closure, Params, loss_of


class LBFGS(Optimizer):
    """All parameters are one long vector, in one group; the closure is not optional."""

    def __init__(
        self,
        params: Params,
        lr: float = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        """Take the options of the note, in its order."""
        defaults = {
            "lr": lr,
            "max_iter": max_iter,
            "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
            "tolerance_grad": tolerance_grad,
            "tolerance_change": tolerance_change,
            "history_size": history_size,
            "line_search_fn": line_search_fn,
        }
        super().__init__(params, defaults)
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS has one group of parameters: they are one vector to it")

    @torch.no_grad()
    def step(self, closure: Closure) -> Any:  # type: ignore[override]
        """Make up to max_iter moves; what the closure returned first."""
        group = self.param_groups[0]
        if group["line_search_fn"] is not None:
            raise NotImplementedError("line_search_fn: this LBFGS never searches along a line")
        state = self.state[group["params"][0]]
        if not state:
            state.update(n_iter=0, old_dirs=[], old_stps=[], H_diag=1, last=None)
        first, g = self._evaluate(closure)
        loss, moves, done = first, 0, g.abs().max() <= group["tolerance_grad"]
        while not done and moves < group["max_iter"]:
            moves, state["n_iter"] = moves + 1, state["n_iter"] + 1
            self._remember(g, state)
            d = self._newton(g, state)
            if g.dot(d) > -group["tolerance_change"]:
                break
            t = group["lr"] * (min(1.0, 1 / g.abs().sum()) if state["n_iter"] == 1 else 1)
            self._move(t * d)
            state["last"] = (t * d, g)
            if moves < group["max_iter"]:
                before, (loss, g) = loss, self._evaluate(closure)
                done = (
                    g.abs().max() <= group["tolerance_grad"]
                    or (t * d).abs().max() <= group["tolerance_change"]
                    or abs(loss - before) < group["tolerance_change"]
                    or moves + 1 >= group["max_eval"]
                )
        return first

    def _remember(self, g: Tensor, state: dict[str, Any]) -> None:
        """Keep the last move and the change of the gradient, if it went uphill along the move."""
        if state["last"] is None:
            return
        s, before = state["last"]
        y, state["last"] = g - before, None
        if y.dot(s) > 1e-10:
            last = slice(-self.param_groups[0]["history_size"], None)
            state["old_stps"] = [*state["old_stps"], s][last]
            state["old_dirs"] = [*state["old_dirs"], y][last]
            state["H_diag"] = y.dot(s) / y.dot(y)

    @staticmethod
    def _newton(g: Tensor, state: dict[str, Any]) -> Tensor:
        """-H·g in two loops over the moves, backward and forward."""
        moves = list(zip(state["old_stps"], state["old_dirs"], strict=True))
        d, shares = -g, []
        for s, y in reversed(moves):
            shares.append(s.dot(d) / y.dot(s))
            d = d - shares[-1] * y
        d = state["H_diag"] * d
        for (s, y), share in zip(moves, reversed(shares), strict=True):
            d = d + (share - y.dot(d) / y.dot(s)) * s
        return d

    def _evaluate(self, closure: Closure) -> tuple[Any, Tensor]:
        """The loss, and all gradients in one vector; a missing one is zero."""
        loss = loss_of(closure)
        parameters = self.param_groups[0]["params"]
        gradients = [torch.zeros_like(p) if p.grad is None else p.grad for p in parameters]
        return loss, torch.cat([g.reshape(-1) for g in gradients])

    def _move(self, step: Tensor) -> None:
        parameters = self.param_groups[0]["params"]
        for p, part in zip(parameters, step.split([p.numel() for p in parameters]), strict=True):
            p.add_(part.view_as(p))
