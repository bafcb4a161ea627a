package io.dosvm.engine.host;

import io.dosvm.engine.operation.Work;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.error.HostUnreachableException;
import io.dosvm.error.TimeoutException;
import io.dosvm.spi.Capability;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriver.OwnerMark;
import io.dosvm.value.ResourceRef;
import java.time.Duration;

/** Takes our owner mark off a machine and forgets it. */
final class HostLeave implements Work {
    static final String KIND = "host.delete";

    private static final Duration WITHIN = Duration.ofSeconds(20);

    private final HostRoom room;

    HostLeave(HostRoom room) {
        this.room = room;
    }

    /**
     * How it goes.
     *
     * @param dead whether it was confirmed dead, and is not asked
     */
    record Arguments(boolean dead) {}

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void forward(WorkContext context) {
        ResourceRef host = context.target();
        HostRow row = context.write("host.leaving", tx -> room.lookup().require(tx, host.id()));
        boolean dead = context.arguments(Arguments.class).dead();
        if (!dead && row.facts().capabilities().contains(Capability.OWNER_MARK)) {
            context.host(host.id(), new HostDriver.Release(new OwnerMark(context.owner(), host.id())), WITHIN);
        }
        context.finish("host.deleted", tx -> {
            // Who read it before it was leaving may have come to need it since.
            room.kernel().requireUnused(tx, host);
            room.kernel().unuse(tx, host.id());
            if (dead) {
                room.store().rememberDead(tx, row);
            }
            room.store().delete(tx, host.id());
            room.kernel().audit(tx, context.caller(), KIND, host, "deleted");
            tx.event("host.deleted", host, null, "host " + host.name() + " was deleted");
            tx.afterCommit(() -> room.gone(host.id()));
        });
    }

    @Override
    public void undo(WorkContext context, DosvmException cause) {
        ResourceRef host = context.target();
        HostRow row = context.write("host.staying", tx -> room.lookup().require(tx, host.id()));
        boolean dead = context.arguments(Arguments.class).dead();
        if (!dead && row.facts().capabilities().contains(Capability.OWNER_MARK)) {
            mark(context, host);
        }
        context.finish("host.kept", tx -> {
            room.store().state(tx, host.id(), dead ? HostRow.State.DEAD : HostRow.State.ACTIVE);
            tx.event(
                    "host.kept",
                    host,
                    null,
                    "host " + host.name() + " was not deleted: " + cause.code().id());
            tx.afterCommit(() -> room.activated(host.id()));
        });
    }

    /** If the host does not answer, or has become somebody else's, watching it will tell. */
    private static void mark(WorkContext context, ResourceRef host) {
        try {
            context.host(host.id(), new HostDriver.Claim(new OwnerMark(context.owner(), host.id()), false), WITHIN);
        } catch (HostUnreachableException | TimeoutException e) {
            return;
        } catch (DosvmException e) {
            if (e.code() != ErrorCode.HOST_OWNED) {
                throw e;
            }
        }
    }
}
