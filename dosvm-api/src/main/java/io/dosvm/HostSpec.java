package io.dosvm;

import io.dosvm.value.ByteSize;
import io.dosvm.value.RequestId;

/**
 * A host to be. Given to a lambda, and good within it only. Values are checked all together when the lambda has
 * returned.
 *
 * @since 0.1
 */
public interface HostSpec {
    /**
     * Says where it is and by which driver.
     *
     * @param uri for example {@code qemu:///system}; without a password
     * @return this
     */
    HostSpec uri(String uri);

    /**
     * Takes the host over from another control plane, or back after it was confirmed dead ({@link Host#confirmDead}):
     * what runs there runs on. Audited.
     *
     * @return this
     */
    HostSpec takeOver();

    /**
     * Limits the memory of a single VM.
     *
     * @param size above zero; physical memory less 2 GiB unless set, never above physical less 512 MiB
     * @return this
     */
    HostSpec maxVmMemory(ByteSize size);

    /**
     * Limits the virtual CPUs of a single VM.
     *
     * @param count 1–255; 255 unless set
     * @return this
     */
    HostSpec maxVcpus(int count);

    /**
     * Says what it is for.
     *
     * @param text up to 1,000 characters
     * @return this
     */
    HostSpec description(String text);

    /**
     * Makes the create repeatable: asking again with the same id gives the same object.
     *
     * @param id the caller's own name for this create
     * @return this
     */
    HostSpec requestId(RequestId id);
}
