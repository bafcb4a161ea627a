/**
 * Hosts that are not there, a time that does not pass by itself, and everything that can go wrong with both.
 *
 * <p>{@link io.dosvm.testkit.VirtualWorld} runs several nodes of a program under one virtual clock, one task at a time,
 * in an order that a seed picks. {@link io.dosvm.testkit.FakeHosts} gives them machines.
 * {@link io.dosvm.testkit.StepPlan} and {@link io.dosvm.testkit.HostFaults} say what fails when.
 */
@NullMarked
package io.dosvm.testkit;

import org.jspecify.annotations.NullMarked;
