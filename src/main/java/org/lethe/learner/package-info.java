/** What is trained: a learner fits rows of features and leaves a model. */
@org.jspecify.annotations.NullMarked
package org.lethe.learner;
