package io.dosvm;

import java.time.Instant;
import java.util.List;

/**
 * Who did what, written in the transaction that did it.
 *
 * @since 0.1
 */
public interface Audit {
    /**
     * Reads records.
     *
     * @param from not before
     * @param to before
     * @param caller part of the caller's name, in any case; empty for all
     * @param limit how many at most, 1–1000
     * @return the newest first
     */
    List<AuditRecord> read(Instant from, Instant to, String caller, int limit);
}
