package io.dosvm.libvirt;

import io.dosvm.libvirt.binding.HostLink;
import io.dosvm.libvirt.binding.NativeEvent;
import io.dosvm.spi.HostDriver.HostListener;
import io.dosvm.spi.HostDriver.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands what the host tells to all who watch it. Who comes later makes everybody look at everything once more. */
final class Watches {
    private static final Logger LOG = LoggerFactory.getLogger(Watches.class);

    private final LibvirtHost host;
    private final Observer observer;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<HostListener> listeners = new ArrayList<>();

    Watches(LibvirtHost host, Observer observer) {
        this.host = host;
        this.observer = observer;
    }

    Watch add(HostListener listener) {
        HostLink link = host.link();
        lock.lock();
        try {
            listeners.add(listener);
            restart(link);
        } finally {
            lock.unlock();
        }
        return () -> remove(link, listener);
    }

    private void remove(HostLink link, HostListener listener) {
        lock.lock();
        try {
            if (listeners.remove(listener)) {
                restart(link);
            }
        } finally {
            lock.unlock();
        }
    }

    private void restart(HostLink link) {
        link.unwatch();
        if (!listeners.isEmpty()) {
            link.watch(new Fan(List.copyOf(listeners)));
        }
    }

    private final class Fan implements HostLink.Listener {
        private final List<HostListener> all;

        Fan(List<HostListener> all) {
            this.all = all;
        }

        @Override
        public void event(NativeEvent event) {
            if (event instanceof NativeEvent.OfDomain of) {
                if (!of.name().startsWith(Acceleration.PROBE)) {
                    observer.changed(of.uuid());
                    tell(l -> l.vmChanged(of.uuid()));
                }
            } else {
                tell(HostListener::resync);
            }
        }

        @Override
        public void resync() {
            observer.forget();
            tell(HostListener::resync);
        }

        @Override
        public void lost() {
            tell(HostListener::lost);
        }

        private void tell(Consumer<HostListener> what) {
            for (HostListener listener : all) {
                try {
                    what.accept(listener);
                } catch (RuntimeException e) {
                    LOG.error("a listener failed and goes on being told [uri={}]", host.uri(), e);
                }
            }
        }
    }
}
