/** The engine: wires the rooms together and opens the control plane. */
@NullMarked
package io.dosvm.engine;

import org.jspecify.annotations.NullMarked;
