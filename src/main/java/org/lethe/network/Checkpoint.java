package org.lethe.network;

import java.util.List;
import java.util.Map;

/**
 * Where training stood after a whole number of epochs: enough to go on as if nothing had happened.
 * Orders, augmentation and labels come from the seed of each epoch, so there is no random state to
 * keep. Arrays are shared.
 *
 * @param epochs finished ones
 * @param steps of the optimiser
 * @param parameters {@code [p]}
 * @param statistics of batch normalisation
 * @param optimiser its state, {@code [p]} each
 * @param extra what else a method keeps, by name
 * @param seconds that it took to get here, in all processes that had a part in it
 */
public record Checkpoint(
    int epochs,
    long steps,
    float[] parameters,
    float[] statistics,
    List<float[]> optimiser,
    Map<String, float[]> extra,
    double seconds) {}
