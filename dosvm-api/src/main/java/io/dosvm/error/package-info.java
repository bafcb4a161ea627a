/** The one exception tree and its stable codes. */
@NullMarked
package io.dosvm.error;

import org.jspecify.annotations.NullMarked;
