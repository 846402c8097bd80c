/** What a model still knows of the forget side and what it kept of the retain side. */
@org.jspecify.annotations.NullMarked
package org.lethe.evaluation;
