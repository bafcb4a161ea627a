/** The arrows between the rooms and what no class may do, checked over the class files of all modules. */
@NullMarked
package io.dosvm.architecture;

import org.jspecify.annotations.NullMarked;
