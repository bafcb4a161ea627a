package io.dosvm.libvirt;

import io.dosvm.libvirt.binding.HostLink;
import io.dosvm.libvirt.binding.NativeEvent;
import io.dosvm.spi.HostDriver.HostListener;
import io.dosvm.spi.HostDriver.Watch;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands what the host tells to all who watch it. Who comes later makes everybody look at everything once more. */
final class Watches {
    private static final Logger LOG = LoggerFactory.getLogger(Watches.class);

    private final LibvirtHost host;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<HostListener> listeners = new CopyOnWriteArrayList<>();
    private boolean watching;

    Watches(LibvirtHost host) {
        this.host = host;
    }

    Watch add(HostListener listener) {
        HostLink link = host.link();
        HostListener own = new Own(listener);
        boolean first;
        lock.lock();
        try {
            listeners.add(own);
            first = !watching;
            watching = true;
        } finally {
            lock.unlock();
        }
        if (first) {
            link.watch(new Fan());
        } else {
            link.resyncSoon();
        }
        return () -> remove(link, own);
    }

    /** The link goes on being watched: events that nobody takes cost little, and the next watch misses none. */
    private void remove(HostLink link, HostListener own) {
        if (listeners.remove(own)) {
            link.settle();
        }
    }

    /** One watch; the same listener may watch twice. */
    private static final class Own implements HostListener {
        private final HostListener listener;

        Own(HostListener listener) {
            this.listener = listener;
        }

        @Override
        public void vmChanged(UUID id) {
            listener.vmChanged(id);
        }

        @Override
        public void resync() {
            listener.resync();
        }

        @Override
        public void lost() {
            listener.lost();
        }
    }

    private final class Fan implements HostLink.Listener {
        @Override
        public void event(NativeEvent event) {
            if (event instanceof NativeEvent.OfDomain of) {
                if (!of.name().startsWith(Acceleration.PROBE)) {
                    tell(l -> l.vmChanged(of.uuid()));
                }
            } else {
                tell(HostListener::resync);
            }
        }

        @Override
        public void resync() {
            tell(HostListener::resync);
        }

        @Override
        public void lost() {
            tell(HostListener::lost);
        }

        private void tell(Consumer<HostListener> what) {
            for (HostListener listener : listeners) {
                try {
                    what.accept(listener);
                } catch (RuntimeException e) {
                    LOG.error("a listener failed and goes on being told [uri={}]", host.uri(), e);
                }
            }
        }
    }
}
