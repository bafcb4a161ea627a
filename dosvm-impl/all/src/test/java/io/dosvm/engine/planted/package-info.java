/** Classes that break the rules, to show that the rules bite. */
@NullMarked
package io.dosvm.engine.planted;

import org.jspecify.annotations.NullMarked;
