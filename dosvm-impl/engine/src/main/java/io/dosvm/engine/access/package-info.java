/** Who may do what, and who did. */
@NullMarked
package io.dosvm.engine.access;

import org.jspecify.annotations.NullMarked;
