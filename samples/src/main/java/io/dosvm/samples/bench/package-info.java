/** Figures against their floors, as JSON lines: {@code samples/run bench NAME}. */
@NullMarked
package io.dosvm.samples.bench;

import org.jspecify.annotations.NullMarked;
