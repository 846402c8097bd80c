"""Reference numbers for org.lethe.results.StatisticsTest. Needs numpy and scipy; prints them."""

import numpy as np
from scipy import stats

few = np.array([0.61, 0.64, 0.655, 0.67, 0.72])
mean, sd = few.mean(), few.std(ddof=1)
low, high = stats.t.interval(0.95, len(few) - 1, loc=mean, scale=sd / np.sqrt(len(few)))
print("t, n=5:", repr(mean), repr(sd), repr(low), repr(high))

pair = np.array([1.0, 2.0])
low, high = stats.t.interval(0.95, 1, loc=pair.mean(), scale=pair.std(ddof=1) / np.sqrt(2))
print("t, n=2:", repr(low), repr(high))

many = np.array([0.02, 0.05, 0.09, 0.1, 0.14, 0.2, 0.22, 0.3, 0.41, 0.77, 0.8, 0.95])
# Many resamples, so that the reference's own noise is small beside that of 10,000.
result = stats.bootstrap(
    (many,), np.mean, n_resamples=999_999, method="percentile", batch=50_000,
    random_state=np.random.default_rng(1))
print("bootstrap, n=12:", repr(many.mean()), repr(many.std(ddof=1)),
      repr(result.confidence_interval.low), repr(result.confidence_interval.high))

first = np.array([0.5, 0.7, 0.6, 0.9])
second = np.array([0.4, 0.65, 0.6, 0.7])
difference = first - second
low, high = stats.t.interval(
    0.95, 3, loc=difference.mean(), scale=difference.std(ddof=1) / np.sqrt(4))
print("paired, n=4:", repr(difference.mean()), repr(difference.std(ddof=1)), repr(low), repr(high))
print("agrees with ttest_rel:", stats.ttest_rel(first, second).confidence_interval(0.95))
