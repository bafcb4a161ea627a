package io.dosvm.libvirt;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.libvirt.binding.Connection;
import io.dosvm.libvirt.binding.LibvirtException;
import io.dosvm.libvirt.binding.StoragePool;
import io.dosvm.spi.Call;
import io.dosvm.spi.HostDriver.Claim;
import io.dosvm.spi.HostDriver.OwnerMark;
import java.util.Optional;

/**
 * The owner mark of one host: a pool that is never started. Its name is unique on the host, so of two who claim at the
 * same moment libvirt lets one define it. Its UUID is what the owner knows the host by: what is taken off is found by
 * that, so that nobody takes off the mark of whoever came in between.
 */
final class OwnerMarks {
    private final Connection connection;
    private final Call call;

    OwnerMarks(Connection connection, Call call) {
        this.connection = connection;
        this.call = call;
    }

    Optional<OwnerMark> read() {
        return LibvirtHost.find(() -> {
            try (StoragePool pool = connection.pools().byName(StorageDocuments.OWNER_POOL, call)) {
                return StorageDocuments.readOwnerMark(pool.xml(call));
            }
        });
    }

    OwnerMark claim(Claim request) {
        Optional<OwnerMark> seen = read();
        if (seen.isPresent()) {
            if (seen.get().equals(request.mark())) {
                return request.mark();
            }
            if (!request.takeOver()) {
                throw refused(seen.get(), request.mark());
            }
        }
        return replace(seen, request.mark());
    }

    void release(OwnerMark mark) {
        if (read().filter(mark::equals).isPresent()) {
            remove(mark);
        }
    }

    /** Puts a mark where the other was, unless somebody has put one there since that was seen. */
    OwnerMark replace(Optional<OwnerMark> seen, OwnerMark next) {
        seen.ifPresent(mark -> {
            if (StorageDocuments.isNobodys(mark)) {
                throw refused(mark, next);
            }
            remove(mark);
        });
        try {
            connection.pools().define(StorageDocuments.ownerMark(next), call).close();
        } catch (LibvirtException e) {
            OwnerMark faster = read().orElseThrow(() -> e);
            if (!faster.equals(next)) {
                throw refused(faster, next);
            }
        }
        return next;
    }

    /** Takes off the very mark that was seen; another one, and none, are left as they are. */
    void remove(OwnerMark seen) {
        LibvirtHost.find(() -> {
            try (StoragePool pool = connection.pools().byUuid(seen.host(), call)) {
                String xml = pool.xml(call);
                if (StorageDocuments.isOwnerMark(xml)
                        && StorageDocuments.readOwnerMark(xml).equals(seen)) {
                    pool.undefine(call);
                }
                return seen;
            }
        });
    }

    private static DosvmException refused(OwnerMark there, OwnerMark asked) {
        if (StorageDocuments.isNobodys(there)) {
            return DosvmException.of(
                            ErrorCode.HOST_OWNED,
                            "the host has a pool " + StorageDocuments.OWNER_POOL
                                    + " that is no mark of a control plane")
                    .with("pool", there.host())
                    .hint("if nobody needs it, remove it there: virsh pool-undefine " + StorageDocuments.OWNER_POOL)
                    .build();
        }
        if (there.owner().equals(asked.owner())) {
            return DosvmException.of(ErrorCode.HOST_KNOWN, "the host is known to its owner as " + there.host())
                    .with("known", there.host())
                    .hint("use that one")
                    .build();
        }
        return DosvmException.of(ErrorCode.HOST_OWNED, "the host belongs to control plane " + there.owner())
                .with("owner", there.owner())
                .hint("release it there, or take it over explicitly")
                .build();
    }
}
