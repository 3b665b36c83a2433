"""A kernel autoencoder: an infinitely wide network over users, in closed form."""

from dataclasses import dataclass, field

import numpy as np

from training.behaviour.reading import Matrix, Reading, Sparse


@dataclass(kw_only=True)
class KernelAutoencoder:
    """Kernel ridge regression of what users took on how alike users are.

    The kernel is the neural tangent kernel of a network with one hidden layer of rectifiers
    (Jacot et al., NeurIPS 2018), which makes it the ∞-AE of Sachdeva et al., NeurIPS 2022,
    sec. 3. ``l2`` is relative to the kernel's mean diagonal. Memory and time grow with users²
    and users³: for thousands of users, not for a hundred thousand.
    """

    l2: float = 5.0
    reading: Reading = field(default_factory=Reading)

    def fit(self, matrix: Sparse) -> "KernelAutoencoder":
        """Learn from users × items; ``dual_`` is (users, items)."""
        self.users_ = _unit(self.reading.inputs(matrix))
        kernel = tangent_kernel(self.users_ @ self.users_.T)
        ridge = self.l2 * np.trace(kernel) / len(kernel)
        kernel[np.diag_indices_from(kernel)] += ridge
        self.dual_ = np.linalg.solve(kernel, self.reading.targets(matrix))
        return self

    def scores(self, rows: Sparse) -> Matrix:
        """The liking of every item by the users of ``rows``: shape (users, items)."""
        alike = tangent_kernel(_unit(self.reading.inputs(rows)) @ self.users_.T)
        liking: Matrix = alike @ self.dual_
        return liking


def tangent_kernel(cosines: Matrix) -> Matrix:
    """The tangent kernel of one hidden layer of rectifiers, from the cosines of inputs.

    κ₀ and κ₁ are the arc-cosine kernels of order 0 and 1 (Cho & Saul, NIPS 2009).
    """
    cosine = np.clip(cosines, -1, 1)
    angle = np.arccos(cosine)
    order_0 = (np.pi - angle) / np.pi
    order_1 = (np.sin(angle) + (np.pi - angle) * cosine) / np.pi
    return cosine * order_0 + order_1


def _unit(vectors: Matrix) -> Matrix:
    """Rows of length 1; a row of zeros stays one."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(norms > 0, norms, 1)
