/** {@code lethe select}: the list of samples to delete, from the user's own data alone. */
@NullMarked
package org.lethe.curation.select;

import org.jspecify.annotations.NullMarked;
