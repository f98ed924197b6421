"""Writes the reference values of Gaussians: Ledoit-Wolf shrinkage, Mahalanobis distances, PCA.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r tests/golden/requirements.txt
    /tmp/golden/bin/python tests/golden/make_gaussian.py

in the project's folder. Made with Python 3.11, numpy 2.4.6, scikit-learn 1.9.1. Vectors are float32,
written with all their digits. Distances are by solving with the covariance that scikit-learn gives.
"""

import json
from pathlib import Path

import numpy as np
from sklearn.covariance import LedoitWolf
from sklearn.decomposition import PCA

FOLDER = Path(__file__).parent
CASES = {"more vectors": (40, 6), "as many": (9, 9), "more dimensions": (10, 24)}
VARIANCE = 0.9


def distances(vectors: np.ndarray, queries: np.ndarray) -> dict[str, object]:
    """Of queries from the Gaussian of the vectors."""
    fitted = LedoitWolf().fit(vectors)
    centred = queries - fitted.location_
    solved = np.linalg.solve(fitted.covariance_, centred.T).T
    return {
        "shrinkage": float(fitted.shrinkage_),
        "mean_variance": float(np.trace(np.cov(vectors.T, bias=True)) / vectors.shape[1]),
        "distances": np.sqrt((centred * solved).sum(axis=1)).tolist(),
    }


def case(name: str, count: int, dimensions: int) -> dict[str, object]:
    """Vectors whose directions vary from 1 to 1/50, with all that is computed of them."""
    generator = np.random.default_rng(list(name.encode()))
    rotation, _ = np.linalg.qr(generator.normal(size=(dimensions, dimensions)))
    spread = np.geomspace(1, 0.02, dimensions)
    draw = lambda n: (generator.normal(size=(n, dimensions)) * spread @ rotation + 3).astype(np.float32)
    vectors, queries = draw(count), draw(4) + np.float32(0.1)
    exact, asked = vectors.astype(np.float64), queries.astype(np.float64)
    pca = PCA(svd_solver="full").fit(exact)
    rank = min(count - 1, dimensions)
    shares = pca.explained_variance_ratio_[:rank]
    reached = int(np.argmax(np.cumsum(shares) >= VARIANCE))
    first = max(reached - 1, 0)  # of NPCA: the official code's slice begins in front of the crossing
    projected, asked_projected = pca.transform(exact)[:, :rank], pca.transform(asked)[:, :rank]
    return {
        "count": count,
        "dimensions": dimensions,
        "vectors": vectors.reshape(-1).tolist(),
        "queries": queries.reshape(-1).tolist(),
        "none": distances(exact, asked),
        "shares": shares.tolist(),
        "pca": distances(projected[:, : reached + 1], asked_projected[:, : reached + 1]),
        "npca": distances(projected[:, first:], asked_projected[:, first:]),
    }


def main() -> None:
    """Writes gaussian.json."""
    values = {
        "variance": VARIANCE,
        "cases": {name: case(name, *size) for name, size in CASES.items()},
    }
    path = FOLDER / "gaussian.json"
    path.write_text(json.dumps(values, separators=(",", ":")) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
