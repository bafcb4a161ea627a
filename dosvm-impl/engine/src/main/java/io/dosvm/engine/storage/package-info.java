/** Pools, volumes, images. */
@NullMarked
package io.dosvm.engine.storage;

import org.jspecify.annotations.NullMarked;
