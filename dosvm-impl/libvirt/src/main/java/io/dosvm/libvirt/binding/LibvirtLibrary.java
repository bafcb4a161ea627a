package io.dosvm.libvirt.binding;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * libvirt.so.0, loaded once per class loader when first needed.
 *
 * <p>The static field is JNA's: direct-mapped methods are bound to a class, so what they are bound to is as well.
 *
 * @since 0.1
 */
public final class LibvirtLibrary {
    /** The oldest libvirt that all of {@link Natives} is in, as {@code major * 1_000_000 + minor * 1_000 + release}. */
    static final long MINIMUM = 4_005_000;

    private static final ReentrantLock LOADING = new ReentrantLock();
    private static @Nullable LibvirtLibrary loaded;

    private final NativeLibrary library;
    private final long version;
    private final EventLoop events;
    private final Lifeline.Finder lifelines = new Lifeline.Finder();

    private LibvirtLibrary(NativeLibrary library, long version) {
        this.library = library;
        this.version = version;
        this.events = new EventLoop(doNothing());
    }

    /**
     * The library, loaded if it is not yet.
     *
     * @return the library
     * @throws LibvirtException {@link LibvirtException.Reason#LIBRARY} if it is not there, cannot be loaded or is older
     *     than 4.5
     */
    public static LibvirtLibrary load() {
        LOADING.lock();
        try {
            LibvirtLibrary known = loaded;
            if (known == null) {
                known = open("libvirt.so.0");
                loaded = known;
            }
            return known;
        } finally {
            LOADING.unlock();
        }
    }

    static LibvirtLibrary open(String file) {
        NativeLibrary library;
        try {
            // UTF-8 whatever the locale says: libvirt knows no other encoding
            library = NativeLibrary.getInstance(file, Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));
        } catch (UnsatisfiedLinkError e) {
            throw LibvirtException.notDone(
                    LibvirtException.Reason.LIBRARY,
                    "dlopen",
                    "libvirt's client library " + file
                            + " cannot be loaded; install it: 'apt-get install libvirt0' on Debian and Ubuntu,"
                            + " 'dnf install libvirt-libs' on Fedora and RHEL, 'zypper install libvirt-libs' on SUSE",
                    e);
        }
        try {
            Native.register(Natives.class, library);
        } catch (UnsatisfiedLinkError e) {
            throw LibvirtException.notDone(
                    LibvirtException.Reason.LIBRARY,
                    "dlsym",
                    "libvirt's client library is older than 4.5.0, which is the oldest that works",
                    e);
        }
        LongByReference version = new LongByReference();
        if (Natives.virInitialize() < 0 || Natives.virGetVersion(version, null, null) < 0) {
            throw Faults.last("virInitialize");
        }
        if (version.getValue() < MINIMUM) {
            throw LibvirtException.notDone(
                    LibvirtException.Reason.LIBRARY,
                    "virGetVersion",
                    "libvirt's client library is " + dotted(version.getValue()) + ", the oldest that works is 4.5.0");
        }
        LibvirtLibrary result = new LibvirtLibrary(library, version.getValue());
        // Without a handler libvirt prints every error to stderr. The handler is a C function that ignores its
        // arguments: no Java callback can then be collected while some thread of libvirt still reports an error.
        Natives.virSetErrorFunc(null, doNothing());
        return result;
    }

    /** A C function that may stand where libvirt wants a callback that has nothing to do: {@code abs} of libc. */
    private static Pointer doNothing() {
        return NativeLibrary.getProcess().getFunction("abs");
    }

    /**
     * The version of the library in this process; a daemon may have another.
     *
     * @return for example {@code 9.0.0}
     */
    public String version() {
        return dotted(version);
    }

    Lifeline.Finder lifelines() {
        return lifelines;
    }

    EventLoop events() {
        return events;
    }

    /**
     * A function that may be newer than the library.
     *
     * @param name its C name
     * @return the function, or empty if this library has it not
     */
    Optional<Function> optional(String name) {
        try {
            return Optional.of(library.getFunction(name));
        } catch (UnsatisfiedLinkError absent) {
            return Optional.empty();
        }
    }

    /**
     * Whether the library in this process has a function.
     *
     * @param name its C name
     * @return true if so
     */
    public boolean has(String name) {
        return optional(name).isPresent();
    }

    static String dotted(long version) {
        return version / 1_000_000 + "." + version / 1_000 % 1_000 + "." + version % 1_000;
    }
}
