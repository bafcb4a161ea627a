package io.dosvm;

import io.dosvm.spi.Compute;
import io.dosvm.value.ByteSize;
import io.dosvm.value.RequestId;
import java.util.function.Consumer;

/**
 * A VM definition to be. Given to a lambda, and good within it only. Values are checked all together when the lambda
 * has returned.
 *
 * @since 0.1
 */
public interface InstanceSpec {
    /**
     * Sets the virtual CPUs.
     *
     * @param count 1–255; 1 unless set
     * @return this
     */
    InstanceSpec vcpus(int count);

    /**
     * Sets the guest's memory.
     *
     * @param size at least 64 MiB, a multiple of 1 MiB
     * @return this
     */
    InstanceSpec memory(ByteSize size);

    /**
     * Sets the architecture.
     *
     * @param name {@code x86_64} (unless set), {@code i686} or {@code aarch64}
     * @return this
     */
    InstanceSpec architecture(String name);

    /**
     * Sets the machine type; the host's default unless set.
     *
     * @param name such as {@code q35}
     * @return this
     */
    InstanceSpec machine(String name);

    /**
     * Sets the boot order; disks, then CD-ROMs, then NICs, as there are, unless set.
     *
     * @param devices each at most once
     * @return this
     */
    InstanceSpec boot(Compute.BootDevice... devices);

    /**
     * Adds a disk.
     *
     * @param disk fills it in
     * @return this
     */
    InstanceSpec disk(Consumer<DiskSpec> disk);

    /**
     * Adds a NIC.
     *
     * @param nic fills it in
     * @return this
     */
    InstanceSpec nic(Consumer<NicSpec> nic);

    /**
     * Gives it a display; none unless set.
     *
     * @param graphics fills it in
     * @return this
     */
    InstanceSpec graphics(Consumer<GraphicsSpec> graphics);

    /**
     * Binds its VMs to one host.
     *
     * @param host where
     * @return this
     */
    InstanceSpec on(Host host);

    /**
     * Says what it is for.
     *
     * @param text up to 1,000 characters
     * @return this
     */
    InstanceSpec description(String text);

    /**
     * Makes the create repeatable: asking again with the same id gives the same object.
     *
     * @param id the caller's own name for this create
     * @return this
     */
    InstanceSpec requestId(RequestId id);
}
