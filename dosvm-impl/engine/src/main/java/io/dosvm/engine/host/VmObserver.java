package io.dosvm.engine.host;

import io.dosvm.engine.store.Tx;
import io.dosvm.spi.HostDriver;
import java.util.Set;
import java.util.UUID;

/**
 * Takes what is seen on hosts. Called for one host at a time, by the node that holds the lease to watch it; must come
 * back soon, as other hosts wait.
 */
public interface VmObserver {
    /**
     * A host was looked at.
     *
     * @param host its id
     * @param all its VMs and load
     */
    void observed(UUID host, HostDriver.Observation all);

    /**
     * A host missed an answer: nothing is known of its VMs for now.
     *
     * @param host its id
     * @param down whether it missed so many that it counts as failed
     */
    void lost(UUID host, boolean down);

    /**
     * A person is sure that a host is dead: its VMs are off by that word. Part of the transaction that records it.
     *
     * @param host its id
     * @param reserved VMs that have room there, whether they are there yet or not
     */
    void dead(Tx tx, UUID host, Set<UUID> reserved);
}
