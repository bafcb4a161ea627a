package io.dosvm.testkit;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.Capability;
import io.dosvm.spi.HostDriver.Done;
import io.dosvm.spi.Storage;
import io.dosvm.spi.Verb;
import io.dosvm.testkit.HostFaults.Fault;
import io.dosvm.testkit.HostFaults.Kind;
import io.dosvm.value.Progress;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The storage verbs of a fake host. */
final class FakeStorage implements Storage {
    private static final int CHUNK = 256 * 1024;

    private final FakeLink link;

    FakeStorage(FakeLink link) {
        this.link = link;
    }

    @Override
    public PoolFound ensurePool(EnsurePool request, Call call) {
        FakeMachine host = link.host();
        PoolDefinition definition = request.definition();
        return link.verb(Verb.POOL_ENSURE, call, definition.mark().madeName(), () -> host.pools()
                .ensure(definition));
    }

    @Override
    public Done removePool(RemovePool request, Call call) {
        FakeMachine host = link.host();
        return link.verb(Verb.POOL_REMOVE, call, request.pool(), () -> {
            host.pools().remove(request.pool());
            return Done.DONE;
        });
    }

    @Override
    public List<VolumeFound> listVolumes(ListVolumes request, Call call) {
        FakeMachine host = link.host();
        return link.verb(
                Verb.POOL_VOLUMES, call, request.pool(), () -> host.pools().volumes(request.pool()));
    }

    @Override
    public VolumeFound createVolume(CreateVolume request, Call call) {
        FakeMachine host = link.host();
        return link.verb(
                Verb.VOLUME_CREATE, call, request.definition().key(), () -> create(host, request.definition()));
    }

    @Override
    public Optional<VolumeFound> describeVolume(DescribeVolume request, Call call) {
        FakeMachine host = link.host();
        return link.verb(Verb.VOLUME_DESCRIBE, call, request.key(), () -> {
            String path = host.pools().checkedPath(request.key());
            return host.files().find(path).map(f -> host.pools()
                    .found(request.key().pool(), f));
        });
    }

    @Override
    public Done deleteVolume(DeleteVolume request, Call call) {
        FakeMachine host = link.host();
        return link.verb(Verb.VOLUME_DELETE, call, request.key(), () -> {
            String path = host.pools().checkedPath(request.key());
            host.files().find(path).ifPresent(f -> refuseOpen(host, f));
            host.files().delete(path);
            return Done.DONE;
        });
    }

    @Override
    public VolumeFound upload(Upload request, Call call) {
        link.need(Capability.VOLUME_STREAMS);
        FakeMachine host = link.host();
        Fault fault = host.faults().next(Verb.VOLUME_UPLOAD);
        return noted(host, Verb.VOLUME_UPLOAD, request.key(), () -> {
            link.arrive(host, call, fault, host.latencyOf(Verb.VOLUME_UPLOAD));
            if (request.length() < 0) {
                throw Refusal.invalid("length", request.length(), "at least 0");
            }
            FakeFile file = host.locked(() -> {
                link.refuseOldEpoch(host, call);
                FakeFile found = require(host, request.key());
                refuseOpen(host, found);
                found.content = new FakeContent(0);
                return found;
            });
            receive(host, file, request, call, limit(fault));
            VolumeFound found = host.locked(() -> {
                file.readHeader();
                return host.pools().found(request.key().pool(), file);
            });
            if (fault != null && fault.kind() != Kind.DELAY) {
                throw FakeLink.lost(fault.code());
            }
            return found;
        });
    }

    @Override
    public Done download(Download request, Call call) {
        link.need(Capability.VOLUME_STREAMS);
        FakeMachine host = link.host();
        Fault fault = host.faults().next(Verb.VOLUME_DOWNLOAD);
        return noted(host, Verb.VOLUME_DOWNLOAD, request.key(), () -> {
            link.arrive(host, call, fault, host.latencyOf(Verb.VOLUME_DOWNLOAD));
            FakeFile file = host.locked(() -> require(host, request.key()));
            send(host, file, request, call, limit(fault));
            return Done.DONE;
        });
    }

    private static long limit(@Nullable Fault fault) {
        return fault != null && fault.kind() == Kind.BREAK_OFF ? fault.bytes() : Long.MAX_VALUE;
    }

    private <R> R noted(FakeMachine host, Verb verb, VolumeKey key, Supplier<R> work) {
        String line = link.runtime().client() + " " + verb.id() + " " + key + " ";
        try {
            R result = work.get();
            host.note(line + "ok");
            return result;
        } catch (DosvmException e) {
            host.note(line + e.code());
            throw e;
        }
    }

    private void receive(FakeMachine host, FakeFile file, Upload request, Call call, long limit) {
        byte[] buffer = new byte[CHUNK];
        long done = 0;
        while (done < request.length()) {
            int wanted = (int) Math.min(Math.min(CHUNK, request.length() - done), Math.max(1, limit - done));
            link.pause(host, call, host.timeOf(wanted));
            int count = read(request, buffer, wanted);
            if (count < wanted) {
                throw Refusal.of(
                        ErrorCode.FILE_UNUSABLE,
                        "the source ended after " + (done + Math.max(0, count)) + " of " + request.length() + " bytes");
            }
            boolean room = host.locked(() -> {
                boolean fits = host.files().free() >= count;
                if (fits) {
                    file.content.append(buffer, count);
                }
                return fits;
            });
            if (!room) {
                throw FakeFiles.full(file.path);
            }
            done += count;
            call.report(new Progress(done, request.length(), "upload"));
            if (done >= limit) {
                throw FakeLink.lost(ErrorCode.HOST_LOST);
            }
        }
    }

    private static int read(Upload request, byte[] buffer, int wanted) {
        try {
            return request.source().readNBytes(buffer, 0, wanted);
        } catch (IOException e) {
            throw DosvmException.of(ErrorCode.FILE_UNUSABLE, "the source cannot be read: " + e.getMessage())
                    .cause(e)
                    .build();
        }
    }

    private void send(FakeMachine host, FakeFile file, Download request, Call call, long limit) {
        byte[] buffer = new byte[CHUNK];
        long length = file.content.length();
        long done = 0;
        while (done < length) {
            link.pause(host, call, host.timeOf(Math.min(CHUNK, length - done)));
            long from = done;
            int count = host.locked(() -> file.content.read(from, buffer));
            if (count == 0) {
                throw Refusal.of(ErrorCode.FILE_UNUSABLE, "the file became shorter meanwhile");
            }
            int sent = (int) Math.min(count, limit - done);
            try {
                request.target().write(buffer, 0, sent);
            } catch (IOException e) {
                throw DosvmException.of(ErrorCode.FILE_UNUSABLE, "the target cannot be written: " + e.getMessage())
                        .cause(e)
                        .build();
            }
            done += sent;
            call.report(new Progress(done, length, "download"));
            if (done >= limit) {
                throw FakeLink.lost(ErrorCode.HOST_LOST);
            }
        }
    }

    private static VolumeFound create(FakeMachine host, VolumeDefinition wanted) {
        String path = host.pools().checkedPath(wanted.key());
        if (!wanted.capacity().isPositive()) {
            throw Refusal.invalid("capacity", wanted.capacity(), "above zero");
        }
        boolean overlay = wanted.backing().isPresent();
        if (wanted.format() == Format.UNKNOWN || overlay && wanted.format() != Format.QCOW2) {
            throw Refusal.invalid("format", wanted.format(), overlay ? "qcow2 for an overlay" : "qcow2, raw or iso");
        }
        Optional<FakeFile> backing = wanted.backing().map(b -> backing(host, b));
        Optional<FakeFile> known = host.files().find(path);
        if (known.isPresent()) {
            FakeFile file = known.get();
            boolean same = file.format == wanted.format()
                    && file.capacity == wanted.capacity().bytes()
                    && file.backing.equals(backing.map(f -> f.path));
            if (!same) {
                throw Refusal.of(ErrorCode.ALREADY_EXISTS, path + " exists with other properties");
            }
            return host.pools().found(wanted.key().pool(), file);
        }
        FakeFile file = host.files()
                .create(
                        path,
                        wanted.format(),
                        wanted.capacity().bytes(),
                        backing.map(f -> f.path),
                        wanted.backing().map(Backing::format));
        return host.pools().found(wanted.key().pool(), file);
    }

    private static FakeFile backing(FakeMachine host, Backing wanted) {
        String path = host.pools().checkedPath(wanted.key());
        FakeFile file = host.files().find(path).orElseThrow(() -> Refusal.notFound("volume", wanted.key()));
        boolean plain = wanted.format() == Format.RAW || wanted.format() == Format.ISO;
        if (file.format != wanted.format() && !plain) {
            throw Refusal.of(
                    ErrorCode.FILE_UNUSABLE,
                    path + " is not in " + wanted.format().text() + " format");
        }
        return file;
    }

    private static FakeFile require(FakeMachine host, VolumeKey key) {
        return host.files().find(host.pools().checkedPath(key)).orElseThrow(() -> Refusal.notFound("volume", key));
    }

    private static void refuseOpen(FakeMachine host, FakeFile file) {
        host.vms().user(file.path, false).ifPresent(v -> {
            throw Refusal.of(ErrorCode.IN_USE, "VM " + v.name + " has " + file.path + " open");
        });
    }
}
