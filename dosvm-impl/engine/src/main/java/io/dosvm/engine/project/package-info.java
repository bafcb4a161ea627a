/** Projects and quotas. */
@NullMarked
package io.dosvm.engine.project;

import org.jspecify.annotations.NullMarked;
