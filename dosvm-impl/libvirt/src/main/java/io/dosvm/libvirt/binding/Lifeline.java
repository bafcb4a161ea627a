package io.dosvm.libvirt.binding;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The socket of a connection, so that it can be cut.
 *
 * <p>libvirt has no way to end a connection while a request hangs in it: closing sends a request too, and keepalive,
 * once set, cannot be made shorter. So the socket is found right after opening, as the new one of this process that
 * leads to the daemon, and duplicated: a duplicate stays valid whatever libvirt does, and shutting it down makes every
 * hanging call fail at once. Found on Linux; elsewhere, and for drivers in this process, there is none.
 */
final class Lifeline implements AutoCloseable {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int ADDRESS = 112;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int BOTH_WAYS = 2;

    private final int descriptor;
    private final long inode;
    private final Finder finder;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Lifeline(int descriptor, long inode, Finder finder) {
        this.descriptor = descriptor;
        this.inode = inode;
        this.finder = finder;
    }

    /** Ends the connection from this side: what hangs in it fails, what is sent later fails as well. */
    void cut() {
        if (!closed.get()) {
            libc("shutdown").invokeInt(new Object[] {descriptor, BOTH_WAYS});
        }
    }

    /** Gives the duplicate back; the daemon sees the end of the connection no earlier than this. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            libc("close").invokeInt(new Object[] {descriptor});
            finder.claimed.remove(inode);
        }
    }

    private static Function libc(String name) {
        return NativeLibrary.getProcess().getFunction(name);
    }

    /** Finds the sockets of new connections; knows those that are taken. */
    static final class Finder {
        private final Set<Long> claimed = ConcurrentHashMap.newKeySet();

        /** The sockets of this process now. */
        Set<Long> before() {
            return new HashSet<>(sockets().keySet());
        }

        /** The socket that a connection has opened since; empty if it cannot be told. */
        Optional<Lifeline> since(Set<Long> before, ConnectUri uri) {
            if (uri.way() == ConnectUri.Way.LOCAL) {
                return Optional.empty();
            }
            Map<Long, Integer> now = sockets();
            now.keySet().removeAll(before);
            // the newest that fits: another lane may be connecting to the same daemon at this moment
            return now.entrySet().stream()
                    .sorted(Map.Entry.<Long, Integer>comparingByKey().reversed())
                    .filter(socket -> leadsTo(socket.getValue(), uri))
                    .filter(socket -> claimed.add(socket.getKey()))
                    .findFirst()
                    .flatMap(socket -> duplicate(socket.getKey(), socket.getValue()));
        }

        private Optional<Lifeline> duplicate(long inode, int descriptor) {
            int copy = libc("fcntl").invokeInt(new Object[] {descriptor, F_DUPFD_CLOEXEC, 0});
            if (copy < 0) {
                claimed.remove(inode);
                return Optional.empty();
            }
            return Optional.of(new Lifeline(copy, inode, this));
        }

        private static boolean leadsTo(int descriptor, ConnectUri uri) {
            try (Memory address = new Memory(ADDRESS)) {
                address.clear();
                IntByReference length = new IntByReference(ADDRESS);
                if (libc("getpeername").invokeInt(new Object[] {descriptor, address, length}) != 0) {
                    return false;
                }
                int family = address.getShort(0);
                return switch (uri.way()) {
                    case UNIX -> family == AF_UNIX && address.getString(2).endsWith("-sock");
                    case SSH -> family == AF_UNIX && length.getValue() <= 2;
                    case TCP, TLS ->
                        (family == AF_INET || family == AF_INET6)
                                && ((address.getByte(2) & 0xff) << 8 | address.getByte(3) & 0xff) == uri.port();
                    case LOCAL -> false;
                };
            }
        }

        private static Map<Long, Integer> sockets() {
            Map<Long, Integer> result = new HashMap<>();
            try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
                for (Path one : all) {
                    addIfSocket(one, result);
                }
            } catch (IOException e) {
                // no /proc: no lifeline, and closing a frozen connection takes as long as keepalive says
                return result;
            }
            return result;
        }

        private static void addIfSocket(Path descriptor, Map<Long, Integer> result) {
            try {
                String target = Files.readSymbolicLink(descriptor).toString();
                if (target.startsWith("socket:[") && target.endsWith("]")) {
                    result.put(
                            Long.parseLong(target.substring(8, target.length() - 1)),
                            Integer.parseInt(descriptor.getFileName().toString()));
                }
            } catch (IOException | NumberFormatException e) {
                // closed meanwhile: not the one that is looked for
                return;
            }
        }
    }
}
