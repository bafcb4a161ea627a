package io.dosvm.libvirt.binding;

import java.util.Iterator;
import java.util.List;

/**
 * Handles that are closed together.
 *
 * @param <H> what they are on
 * @since 0.1
 */
public final class Handles<H extends Handle> implements AutoCloseable, Iterable<H>, CallSlots.Disposable {
    private final List<H> handles;

    Handles(List<H> handles) {
        this.handles = List.copyOf(handles);
    }

    @Override
    public Iterator<H> iterator() {
        return handles.iterator();
    }

    @Override
    public void dispose() {
        close();
    }

    /** Closes all of them. Repeatable; never blocks. */
    @Override
    public void close() {
        handles.forEach(Handle::close);
    }
}
