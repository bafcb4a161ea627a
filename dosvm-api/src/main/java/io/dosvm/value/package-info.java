/** Values with their units: sizes, addresses, identities. */
@NullMarked
package io.dosvm.value;

import org.jspecify.annotations.NullMarked;
