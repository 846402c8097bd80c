"""The reference of PlattScalingTest and ExactProportionTest, by scikit-learn and SciPy.

    python3 platt.py
"""

import numpy as np
from scipy.stats import beta
from sklearn.calibration import _sigmoid_calibration

logits = np.array([-3, -2.5, -1, -0.5, 0.2, 0.4, 1.5, 2, 3])
forget = np.array([0, 0, 0, 1, 0, 1, 1, 0, 1])
a, b = _sigmoid_calibration(logits, forget)
print("a", -a, "b", -b)  # scikit-learn's sigmoid has the other sign

for hits, of in [(11, 12), (0, 10), (10, 10), (3, 7), (250, 1000)]:
    low = beta.ppf(0.025, hits, of - hits + 1) if hits else 0
    high = beta.ppf(0.975, hits + 1, of - hits) if hits < of else 1
    print(hits, of, low, high)
