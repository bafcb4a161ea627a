package io.dosvm.engine.host;

import io.dosvm.Caller;
import io.dosvm.Host;
import io.dosvm.HostSpec;
import io.dosvm.HostStatus;
import io.dosvm.Hosts;
import io.dosvm.ListQuery;
import io.dosvm.Operation;
import io.dosvm.Page;
import io.dosvm.engine.kernel.Catalogs;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.StoredCatalog;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.ValidationException;
import io.dosvm.value.HostUri;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The hosts in the store, for one caller. */
final class StoredHosts extends StoredCatalog<Host, HostStatus, HostDraft, Operation<Host>> implements Hosts {
    private final HostRoom room;
    private final Caller caller;

    StoredHosts(HostRoom room, Caller caller) {
        super(new Catalogs(room.kernel(), HostLookup.TABLE, caller, null));
        this.room = room;
        this.caller = caller;
    }

    @Override
    public Operation<Host> create(String name, Consumer<HostSpec> spec) {
        return make(name, HostDraft.of(spec));
    }

    @Override
    public Operation<Host> ensure(String name, Consumer<HostSpec> spec) {
        HostDraft draft = HostDraft.of(spec);
        return ensured(name, draft);
    }

    @Override
    protected Operation<Host> make(String name, HostDraft draft) {
        Kernel kernel = room.kernel();
        UUID id = kernel.runtime().newId();
        ResourceRef host = new ResourceRef(ResourceKind.HOST, id, name);
        kernel.authorize(caller, "host.create", host);
        Violations violations = HostRules.create(name, draft);
        draft.uri().ifPresent(text -> checkDriver(violations, text));
        violations.refuse();
        record Made(UUID host, Optional<UUID> operation) {}
        Made made = kernel.write(caller, "host.create", tx -> {
            Optional<UUID> before = kernel.requested(tx, draft.requestId(), "host " + name, id);
            if (before.isPresent()) {
                // What was asked for and then taken back is not there: a repetition must not look like success.
                return new Made(before.get(), known(tx, before.get()).joining());
            }
            HostLookup.TABLE.requireFree(tx, null, name);
            room.store().insert(tx, host, draft);
            kernel.audit(tx, caller, "host.create", host, "at " + draft.uri().orElseThrow());
            tx.event("host.created", host, null, "host " + name + " is to join");
            return new Made(
                    id,
                    Optional.of(kernel.start(
                            tx, caller, HostJoin.KIND, host, null, new HostJoin.Arguments(draft.takesOver()))));
        });
        return operation(made.host(), name, made.operation());
    }

    /** What a driver finds wrong with its URI is one more violation; that no driver takes it is an error of its own. */
    private void checkDriver(Violations violations, String text) {
        HostUri uri;
        try {
            uri = HostUri.parse(text);
        } catch (IllegalArgumentException e) {
            return;
        }
        try {
            room.connections().check(uri);
        } catch (ValidationException e) {
            e.violations().forEach(v -> violations.check(false, v.field(), v.value(), v.rule()));
        }
    }

    @Override
    protected Operation<Host> verified(UUID id, HostDraft draft) {
        Known known = room.kernel().read("host.ensure", tx -> known(tx, id));
        HostRules.differences(known.row(), draft).refuse(known.row().ref());
        return operation(id, known.row().name(), known.joining());
    }

    /**
     * A host that is ours, or is to be.
     *
     * @param joining the work that makes it ours, if it is not yet
     */
    private record Known(HostRow row, Optional<UUID> joining) {}

    private Known known(Tx tx, UUID id) {
        // The work first: whatever works on it after the row was read is not taken for the work that makes it ours.
        Optional<UUID> work = room.kernel().underWay(tx, id, HostJoin.KIND);
        HostRow row = room.lookup().require(tx, id);
        boolean joins = row.state() == HostRow.State.JOINING && work.isPresent();
        if (!joins) {
            HostLookup.refuseInactive(row);
        }
        return new Known(row, joins ? work : Optional.empty());
    }

    private Operation<Host> operation(UUID host, String name, Optional<UUID> operation) {
        return operation
                .map(id -> room.kernel().operation(caller, id, handle(host)))
                .orElseGet(() -> room.kernel()
                        .done(
                                caller,
                                HostJoin.KIND,
                                new ResourceRef(ResourceKind.HOST, host, name),
                                null,
                                handle(host)));
    }

    @Override
    protected Page<HostStatus> page(Tx tx, ListQuery query) {
        return HostLookup.TABLE.page(tx, null, query, "t.*", "", (row, context) -> {
            HostRow read = room.lookup().mapper().map(row, context);
            return HostSnapshot.of(handle(read.id()), read, room.seen(read.id()));
        });
    }

    @Override
    protected Host handle(UUID id) {
        return new HostHandle(room, caller, Id.of(id));
    }
}
