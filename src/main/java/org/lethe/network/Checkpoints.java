package org.lethe.network;

import java.util.Optional;

/** Where one training keeps its latest checkpoint, and who hears how far it is. */
public interface Checkpoints {

  /** Keeps nothing: an interrupted training begins anew. */
  Checkpoints NONE =
      new Checkpoints() {
        @Override
        public Optional<Checkpoint> latest() {
          return Optional.empty();
        }

        @Override
        public boolean due() {
          return false;
        }

        @Override
        public void save(Checkpoint checkpoint) {
          // by name and nature
        }
      };

  /** The latest whole checkpoint of this very training, if there is one. */
  Optional<Checkpoint> latest();

  /** Whether one is wanted now: to make one takes time. */
  default boolean due() {
    return true;
  }

  /** Replaces the latest; a crash in the middle leaves the one before. */
  void save(Checkpoint checkpoint);

  /** Hears before the first epoch and after each how many are done, for people who wait. */
  default void passed(int epochs, int of) {}
}
