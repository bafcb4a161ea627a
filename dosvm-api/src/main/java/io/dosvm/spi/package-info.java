/** What a host driver implements, and the runtime that gives time, chance and threads. */
@NullMarked
package io.dosvm.spi;

import org.jspecify.annotations.NullMarked;
