/** The store: transactions, migrations, dialects. */
@NullMarked
package io.dosvm.engine.store;

import org.jspecify.annotations.NullMarked;
