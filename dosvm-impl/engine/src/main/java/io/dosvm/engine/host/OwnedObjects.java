package io.dosvm.engine.host;

import io.dosvm.engine.store.Tx;
import io.dosvm.value.ResourceKind;
import java.util.Set;
import java.util.UUID;

/** Tells which objects of one kind the store knows: what bears our mark and is not among them is a stray. */
public interface OwnedObjects {
    /** Of which kind. */
    ResourceKind kind();

    /** Those of the given ids that are in the store. */
    Set<UUID> known(Tx tx, Set<UUID> ids);
}
