/** What every noun stands on: mutations, names, rules, uses, listing. */
@NullMarked
package io.dosvm.engine.kernel;

import org.jspecify.annotations.NullMarked;
