/** The product as a user's program takes it: from jars, on the class path and on the module path. */
@NullMarked
package io.dosvm.consumer;

import org.jspecify.annotations.NullMarked;
