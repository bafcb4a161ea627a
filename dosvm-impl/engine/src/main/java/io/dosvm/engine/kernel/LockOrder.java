package io.dosvm.engine.kernel;

import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.util.Comparator;
import java.util.List;

/**
 * In which order the rows of several objects are locked in one transaction, so that no two wait for each other:
 * projects, pools, hosts, IP plans, then what belongs to a project; each by their ids.
 */
public enum LockOrder implements Comparator<ResourceRef> {
    /** The one order. */
    FIXED;

    private static final List<ResourceKind> SHARED =
            List.of(ResourceKind.PROJECT, ResourceKind.POOL, ResourceKind.HOST, ResourceKind.SUBNET);

    @Override
    public int compare(ResourceRef a, ResourceRef b) {
        int kinds = Integer.compare(place(a.kind()), place(b.kind()));
        return kinds != 0 ? kinds : a.id().compareTo(b.id());
    }

    private static int place(ResourceKind kind) {
        int shared = SHARED.indexOf(kind);
        return shared >= 0 ? shared : SHARED.size();
    }
}
