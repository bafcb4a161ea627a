/**
 * What every host driver keeps to, as named rules: run them all against a driver with
 * {@link io.dosvm.testkit.contract.ContractSession}, or as JUnit tests with the {@code junit} package beside.
 */
@NullMarked
package io.dosvm.testkit.contract;

import org.jspecify.annotations.NullMarked;
