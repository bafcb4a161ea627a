package io.dosvm.libvirt.binding;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.Map;

/** libvirt-qemu.so.0: the few functions that exist for QEMU alone. */
final class QemuLibrary {
    /** {@code VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP}: a line as people write it, not JSON. */
    static final int FOR_PEOPLE = 1;

    private final Function monitorCommand;

    private QemuLibrary(Function monitorCommand) {
        this.monitorCommand = monitorCommand;
    }

    static QemuLibrary load() {
        try {
            return new QemuLibrary(
                    NativeLibrary.getInstance("libvirt-qemu.so.0", Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"))
                            .getFunction("virDomainQemuMonitorCommand"));
        } catch (UnsatisfiedLinkError e) {
            throw LibvirtException.notDone(
                    LibvirtException.Reason.LIBRARY,
                    "virDomainQemuMonitorCommand",
                    "libvirt-qemu.so.0 cannot be loaded; it comes with libvirt's client library",
                    e);
        }
    }

    int monitorCommand(Pointer domain, String command, PointerByReference answer, int flags) {
        return monitorCommand.invokeInt(new Object[] {domain, command, answer, flags});
    }
}
