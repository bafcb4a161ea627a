/** Events in one order, and those who watch. */
@NullMarked
package io.dosvm.engine.event;

import org.jspecify.annotations.NullMarked;
