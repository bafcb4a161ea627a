package io.dosvm.engine.host;

import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.operation.Work;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.error.HostUnreachableException;
import io.dosvm.error.TimeoutException;
import io.dosvm.spi.Capability;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriver.OwnerMark;
import io.dosvm.value.ResourceRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Makes a machine ours: asks what it is, records which one, puts the owner mark on it. */
final class HostJoin implements Work {
    static final String KIND = "host.join";

    /** A daemon that has just been started runs every emulator it finds once before it answers; that takes a while. */
    private static final Duration WITHIN = Duration.ofSeconds(60);

    private final HostRoom room;

    HostJoin(HostRoom room) {
        this.room = room;
    }

    /**
     * What was asked for beyond the row.
     *
     * @param takeOver whether another's mark may be replaced
     */
    record Arguments(boolean takeOver) {}

    @Override
    public String kind() {
        return KIND;
    }

    /** Whoever registers a host that does not answer wants to know at once. */
    @Override
    public boolean triesAgain(DosvmException failure) {
        return false;
    }

    @Override
    public void forward(WorkContext context) {
        ResourceRef host = context.target();
        boolean takeOver = context.arguments(Arguments.class).takeOver();
        HostDriver.HostFacts facts = context.host(host.id(), new HostDriver.Facts(), WITHIN);
        OwnerMark ours = new OwnerMark(context.owner(), host.id());
        Optional<OwnerMark> replaced = facts.owner().filter(mark -> !mark.equals(ours));
        replaced.map(OwnerMark::owner)
                .filter(owner -> !owner.equals(context.owner()) && !takeOver)
                .ifPresent(owner -> {
                    throw owned(host, owner);
                });
        boolean claims = facts.capabilities().contains(Capability.OWNER_MARK);
        context.write("host.identified", tx -> {
            wasDead(tx, facts).filter(how -> !takeOver).ifPresent(how -> {
                throw dead(host, how);
            });
            return identify(tx, host, facts, claims, replaced);
        });
        if (claims) {
            OwnerMark mark = context.host(host.id(), new HostDriver.Claim(ours, replaced.isPresent()), WITHIN);
            if (!mark.equals(ours)) {
                throw owned(host, mark.owner());
            }
        }
        HostDriver.HostFacts last = claims ? context.host(host.id(), new HostDriver.Facts(), WITHIN) : facts;
        context.finish("host.joined", tx -> joined(tx, context, last));
    }

    private HostRow identify(
            Tx tx, ResourceRef host, HostDriver.HostFacts facts, boolean claims, Optional<OwnerMark> replaced) {
        HostRow row = room.lookup().require(tx, host.id());
        HostRules.machine(row, facts).refuse();
        String key = MachineIdentity.key(host.id(), claims, facts);
        Optional<ResourceRef> known = claims
                ? MachineIdentity.marked(room.kernel().owner(), facts)
                        .flatMap(id -> room.lookup().find(tx, id))
                        .map(HostRow::ref)
                : room.store().known(tx, key);
        known.filter(other -> !other.id().equals(host.id())).ifPresent(other -> {
            throw DosvmException.of(ErrorCode.HOST_KNOWN, "the machine is registered already, as " + other)
                    .resource(host)
                    .with("known", other)
                    .hint("use that one; or, if the machine is a copy, take the owner mark off that was copied with it")
                    .build();
        });
        room.store().identify(tx, host.id(), key, claims, replaced);
        return row;
    }

    private void joined(Tx tx, WorkContext context, HostDriver.HostFacts facts) {
        ResourceRef host = context.target();
        Kernel kernel = room.kernel();
        HostRow row = room.lookup().require(tx, host.id());
        room.store().joined(tx, host.id(), facts);
        forgetDead(tx, context, row, facts);
        row.previousMark()
                .map(OwnerMark::owner)
                .filter(former -> !former.equals(context.owner()))
                .ifPresent(former -> kernel.audit(
                        tx, context.caller(), "host.takeOver", host, "taken over from control plane " + former));
        kernel.audit(tx, context.caller(), KIND, host, "joined: " + facts.hostName() + ", " + facts.hypervisor());
        tx.event("host.joined", host, null, "host " + host.name() + " is ours");
        tx.afterCommit(() -> room.activated(host.id()));
    }

    @Override
    public void undo(WorkContext context, DosvmException cause) {
        ResourceRef host = context.target();
        HostRow row = context.write("host.giveUp", tx -> room.lookup().require(tx, host.id()));
        if (row.claimed()) {
            unmark(context, row);
        }
        context.finish("host.notJoined", tx -> {
            room.kernel().unuse(tx, host.id());
            room.store().delete(tx, host.id());
            tx.event(
                    "host.notJoined",
                    host,
                    null,
                    "host " + host.name() + " did not join: " + cause.code().id());
            tx.afterCommit(() -> room.gone(host.id()));
        });
    }

    /** The mark is as it was before. A host that does not answer keeps ours: nobody but us may join it then. */
    private static void unmark(WorkContext context, HostRow row) {
        try {
            if (row.previousMark().isPresent()) {
                context.host(row.id(), new HostDriver.Claim(row.previousMark().get(), true), WITHIN);
            } else {
                context.host(row.id(), new HostDriver.Release(new OwnerMark(context.owner(), row.id())), WITHIN);
            }
        } catch (HostUnreachableException | TimeoutException e) {
            return;
        }
    }

    /**
     * What is known of a machine that was confirmed dead: by our mark of then, or by its own key where it bears none.
     */
    private Optional<String> wasDead(Tx tx, HostDriver.HostFacts facts) {
        return room.store()
                .rememberedDead(
                        tx,
                        MachineIdentity.marked(room.kernel().owner(), facts)
                                .map(UUID::toString)
                                .orElse(facts.machineKey()));
    }

    /** It was taken over all the same. */
    private void forgetDead(Tx tx, WorkContext context, HostRow row, HostDriver.HostFacts facts) {
        List<String> keys = new ArrayList<>(List.of(facts.machineKey()));
        row.previousMark().ifPresent(mark -> keys.add(mark.host().toString()));
        for (String key : keys) {
            room.store().rememberedDead(tx, key).ifPresent(how -> {
                String text = "taken over, though it was confirmed dead " + how;
                room.kernel().audit(tx, context.caller(), "host.takeOver", context.target(), text);
                room.store().forgetDead(tx, key);
            });
        }
    }

    private static DosvmException dead(ResourceRef host, String how) {
        return DosvmException.of(ErrorCode.HOST_OWNED, "the machine was confirmed dead, " + how)
                .resource(host)
                .hint("what it ran then may run still: look at it, switch that off, then take the host over explicitly")
                .build();
    }

    private static DosvmException owned(ResourceRef host, UUID owner) {
        return DosvmException.of(ErrorCode.HOST_OWNED, "the host belongs to control plane " + owner)
                .resource(host)
                .with("owner", owner)
                .hint("delete it there first, or take it over explicitly if that control plane is gone")
                .build();
    }
}
