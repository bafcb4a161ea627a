package io.dosvm.testkit.contract;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.Capability;
import io.dosvm.spi.Storage.CreateVolume;
import io.dosvm.spi.Storage.DescribeVolume;
import io.dosvm.spi.Storage.Download;
import io.dosvm.spi.Storage.Format;
import io.dosvm.spi.Storage.Upload;
import io.dosvm.spi.Storage.VolumeFound;
import io.dosvm.spi.Storage.VolumeKey;
import io.dosvm.testkit.contract.ContractRule.Body;
import io.dosvm.testkit.contract.ContractRule.Extra;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Progress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The bytes of volumes. */
final class StreamRules {
    private static final int LENGTH = 3 * 1024 * 1024 + 512;
    private static final Duration STALL = Duration.ofSeconds(2);
    private static final Set<Capability> NEEDS = Set.of(Capability.STORAGE, Capability.VOLUME_STREAMS);

    private StreamRules() {}

    static List<ContractRule> rules() {
        return List.of(
                rule("BYTES-01 what is uploaded comes back", StreamRules::roundTrip),
                rule("BYTES-02 uploading again starts afresh, also with fewer bytes", StreamRules::again),
                rule(
                        "BYTES-03 after an upload, format, capacity and backing are those of the bytes",
                        StreamRules::header),
                rule(
                        "BYTES-04 progress grows from upload to its end and from download to its end",
                        StreamRules::progress),
                rule(
                        "BYTES-05 a cancelled upload throws CANCELLED, and uploading again is success",
                        StreamRules::cancel),
                rule("BYTES-06 a source that ends early or fails is FILE_UNUSABLE", StreamRules::shortSource),
                rule("BYTES-07 an unknown volume is NOT_FOUND", StreamRules::unknown),
                rule("BYTES-08 source and target are not closed, and no byte too many is read", StreamRules::notClosed),
                rule("BYTES-09 a target that fails ends the download", StreamRules::badTarget),
                rule("BYTES-10 an overlay's own bytes are downloaded, not what it lies on", StreamRules::overlay),
                rule("BYTES-11 an upload may take as long as it moves", StreamRules::slow),
                new ContractRule(
                        "BYTES-12 an upload that stands still ends when its call says so",
                        NEEDS,
                        Extra.FREEZING,
                        StreamRules::stall));
    }

    private static ContractRule rule(String name, Body body) {
        return new ContractRule(name, NEEDS, Extra.NOTHING, body);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static VolumeKey raw(Trial trial) {
        return trial.volume(Format.RAW, ByteSize.mib(1)).key();
    }

    private static VolumeFound upload(Trial trial, VolumeKey key, byte[] bytes) {
        return trial.perform(new Upload(key, bytes.length, new ByteArrayInputStream(bytes)));
    }

    private static byte[] download(Trial trial, VolumeKey key) {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        trial.perform(new Download(key, target));
        return target.toByteArray();
    }

    private static void roundTrip(Trial trial) {
        VolumeKey key = raw(trial);
        byte[] sent = bytes(LENGTH);
        VolumeFound found = upload(trial, key, sent);
        Trial.same(ByteSize.bytes(LENGTH), found.capacity(), "capacity of raw bytes");
        Trial.same(Format.RAW, found.format(), "format of raw bytes");
        Trial.holds(Arrays.equals(sent, download(trial, key)), "the same bytes come back");
        Trial.same(Optional.of(found), trial.perform(new DescribeVolume(key)), "described");
    }

    private static void again(Trial trial) {
        VolumeKey key = raw(trial);
        upload(trial, key, bytes(LENGTH));
        byte[] fewer = bytes(512 * 1024);
        VolumeFound found = upload(trial, key, fewer);
        Trial.same(ByteSize.bytes(fewer.length), found.capacity(), "capacity");
        Trial.holds(Arrays.equals(fewer, download(trial, key)), "the bytes of the second upload come back");
    }

    private static void header(Trial trial) {
        VolumeFound base = trial.volume(Format.QCOW2, ByteSize.mib(48));
        VolumeFound overlay =
                trial.perform(new CreateVolume(trial.overlayOf(base.key(), Format.QCOW2, ByteSize.mib(80))));
        VolumeFound plain = upload(trial, raw(trial), download(trial, base.key()));
        Trial.same(Format.QCOW2, plain.format(), "format");
        Trial.same(ByteSize.mib(48), plain.capacity(), "capacity");
        Trial.same(Optional.empty(), plain.backingPath(), "backing");
        VolumeFound copy = upload(trial, raw(trial), download(trial, overlay.key()));
        Trial.same(Format.QCOW2, copy.format(), "format of an overlay");
        Trial.same(ByteSize.mib(80), copy.capacity(), "capacity of an overlay");
        Trial.same(Optional.of(base.path()), copy.backingPath(), "backing that the bytes of an overlay name");
    }

    private static void progress(Trial trial) {
        VolumeKey key = raw(trial);
        byte[] sent = bytes(LENGTH);
        List<Progress> seen = Collections.synchronizedList(new ArrayList<>());
        Call call = trial.call().reporting(seen::add);
        trial.driver().perform(new Upload(key, sent.length, new ByteArrayInputStream(sent)), call);
        grows(seen, "upload");
        seen.clear();
        trial.driver()
                .perform(
                        new Download(key, OutputStream.nullOutputStream()),
                        trial.call().reporting(seen::add));
        grows(seen, "download");
    }

    private static void grows(List<Progress> seen, String what) {
        Trial.holds(!seen.isEmpty(), "there is progress of an " + what);
        long last = -1;
        for (Progress now : List.copyOf(seen)) {
            Trial.holds(now.done() >= last, what + " goes from " + last + " to " + now.done());
            last = now.done();
        }
        Trial.same((long) LENGTH, last, "the last progress of " + what);
    }

    private static void cancel(Trial trial) {
        VolumeKey key = raw(trial);
        AtomicBoolean cancelled = new AtomicBoolean();
        InputStream endless = new InputStream() {
            private long read;

            @Override
            public int read() {
                read++;
                cancelled.set(read > 1 << 20);
                return 7;
            }

            @Override
            public int read(byte[] into, int from, int count) {
                Arrays.fill(into, from, from + count, (byte) 7);
                read += count;
                cancelled.set(read > 1 << 20);
                return count;
            }
        };
        trial.refused(
                ErrorCode.CANCELLED,
                new Upload(key, 1L << 36, endless),
                trial.call().cancelledBy(cancelled::get));
        byte[] sent = bytes(4_096);
        upload(trial, key, sent);
        Trial.holds(Arrays.equals(sent, download(trial, key)), "the bytes of the upload after a cancelled one");
    }

    private static void shortSource(Trial trial) {
        VolumeKey key = raw(trial);
        trial.refused(ErrorCode.FILE_UNUSABLE, new Upload(key, 5_000_000, new ByteArrayInputStream(bytes(4_000_000))));
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken on purpose");
            }

            @Override
            public int read(byte[] into, int from, int count) throws IOException {
                throw new IOException("broken on purpose");
            }
        };
        trial.refused(ErrorCode.FILE_UNUSABLE, new Upload(key, 5_000_000, broken));
        byte[] sent = bytes(4_096);
        upload(trial, key, sent);
        Trial.holds(Arrays.equals(sent, download(trial, key)), "the bytes of the upload after a broken one");
    }

    private static void unknown(Trial trial) {
        VolumeKey key = new VolumeKey(trial.pool(), trial.mark().madeName() + ".raw");
        trial.refused(ErrorCode.NOT_FOUND, new Upload(key, 3, new ByteArrayInputStream(new byte[3])));
        trial.refused(ErrorCode.NOT_FOUND, new Download(key, OutputStream.nullOutputStream()));
        Trial.same(Optional.empty(), trial.perform(new DescribeVolume(key)), "described after the refusals");
    }

    private static void notClosed(Trial trial) throws IOException {
        VolumeKey key = raw(trial);
        AtomicBoolean closed = new AtomicBoolean();
        byte[] more = bytes(10_000);
        InputStream source = new ByteArrayInputStream(more) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        trial.perform(new Upload(key, 9_000, source));
        Trial.same(1_000, source.available(), "bytes left in the source");
        OutputStream target = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        trial.perform(new Download(key, target));
        Trial.holds(!closed.get(), "neither source nor target was closed");
    }

    private static void badTarget(Trial trial) {
        VolumeKey key = raw(trial);
        upload(trial, key, bytes(LENGTH));
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("broken on purpose");
            }
        };
        trial.refused(ErrorCode.FILE_UNUSABLE, new Download(key, broken));
        Trial.same(LENGTH, download(trial, key).length, "bytes of the download after a broken one");
    }

    private static void overlay(Trial trial) {
        VolumeKey base = raw(trial);
        upload(trial, base, bytes(LENGTH));
        VolumeFound overlay = trial.perform(new CreateVolume(trial.overlayOf(base, Format.RAW, ByteSize.mib(4))));
        byte[] own = download(trial, overlay.key());
        Trial.holds(own.length > 4 && own[0] == 'Q' && own[1] == 'F' && own[2] == 'I', "a qcow2 file");
        Trial.holds(own.length < LENGTH, "without the " + LENGTH + " bytes beneath: " + own.length);
    }

    private static Call whileMoving(Trial trial) {
        long latest = trial.runtime().nanoTime() + Duration.ofMinutes(5).toNanos();
        return Call.whileMoving(trial.runtime(), STALL, () -> latest);
    }

    /** Takes longer than it may stand still, in small steps. */
    private static void slow(Trial trial) {
        VolumeKey key = raw(trial);
        byte[] sent = bytes(LENGTH);
        Duration step = Duration.ofMillis(450);
        InputStream slow = new Pieces(sent, 512 * 1024, () -> trial.runtime().sleep(step));
        trial.driver().perform(new Upload(key, sent.length, slow), whileMoving(trial));
        Trial.holds(Arrays.equals(sent, download(trial, key)), "the same bytes come back");
    }

    private static void stall(Trial trial) {
        VolumeKey key = raw(trial);
        Optional<ContractBench.Freezer> freezer = trial.bench().freezer();
        byte[] sent = bytes(32 * 1024 * 1024);
        AtomicLong frozen = new AtomicLong();
        InputStream source = new Pieces(sent, 1024 * 1024, () -> {
            if (frozen.compareAndSet(0, trial.runtime().nanoTime())) {
                freezer.orElseThrow().freeze();
            }
        });
        try {
            trial.driver().perform(new Upload(key, sent.length, source), whileMoving(trial));
            throw new AssertionError("a frozen host took " + sent.length + " bytes");
        } catch (DosvmException e) {
            if (frozen.get() == 0) {
                throw e;
            }
            boolean told = e.code() == ErrorCode.TIMEOUT
                    || e.code() == ErrorCode.HOST_LOST
                    || e.code() == ErrorCode.HOST_STUCK;
            Trial.holds(told, "TIMEOUT, HOST_LOST or HOST_STUCK, not " + e.code());
            Duration took = Duration.ofNanos(trial.runtime().nanoTime() - frozen.get());
            Trial.holds(took.compareTo(STALL.plusSeconds(3)) < 0, "released after " + took + ", not " + STALL);
        } finally {
            freezer.ifPresent(ContractBench.Freezer::thaw);
        }
        trial.untilAnswers();
    }

    /** Bytes with something happening before each piece of them but the first. */
    private static final class Pieces extends FilterInputStream {
        private final int size;
        private final Runnable before;
        private long done;
        private long next;

        Pieces(byte[] bytes, int size, Runnable before) {
            super(new ByteArrayInputStream(bytes));
            this.size = size;
            this.before = before;
            this.next = size;
        }

        @Override
        public int read(byte[] into, int from, int count) throws IOException {
            if (done >= next) {
                next += size;
                before.run();
            }
            int got = super.read(into, from, count);
            done += got;
            return got;
        }
    }
}
