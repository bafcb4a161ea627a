package io.dosvm.libvirt;

import io.dosvm.error.ValidationException;
import io.dosvm.error.Violation;
import io.dosvm.libvirt.binding.ConnectUri;
import io.dosvm.spi.Call;
import io.dosvm.spi.Finding;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriverProvider;
import io.dosvm.spi.Runtime;
import io.dosvm.value.HostUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes drivers for hosts that run libvirt: {@code qemu:///system}, {@code qemu:///session},
 * {@code qemu+tcp|tls|ssh|unix://host/system}, {@code test:///default}.
 *
 * <p>The parameter {@code accel} is ours, all others are libvirt's: {@code ?accel=kvm} and {@code ?accel=tcg} say under
 * what guests run, instead of finding out.
 *
 * @since 0.1
 */
public final class LibvirtProvider implements HostDriverProvider {
    private static final Set<String> DRIVERS = Set.of("qemu", "test");
    private static final Set<String> ACCELERATORS = Set.of("kvm", "tcg");

    private final Acceleration.Cache accelerations = new Acceleration.Cache();

    /** For the ServiceLoader. */
    public LibvirtProvider() {}

    @Override
    public String id() {
        return "libvirt";
    }

    @Override
    public boolean claims(HostUri uri) {
        return DRIVERS.contains(uri.driver());
    }

    @Override
    public HostDriver open(HostUri uri, Runtime runtime) {
        return new LibvirtDriver(new LibvirtHost(uri, checked(uri), runtime), accelerations);
    }

    /**
     * {@inheritDoc}
     *
     * @throws ValidationException if the URI is not right
     */
    @Override
    public List<Finding> diagnose(HostUri uri, Runtime runtime, Call call) {
        try (LibvirtHost host = new LibvirtHost(uri, checked(uri), runtime)) {
            return new Diagnosis(host, accelerations, LocalMachine.ofThisProcess(), call).findings();
        }
    }

    private ConnectUri checked(HostUri uri) {
        List<Violation> violations = new ArrayList<>();
        if (!claims(uri)) {
            violations.add(new Violation("uri", uri.toString(), "begins with qemu or test"));
        }
        if (uri.driver().equals("qemu") && !Set.of("/system", "/session").contains(uri.path())) {
            violations.add(new Violation("uri", uri.toString(), "the path of a qemu URI is /system or /session"));
        }
        String accelerator = uri.parameters().get("accel");
        if (accelerator != null && !ACCELERATORS.contains(accelerator)) {
            violations.add(new Violation("uri", uri.toString(), "accel is kvm or tcg"));
        }
        try {
            ConnectUri reached = ConnectUri.of(uri);
            if (violations.isEmpty()) {
                return reached;
            }
        } catch (IllegalArgumentException e) {
            violations.add(new Violation("uri", uri.toString(), String.valueOf(e.getMessage())));
        }
        throw new ValidationException(violations);
    }
}
