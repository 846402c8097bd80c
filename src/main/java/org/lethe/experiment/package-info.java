/** An experiment file to trials, and the one method that runs a trial. */
@org.jspecify.annotations.NullMarked
package org.lethe.experiment;
