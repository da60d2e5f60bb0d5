"""Adam's rule for one coordinate, in ordinary numbers."""

from math import sqrt


def loop_adam(places, gradients, lr, betas, eps=1e-8, weight_decay=0, amsgrad=False):
    """Where each step leads from where it starts."""
    beta1, beta2 = betas
    m = v = largest = 0.0
    for t, (x, gradient) in enumerate(zip(places, gradients, strict=False), 1):
        g = gradient + weight_decay * x
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        largest = max(largest, v)
        m_hat = m / (1 - beta1**t)
        v_hat = (largest if amsgrad else v) / (1 - beta2**t)
        yield x - lr * m_hat / (sqrt(v_hat) + eps)
