package io.dosvm;

import java.util.function.Consumer;

/**
 * A NIC of a definition: on a network, or in user networking. Given to a lambda, and good within it only.
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
     * Gives it user networking: the guest reaches out through the process that runs it, and is reached by forwards
     * only. That needs no rights on the host and no network of the project; guests do not reach each other.
     *
     * @param user fills it in
     * @return this
     */
    NicSpec user(Consumer<UserNicSpec> user);

    /**
     * Says how the guest sees it; virtio unless set.
     *
     * @param model {@code virtio}, {@code e1000}, {@code e1000e} or {@code rtl8139}
     * @return this
     */
    NicSpec model(String model);
}
