/** Durable work: queue, leases, running, undoing, waiting. */
@NullMarked
package io.dosvm.engine.operation;

import org.jspecify.annotations.NullMarked;
