package io.dosvm.testkit.contract;

import io.dosvm.error.DosvmException;
import io.dosvm.spi.Call;
import io.dosvm.spi.Capability;
import io.dosvm.spi.Compute;
import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.Mark;
import io.dosvm.spi.Request;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Storage;
import io.dosvm.spi.Storage.Format;
import io.dosvm.value.ByteSize;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the rules of one session share: the driver, a pool, a VM that runs. */
final class Workshop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Workshop.class.getName());

    private final ContractBench bench;
    private final Runtime runtime;
    private final HostDriver driver;
    private final UUID owner;
    private final Deque<Request<?>> leftovers = new ArrayDeque<>();
    private HostDriver.@Nullable HostFacts facts;
    private @Nullable String pool;
    private @Nullable VmDefinition shared;
    private long generation;

    Workshop(ContractBench bench) {
        this.bench = bench;
        this.runtime = bench.runtime();
        this.driver = bench.provider().open(bench.uri(), runtime);
        this.owner = runtime.newId();
    }

    ContractBench bench() {
        return bench;
    }

    Runtime runtime() {
        return runtime;
    }

    HostDriver driver() {
        return driver;
    }

    UUID owner() {
        return owner;
    }

    Call call() {
        return Call.within(runtime, bench.deadline());
    }

    Mark mark() {
        return new Mark(owner, runtime.newId(), 0);
    }

    long newGeneration() {
        return ++generation;
    }

    HostDriver.HostFacts facts() {
        HostDriver.HostFacts known = facts;
        if (known == null) {
            known = driver.perform(new HostDriver.Facts(), call());
            facts = known;
        }
        return known;
    }

    /** The pool that all rules may put volumes into. */
    String pool() {
        String known = pool;
        if (known == null) {
            Storage.PoolDefinition definition = new Storage.PoolDefinition(mark(), bench.newDirectory());
            known = driver.perform(new Storage.EnsurePool(definition), call()).name();
            leftovers.addFirst(new Storage.RemovePool(known));
            pool = known;
        }
        return known;
    }

    /** A VM with a blank disk, where the host has storage, and a display. */
    VmDefinition shared() {
        VmDefinition known = shared;
        if (known == null) {
            List<Compute.DiskDefinition> disks = List.of();
            if (facts().capabilities().contains(Capability.STORAGE)) {
                Storage.VolumeKey key = new Storage.VolumeKey(pool(), mark().madeName() + ".qcow2");
                driver.perform(
                        new Storage.CreateVolume(
                                new Storage.VolumeDefinition(key, Format.QCOW2, ByteSize.mib(64), Optional.empty())),
                        call());
                leftovers.addFirst(new Storage.DeleteVolume(key));
                disks = List.of(Trial.disk(key, Format.QCOW2));
            }
            known = Trial.vm(mark(), facts().architectures().get(0), bench.guestMemory(), disks, List.of());
            driver.perform(new Compute.Define(known), call());
            leftovers.addFirst(new Compute.Undefine(known.mark().id()));
            leftovers.addFirst(new Compute.Stop(known.mark().id()));
            shared = known;
        }
        return known;
    }

    /** Performs without minding a failure: there may be nothing to take away. */
    void tryAll(Deque<Request<?>> requests) {
        for (Request<?> request : requests) {
            try {
                driver.perform(request, call());
            } catch (DosvmException e) {
                LOG.log(System.Logger.Level.DEBUG, "not taken away: " + request, e);
            }
        }
        requests.clear();
    }

    @Override
    public void close() {
        tryAll(leftovers);
        driver.close();
    }
}
