package org.lethe.results;

import org.lethe.settings.Setting;

/** A number printed elsewhere that an experiment is held against. */
public record Expectation(
    @Setting("what is compared: crossing, the budget at which the metric is halved")
        String quantity,
    @Setting(value = "variant of the experiment; empty means every one", or = "''") String variant,
    @Setting("label of the scorer") String scorer,
    @Setting(value = "label of the learner; empty means every one", or = "''") String learner,
    @Setting("metric, for instance recall") String metric,
    @Setting(value = "split", or = "forget-test") String split,
    @Setting(value = "half-of-start, halfway or half-of-full", or = "half-of-start")
        String definition,
    @Setting("the printed value, a fraction") double value,
    @Setting("how far off still counts as reproduced, a fraction") double tolerance,
    @Setting("where it is printed") String source) {}
