/** Instances and VMs. */
@NullMarked
package io.dosvm.engine.compute;

import org.jspecify.annotations.NullMarked;
