/** Hosts: registry, connections, observation, placement. */
@NullMarked
package io.dosvm.engine.host;

import org.jspecify.annotations.NullMarked;
