package io.dosvm.testkit.contract;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.Capability;
import io.dosvm.spi.Compute;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriver.Done;
import io.dosvm.spi.HostDriver.Part;
import io.dosvm.spi.Mark;
import io.dosvm.spi.Networking;
import io.dosvm.spi.Request;
import io.dosvm.spi.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What planted lies are made of. */
final class Lies {
    private Lies() {}

    record Planted(String rule, String what, UnaryOperator<HostDriver> lie) {}

    static Planted lie(String rule, String what, Liar.Lie lie) {
        return new Planted(rule, what, Liar.about(lie));
    }

    static Liar.Lie strict(Class<? extends Request<?>> verb) {
        return (truth, request, call) -> {
            HostDriver.Observation all =
                    truth.perform(new HostDriver.Observe(Set.of(Part.POOLS, Part.VOLUMES, Part.NETWORKS)), call);
            boolean there = true;
            if (request instanceof Storage.DeleteVolume d) {
                there = all.volumes().stream().anyMatch(v -> v.key().equals(d.key()));
            } else if (request instanceof Storage.RemovePool r) {
                there = all.pools().stream().anyMatch(p -> p.name().equals(r.pool()));
            } else if (request instanceof Networking.RemoveNetwork r) {
                there = all.networks().stream().anyMatch(n -> n.name().equals(r.network()));
            }
            if (verb.isInstance(request) && !there) {
                throw error(ErrorCode.NOT_FOUND);
            }
            return truth.perform(request, call);
        };
    }

    /** A refusal that is swallowed, where an ensure must be refused. */
    static Liar.Lie tolerant(Class<? extends Request<?>> verb, ErrorCode code) {
        return (truth, request, call) -> verb.isInstance(request)
                ? tolerate(truth, request, call, code, Done.DONE)
                : truth.perform(request, call);
    }

    static Liar.Lie tolerantStart() {
        return (truth, request, call) -> {
            if (request instanceof Compute.Start s) {
                Optional<Compute.VmDetails> known = truth.perform(new Compute.Describe(s.id()), call);
                if (known.filter(d -> d.displayPort().isPresent()).isPresent()) {
                    return known.get();
                }
            }
            return truth.perform(request, call);
        };
    }

    static Object tolerate(HostDriver truth, Request<?> request, Call call, ErrorCode code, Object instead) {
        try {
            return truth.perform(request, call);
        } catch (DosvmException e) {
            if (e.code() != code) {
                throw e;
            }
            return instead;
        }
    }

    static List<Storage.VolumeFound> volumes(HostDriver truth, String pool, Call call) {
        return truth.perform(new HostDriver.Observe(Set.of(Part.VOLUMES)), call).volumes().stream()
                .filter(v -> v.key().pool().equals(pool))
                .toList();
    }

    static DosvmException error(ErrorCode code) {
        return DosvmException.of(code, "a planted lie").build();
    }

    static byte[] read(Storage.Upload upload) {
        try {
            return upload.source().readNBytes((int) upload.length());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static void close(Storage.Upload upload) {
        try {
            upload.source().close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Compute.VmDetails marked(Compute.VmDetails d, Optional<Mark> mark) {
        return new Compute.VmDetails(d.id(), d.name(), d.state(), mark, d.consolePath(), d.displayPort());
    }

    static HostDriver.HostFacts facts(
            HostDriver.HostFacts f, String bootId, Set<Capability> capabilities, Optional<HostDriver.OwnerMark> owner) {
        return new HostDriver.HostFacts(
                f.machineKey(),
                bootId,
                f.hostName(),
                f.driver(),
                f.hypervisor(),
                f.library(),
                f.architectures(),
                f.cpuModel(),
                f.cpus(),
                f.memory(),
                f.acceleration(),
                owner,
                capabilities);
    }
}
