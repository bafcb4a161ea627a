/** Programs that show the SDK at work: {@code samples/run NAME}. */
@NullMarked
package io.dosvm.samples;

import org.jspecify.annotations.NullMarked;
