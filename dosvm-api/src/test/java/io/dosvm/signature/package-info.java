/** Writes down the public signatures of this module and compares them with the committed files. */
@NullMarked
package io.dosvm.signature;

import org.jspecify.annotations.NullMarked;
