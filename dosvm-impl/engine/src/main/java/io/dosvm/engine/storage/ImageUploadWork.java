package io.dosvm.engine.storage;

import io.dosvm.engine.kernel.FileNames;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.operation.Work;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** Transfers an image's bytes from a local file, and verifies what arrived. Broken off, it begins afresh. */
final class ImageUploadWork implements Work {
    static final String KIND = "image.create";
    /** At its end a host writes all of it to its disk and tells no progress meanwhile. */
    private static final Duration STALL = Duration.ofMinutes(2);

    private final StorageRoom room;

    ImageUploadWork(StorageRoom room) {
        this.room = room;
    }

    /**
     * What the work was asked for.
     *
     * @param file a local path of the node that was asked
     * @param sha256 what the bytes must hash to; empty for anything
     */
    record Arguments(String file, String sha256) {}

    private record Plan(ImageRow image, PoolRow pool) {}

    @Override
    public String kind() {
        return KIND;
    }

    /** The file lies there. */
    @Override
    public boolean staysHere() {
        return true;
    }

    @Override
    public void forward(WorkContext context) {
        UUID id = context.target().id();
        Arguments arguments = context.arguments(Arguments.class);
        Plan plan = context.write("image.begin", tx -> {
            ImageRow row = room.images().require(tx, id);
            return new Plan(row, room.pools().require(tx, row.pool()));
        });
        if (plan.image().ready()) {
            return;
        }
        Path file = FileNames.read(arguments.file()).orElseThrow(() -> changed(plan.image(), arguments.file()));
        requireSame(plan.image(), file);
        room.volumeWork().activate(context, plan.pool());
        makeFile(context, plan);
        String sum = transfer(context, plan, file);
        if (!arguments.sha256().isEmpty() && !arguments.sha256().equals(sum)) {
            throw DosvmException.of(ErrorCode.CHECKSUM, "the bytes hash to " + sum + ", not to " + arguments.sha256())
                    .resource(plan.image().ref())
                    .with("file", file)
                    .hint("fetch the file again, or check the sum")
                    .build();
        }
        context.finish("image.ready", tx -> {
            room.images().setReady(tx, id, sum);
            tx.event("image.ready", plan.image().ref(), plan.image().project(), "image is ready");
        });
    }

    @Override
    public void undo(WorkContext context, DosvmException cause) {
        room.removeImage(context, context.target().id());
    }

    private static void requireSame(ImageRow image, Path file) {
        Violations violations = new Violations();
        Optional<ImageFile> now = ImageFile.inspect(violations, file, Optional.of(image.format()));
        if (now.isEmpty()
                || !now.get().size().equals(image.size())
                || !now.get().capacity().equals(image.capacity())) {
            throw changed(image, file.toString());
        }
    }

    private static DosvmException changed(ImageRow image, String file) {
        return DosvmException.of(ErrorCode.FILE_UNUSABLE, "the file " + file + " is not as it was when it was recorded")
                .resource(image.ref())
                .with("file", file)
                .hint("create the image again, on a node that has the file")
                .build();
    }

    private static void makeFile(WorkContext context, Plan plan) {
        Storage.VolumeKey key = plan.image().key(context.owner());
        UUID host = plan.pool().host();
        // What an earlier try left is in no known state; the record says that no disk can lie on it yet.
        context.host(host, new Storage.DeleteVolume(key), VolumeWork.QUICK);
        context.host(
                host,
                new Storage.CreateVolume(new Storage.VolumeDefinition(
                        key, plan.image().format(), plan.image().capacity(), Optional.empty())),
                VolumeWork.QUICK);
    }

    private static String transfer(WorkContext context, Plan plan, Path file) {
        MessageDigest digest = sha256();
        long length = plan.image().size().bytes();
        Storage.VolumeFound found;
        try (InputStream bytes = new DigestInputStream(Files.newInputStream(file), digest)) {
            found = context.transfer(
                    plan.pool().host(), new Storage.Upload(plan.image().key(context.owner()), length, bytes), STALL);
        } catch (IOException e) {
            throw DosvmException.of(ErrorCode.FILE_UNUSABLE, "the file " + file + " cannot be read: " + e.getMessage())
                    .resource(plan.image().ref())
                    .cause(e)
                    .build();
        }
        if (!found.capacity().equals(plan.image().capacity())
                || found.backingPath().isPresent()) {
            throw DosvmException.of(
                            ErrorCode.FILE_UNUSABLE,
                            "the host reads the image as " + found.capacity() + " and " + found.backingPath()
                                    + " beneath it, not as " + plan.image().capacity() + " and nothing beneath")
                    .resource(plan.image().ref())
                    .build();
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
