/** Subnets and networks. */
@NullMarked
package io.dosvm.engine.network;

import org.jspecify.annotations.NullMarked;
