package io.dosvm.libvirt;

import io.dosvm.error.ValidationException;
import io.dosvm.error.Violation;
import io.dosvm.libvirt.binding.ConnectUri;
import io.dosvm.spi.Call;
import io.dosvm.spi.Finding;
import io.dosvm.spi.Finding.Verdict;
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
    private static final Set<String> PATHS = Set.of("/system", "/session");
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
        return new LibvirtDriver(host(uri, runtime), accelerations);
    }

    @Override
    public List<Finding> diagnose(HostUri uri, Runtime runtime, Call call) {
        LibvirtHost host;
        try {
            host = host(uri, runtime);
        } catch (ValidationException e) {
            return List.of(new Finding("URI", Verdict.BAD, String.valueOf(e.getMessage()), "correct the URI"));
        }
        try (HostDriver driver = new LibvirtDriver(host, accelerations)) {
            return new Diagnosis(host, driver, call).all();
        }
    }

    private LibvirtHost host(HostUri uri, Runtime runtime) {
        List<Violation> violations = new ArrayList<>();
        if (!claims(uri)) {
            violations.add(new Violation("uri", uri.toString(), "begins with qemu or test"));
        }
        if (uri.driver().equals("qemu") && !PATHS.contains(uri.path())) {
            violations.add(new Violation("uri", uri.toString(), "the path of a qemu URI is /system or /session"));
        }
        String accelerator = uri.parameters().get("accel");
        if (accelerator != null && !ACCELERATORS.contains(accelerator)) {
            violations.add(new Violation("uri", uri.toString(), "accel is kvm or tcg"));
        }
        try {
            ConnectUri reached = ConnectUri.of(uri);
            if (violations.isEmpty()) {
                return new LibvirtHost(uri, reached, runtime);
            }
        } catch (IllegalArgumentException e) {
            violations.add(new Violation("uri", uri.toString(), String.valueOf(e.getMessage())));
        }
        throw new ValidationException(violations);
    }
}
