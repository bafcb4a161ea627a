package io.dosvm.libvirt.xml.domain;

import io.dosvm.libvirt.xml.MacAddress;
import io.dosvm.libvirt.xml.View;
import io.dosvm.libvirt.xml.ViewBuilder;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Finds devices by what people call them.
 *
 * @since 0.1
 */
public interface DeviceLookup {
    /** All disks. */
    List<Disk> disks();

    /** All network interfaces. */
    List<Interface> interfaces();

    /** The disk that the guest sees under a target such as {@code vda}. */
    default Optional<Disk> disk(String target) {
        return disks().stream().filter(isTarget(target)).findFirst();
    }

    /** The network interface with a MAC address. */
    default Optional<Interface> interfaceOf(MacAddress mac) {
        return interfaces().stream().filter(hasMac(mac)).findFirst();
    }

    private static Predicate<Disk> isTarget(String target) {
        return disk ->
                disk.target().flatMap(DiskTarget::dev).filter(target::equals).isPresent();
    }

    private static Predicate<Interface> hasMac(MacAddress mac) {
        return nic -> nic.mac().flatMap(Mac::address).filter(mac::equals).isPresent();
    }

    /**
     * The same while building.
     *
     * @param <B> the builder
     * @since 0.1
     */
    interface Settable<B> {
        /** Changes the children that match. */
        <T extends View<T, C>, C extends ViewBuilder<T, C>> B edit(
                Function<? super Devices, List<T>> accessor, Predicate<? super T> which, Consumer<? super C> change);

        /** Changes the disk of a target, if there is one. */
        default B editDisk(String target, Consumer<Disk.Builder> change) {
            return edit(Devices::disks, isTarget(target), change);
        }

        /** Changes the network interface of a MAC address, if there is one. */
        default B editInterface(MacAddress mac, Consumer<Interface.Builder> change) {
            return edit(Devices::interfaces, hasMac(mac), change);
        }
    }
}
