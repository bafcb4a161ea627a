/** The test kit for JUnit 5: the one package of it that knows JUnit. */
@NullMarked
package io.dosvm.testkit.junit;

import org.jspecify.annotations.NullMarked;
