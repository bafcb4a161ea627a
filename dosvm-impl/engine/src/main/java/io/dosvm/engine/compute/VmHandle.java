package io.dosvm.engine.compute;

import io.dosvm.Caller;
import io.dosvm.Operation;
import io.dosvm.VersionCondition;
import io.dosvm.Vm;
import io.dosvm.VmAddresses;
import io.dosvm.VmForward;
import io.dosvm.VmSpec;
import io.dosvm.VmStatus;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Names;
import io.dosvm.engine.kernel.Owned;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One VM in the store. */
final class VmHandle implements Vm {
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final ComputeRoom room;
    private final Caller caller;
    private final Id<Vm> id;
    private final Owned self;

    /**
     * A handle.
     *
     * @param project whose it must be; null for anybody's
     */
    VmHandle(ComputeRoom room, Caller caller, Id<Vm> id, @Nullable UUID project) {
        this.room = room;
        this.caller = caller;
        this.id = id;
        this.self = new Owned(room.kernel(), VmStore.TABLE, caller, id.value(), project);
    }

    @Override
    public Id<Vm> id() {
        return id;
    }

    @Override
    public VmStatus status() {
        return room.kernel().read("vm.read", tx -> {
            self.authorize(tx, "vm.read");
            return room.pages().require(tx, caller, id.value());
        });
    }

    @Override
    public VmStatus edit(Consumer<VmSpec> change) {
        return edit(change, Optional.empty());
    }

    @Override
    public VmStatus edit(Consumer<VmSpec> change, VersionCondition condition) {
        return edit(change, Optional.of(condition));
    }

    private VmStatus edit(Consumer<VmSpec> change, Optional<VersionCondition> condition) {
        VmDraft draft = VmDraft.of(change);
        Kernel kernel = room.kernel();
        return kernel.write(caller, "vm.edit", tx -> {
            self.authorize(tx, "vm.edit");
            Version version = VmStore.TABLE.lock(tx, id.value(), condition);
            VmRow row = room.vms().require(tx, id.value());
            Violations violations = new Violations();
            UUID from = draft.instance().orElse(row.instance());
            violations.check(from.equals(row.instance()), "from", from, "fixed once made");
            String description = draft.description().orElse(row.description());
            Names.checkDescription(violations, description);
            violations.refuse();
            VmStore.TABLE.update(
                    tx, row.id(), version, "description = :description", Map.of("description", description));
            kernel.audit(tx, caller, "vm.edit", row.ref(), "edited");
            tx.event("vm.edited", row.ref(), row.project(), "VM " + row.name() + " was edited");
            return room.pages().require(tx, caller, row.id());
        });
    }

    @Override
    public Operation<Vm> powerOn() {
        return unlessSo(PowerOnWork.KIND, tx -> room.power().on(tx, caller, id.value()));
    }

    @Override
    public Operation<Vm> powerOff() {
        return powerOff(GRACE);
    }

    @Override
    public Operation<Vm> powerOff(Duration grace) {
        return unlessSo(PowerOffWork.KIND, tx -> room.power().off(tx, caller, id.value(), grace));
    }

    @Override
    public Operation<Vm> reboot() {
        return whileOn(RebootWork.REBOOT);
    }

    @Override
    public Operation<Vm> reset() {
        return whileOn(RebootWork.RESET);
    }

    @Override
    public Operation<Vm> suspend() {
        return pause(PauseWork.SUSPEND);
    }

    @Override
    public Operation<Vm> resume() {
        return pause(PauseWork.RESUME);
    }

    @Override
    public VmAddresses addresses() {
        return new GuestAddresses(room, self);
    }

    @Override
    public List<VmForward> forwards() {
        return new GuestForwards(room, self).now();
    }

    @Override
    public Operation<Vm> delete() {
        return unlessSo(VmDeleteWork.KIND, tx -> Optional.of(room.power().delete(tx, caller, id.value())));
    }

    private Operation<Vm> pause(String kind) {
        return unlessSo(kind, tx -> Optional.of(room.power().pause(tx, caller, id.value(), kind)));
    }

    private Operation<Vm> whileOn(String kind) {
        return unlessSo(kind, tx -> Optional.of(room.power().whileOn(tx, caller, id.value(), kind)));
    }

    private Operation<Vm> unlessSo(String action, Function<Tx, Optional<UUID>> record) {
        Kernel kernel = room.kernel();
        record Recorded(Optional<UUID> operation, ResourceRef vm, UUID project) {}
        Recorded recorded = kernel.write(caller, action, tx -> {
            ResourceRef vm = self.authorize(tx, action);
            UUID project = room.vms().require(tx, vm.id()).project();
            return new Recorded(record.apply(tx), vm, project);
        });
        Vm handle = this;
        return recorded.operation()
                .map(operation -> kernel.operation(caller, operation, handle))
                .orElseGet(() -> kernel.done(caller, action, recorded.vm(), recorded.project(), handle));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Vm that && id.equals(that.id());
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "vm " + id;
    }
}
