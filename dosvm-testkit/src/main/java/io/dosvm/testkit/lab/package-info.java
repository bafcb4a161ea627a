/**
 * Private libvirt hosts and a tiny guest, for tests, samples and benchmarks on real libvirt and QEMU.
 *
 * <p>A {@link io.dosvm.testkit.lab.Lab} brings up hosts in namespaces of their own and takes them down again; a
 * {@link io.dosvm.testkit.lab.TinyGuest} is a Linux that boots in a few seconds without hardware acceleration. Both are
 * for Linux and need the programs that {@link io.dosvm.testkit.lab.LabRequirements} lists; the lab needs root.
 */
@NullMarked
package io.dosvm.testkit.lab;

import org.jspecify.annotations.NullMarked;
