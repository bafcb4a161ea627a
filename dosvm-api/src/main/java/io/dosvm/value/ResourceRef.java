package io.dosvm.value;

import java.util.UUID;

/**
 * Names one object in an error, an event or an audit record.
 *
 * @param kind what it is
 * @param id its identity
 * @param name its name when the reference was made
 * @since 0.1
 */
public record ResourceRef(ResourceKind kind, UUID id, String name) {
    @Override
    public String toString() {
        return kind.text() + " '" + name + "' (" + id + ")";
    }
}
