"""Prints the reference numbers that the tests of org.lethe.theory hold as literals.

Needs SciPy only (Debian's python3-scipy). Nothing here shares code or formulas with Lethe beyond the
definitions: distribution functions come from SciPy, laws from numerical integration, frontiers from
constrained optimisation.
"""

import numpy as np
from scipy import integrate, optimize, stats


def score_law(kappa, d):
    """Law of the distance score: folded normal for d = 1, noncentral chi for d > 1."""
    return np.sqrt(2 * kappa), stats.ncx2(d, 2 * kappa)


print("DistanceLawTest.within: kappa d u share")
for kappa, d, u in [(0.125, 1, 0.7), (0.125, 1, 1e-3), (3.125, 1, 2.0), (12.5, 1, 5.0), (50, 1, 2.0)]:
    delta = np.sqrt(2 * kappa)
    share = integrate.quad(lambda x: stats.norm.pdf(x), delta - u, delta + u, epsabs=0, epsrel=1e-13)[0]
    print(kappa, d, u, repr(share))
for kappa, d, u in [(0.125, 2, 1.5), (3.125, 10, 4.0), (0.125, 100, 9.0)]:
    print(kappa, d, u, repr(score_law(kappa, d)[1].cdf(u * u)))

print("DistanceLawTest.inverse: kappa d share u")
for kappa, share in [(0.125, 0.01), (0.125, 0.5), (3.125, 0.1), (3.125, 0.9), (12.5, 0.001), (12.5, 0.999)]:
    delta = np.sqrt(2 * kappa)
    print(kappa, 1, share, repr(stats.foldnorm(delta).ppf(share)))
for kappa, d, share in [(0.125, 2, 0.5), (3.125, 10, 0.1), (0.125, 100, 0.9)]:
    print(kappa, d, share, repr(np.sqrt(score_law(kappa, d)[1].ppf(share))))

print("PopulationLawTest.distance: kappa d ratio budget alpha epsilon (integration over the axis)")
for kappa, d, r, budget in [(3.125, 1, 1, 0.3), (0.125, 2, 0.5, 0.4), (0.125, 10, 0.5, 0.4), (3.125, 10, 0.5, 0.7)]:
    delta, law = score_law(kappa, d)
    q = 1 - budget
    t2 = law.ppf(q) if d > 1 else stats.foldnorm(delta).ppf(q) ** 2
    inside = (lambda x: stats.chi2.cdf(t2 - (x - delta) ** 2, d - 1)) if d > 1 else (lambda x: 1.0)
    t = np.sqrt(t2)
    moment = integrate.quad(
        lambda x: x * stats.norm.pdf(x) * inside(x), delta - t, delta + t, epsabs=1e-14, epsrel=1e-13, limit=500
    )[0]
    mean = (delta + r * moment) / (1 + r * q)
    print(kappa, d, r, budget, repr(mean**2 / 2), repr((mean - delta) ** 2 / 2))

print("MeanLineTest.frontier: two Poissons, alpha -> least epsilon by constrained optimisation")
m1, m2 = np.array([2.0, 5.0]), np.array([4.0, 6.0])
kl = lambda a, b: float(np.sum(a * np.log(a / b) - a + b))
for alpha in [0.82187, 1.07862, 1.50082]:
    found = optimize.minimize(
        lambda x: kl(m2, np.exp(x)),
        np.log(m2 + 0.3),
        constraints=[{"type": "ineq", "fun": lambda x: kl(m1, np.exp(x)) - alpha}],
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    print(alpha, repr(found.fun))

print("MeanLineTest.freeVariance: N(0,1) -> N(2,1), epsilon = 0.1, most alpha")
kl_n = lambda a1, v1, a, v: 0.5 * (np.log(v / v1) + (v1 + (a - a1) ** 2) / v - 1)
found = optimize.minimize(
    lambda x: -kl_n(0, 1, x[0], np.exp(x[1])),
    [2.2, -0.1],
    constraints=[{"type": "ineq", "fun": lambda x: 0.1 - kl_n(2, 1, x[0], np.exp(x[1]))}],
    method="SLSQP",
    options={"ftol": 1e-14, "maxiter": 500},
)
print(repr(-found.fun))
