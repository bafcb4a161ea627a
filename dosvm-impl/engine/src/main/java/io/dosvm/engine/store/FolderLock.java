package io.dosvm.engine.store;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a folder for one opener at a time, over all processes and within this one.
 *
 * <p>The operating system drops a process's lock when the process closes any file descriptor of the file. So within one
 * process the file is not even opened while another opener has it: the process's properties, the one thing that all
 * class loaders share, hold who that is.
 */
final class FolderLock implements AutoCloseable {
    private static final String FILE = "dosvm.lock";
    private static final String PROPERTY = "io.dosvm.store.";

    private final String property;
    private final FileChannel channel;

    private FolderLock(String property, FileChannel channel) {
        this.property = property;
        this.channel = channel;
    }

    static FolderLock take(Path folder, String opener) {
        Path real;
        try {
            Files.createDirectories(folder);
            real = folder.toRealPath();
        } catch (IOException e) {
            throw unusable(folder, e);
        }
        String property = PROPERTY + real;
        if (System.getProperties().putIfAbsent(property, opener) != null) {
            throw locked(folder, "this process");
        }
        boolean taken = false;
        try {
            FileChannel channel =
                    FileChannel.open(real.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = lock(channel, folder);
            taken = lock != null;
            if (!taken) {
                channel.close();
                throw locked(folder, "another process");
            }
            return new FolderLock(property, channel);
        } catch (IOException e) {
            throw unusable(folder, e);
        } finally {
            if (!taken) {
                System.getProperties().remove(property);
            }
        }
    }

    private static @Nullable FileLock lock(FileChannel channel, Path folder) throws IOException {
        try {
            return channel.tryLock();
        } catch (IOException e) {
            channel.close();
            throw unusable(folder, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            System.getProperties().remove(property);
        }
    }

    private static DosvmException locked(Path folder, String who) {
        return DosvmException.of(ErrorCode.STORE_LOCKED, who + " has the store in '" + folder + "' open")
                .with("folder", folder)
                .hint("close the other one; several processes can share a database instead")
                .build();
    }

    private static DosvmException unusable(Path folder, IOException cause) {
        return DosvmException.of(ErrorCode.STORE_UNAVAILABLE, "the folder '" + folder + "' cannot be used: " + cause)
                .with("folder", folder)
                .hint("choose a folder that this process may write to")
                .cause(cause)
                .build();
    }
}
