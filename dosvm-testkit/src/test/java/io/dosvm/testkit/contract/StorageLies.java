package io.dosvm.testkit.contract;

import static io.dosvm.testkit.contract.Lies.close;
import static io.dosvm.testkit.contract.Lies.error;
import static io.dosvm.testkit.contract.Lies.lie;
import static io.dosvm.testkit.contract.Lies.read;
import static io.dosvm.testkit.contract.Lies.strict;
import static io.dosvm.testkit.contract.Lies.tolerant;
import static io.dosvm.testkit.contract.Lies.tolerate;
import static io.dosvm.testkit.contract.Lies.volumes;

import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.HostDriver.Done;
import io.dosvm.spi.Storage;
import io.dosvm.value.ByteSize;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Lies about volumes and their bytes. */
final class StorageLies {
    private StorageLies() {}

    static List<Lies.Planted> storageLies() {
        return List.of(
                lie("POOL-06", "files that go with their pool", (truth, request, call) -> {
                    if (request instanceof Storage.RemovePool r) {
                        volumes(truth, r.pool(), call)
                                .forEach(v -> truth.perform(new Storage.DeleteVolume(v.key()), call));
                    }
                    return truth.perform(request, call);
                }),
                lie("POOL-07", "a pool that is not known is an error", strict(Storage.RemovePool.class)),
                lie("POOL-03", "two pools in one directory", tolerant(Storage.EnsurePool.class, ErrorCode.IN_USE)),
                lie(
                        "POOL-08",
                        "an unknown pool is an empty one",
                        (truth, request, call) -> request instanceof Storage.ListVolumes
                                ? tolerate(truth, request, call, ErrorCode.NOT_FOUND, List.of())
                                : truth.perform(request, call)),
                lie("VOL-03", "create again is an error", (truth, request, call) -> {
                    if (request instanceof Storage.CreateVolume c
                            && truth.perform(
                                            new Storage.DescribeVolume(
                                                    c.definition().key()),
                                            call)
                                    .isPresent()) {
                        throw error(ErrorCode.ALREADY_EXISTS);
                    }
                    return truth.perform(request, call);
                }),
                lie("VOL-04", "any volume of that name will do", (truth, request, call) -> {
                    if (request instanceof Storage.CreateVolume c) {
                        var known = truth.perform(
                                new Storage.DescribeVolume(c.definition().key()), call);
                        if (known.isPresent()) {
                            return known.get();
                        }
                    }
                    return truth.perform(request, call);
                }),
                lie("VOL-05", "a volume that is not there is an error", (truth, request, call) -> {
                    Object answer = truth.perform(request, call);
                    if (request instanceof Storage.DescribeVolume && answer.equals(Optional.empty())) {
                        throw error(ErrorCode.NOT_FOUND);
                    }
                    return answer;
                }),
                lie(
                        "VOL-06",
                        "an overlay of nothing",
                        (truth, request, call) -> request instanceof Storage.CreateVolume c
                                ? truth.perform(
                                        new Storage.CreateVolume(Trial.blank(
                                                c.definition().key(),
                                                c.definition().format(),
                                                c.definition().capacity())),
                                        call)
                                : truth.perform(request, call)),
                lie("VOL-07", "deleting twice is an error", strict(Storage.DeleteVolume.class)),
                lie(
                        "VOL-07",
                        "deleting does nothing",
                        (truth, request, call) ->
                                request instanceof Storage.DeleteVolume ? Done.DONE : truth.perform(request, call)),
                lie(
                        "VOL-09",
                        "any name is a file name",
                        (truth, request, call) -> tolerate(truth, request, call, ErrorCode.INVALID, Optional.empty())),
                lie("VOL-14", "backing goes with the overlay", (truth, request, call) -> {
                    if (request instanceof Storage.DeleteVolume d) {
                        truth.perform(new Storage.DescribeVolume(d.key()), call)
                                .flatMap(Storage.VolumeFound::backingPath)
                                .ifPresent(b -> volumes(truth, d.key().pool(), call).stream()
                                        .filter(v -> v.path().equals(b))
                                        .forEach(v -> truth.perform(new Storage.DeleteVolume(v.key()), call)));
                    }
                    return truth.perform(request, call);
                }),
                lie("VOL-15", "sizes rounded down", (truth, request, call) -> {
                    if (request instanceof Storage.CreateVolume c) {
                        long bytes = c.definition().capacity().bytes();
                        return truth.perform(
                                new Storage.CreateVolume(new Storage.VolumeDefinition(
                                        c.definition().key(),
                                        c.definition().format(),
                                        ByteSize.bytes(bytes / 1024 * 1024),
                                        c.definition().backing())),
                                call);
                    }
                    return truth.perform(request, call);
                }));
    }

    static List<Lies.Planted> byteLies() {
        return List.of(
                lie(
                        "BYTES-01",
                        "a last byte that is lost",
                        (truth, request, call) -> request instanceof Storage.Upload u
                                ? truth.perform(new Storage.Upload(u.key(), u.length() - 1, u.source()), call)
                                : truth.perform(request, call)),
                lie("BYTES-01", "bytes in another order", (truth, request, call) -> {
                    if (request instanceof Storage.Upload u) {
                        byte[] bytes = read(u);
                        bytes[0]++;
                        return truth.perform(
                                new Storage.Upload(u.key(), bytes.length, new ByteArrayInputStream(bytes)), call);
                    }
                    return truth.perform(request, call);
                }),
                lie("BYTES-03", "the old capacity and format after an upload", (truth, request, call) -> {
                    Object answer = truth.perform(request, call);
                    return answer instanceof Storage.VolumeFound v && request instanceof Storage.Upload
                            ? new Storage.VolumeFound(
                                    v.key(),
                                    v.path(),
                                    Storage.Format.RAW,
                                    v.capacity(),
                                    v.allocation(),
                                    Optional.empty())
                            : answer;
                }),
                lie(
                        "BYTES-04",
                        "no progress",
                        (truth, request, call) -> truth.perform(request, call.reporting(p -> {}))),
                lie("BYTES-06", "zeros for what the source does not have", (truth, request, call) -> {
                    if (request instanceof Storage.Upload u && u.source() instanceof ByteArrayInputStream) {
                        byte[] bytes = Arrays.copyOf(read(u), (int) u.length());
                        return truth.perform(
                                new Storage.Upload(u.key(), bytes.length, new ByteArrayInputStream(bytes)), call);
                    }
                    return truth.perform(request, call);
                }),
                lie("BYTES-08", "a source that is closed", (truth, request, call) -> {
                    Object answer = truth.perform(request, call);
                    if (request instanceof Storage.Upload u) {
                        close(u);
                    }
                    return answer;
                }),
                lie(
                        "BYTES-11",
                        "a deadline that is asked for once",
                        (truth, request, call) ->
                                truth.perform(request, Call.within(call.runtime(), call.remaining()))),
                lie(
                        "BYTES-12",
                        "no look at how long nothing moves",
                        (truth, request, call) ->
                                truth.perform(request, Call.within(call.runtime(), Duration.ofSeconds(20)))));
    }
}
