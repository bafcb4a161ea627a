package io.dosvm;

/**
 * A NIC of a definition. Given to a lambda, and good within it only.
 *
 * @since 0.1
 */
public interface NicSpec {
    /**
     * Connects it.
     *
     * @param network one of the project
     * @return this
     */
    NicSpec network(Network network);

    /**
     * Says how the guest sees it; virtio unless set.
     *
     * @param model {@code virtio}, {@code e1000}, {@code e1000e} or {@code rtl8139}
     * @return this
     */
    NicSpec model(String model);
}
