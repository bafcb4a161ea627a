package io.dosvm.engine.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.engine.kernel.Violations;
import io.dosvm.error.ValidationException;
import io.dosvm.spi.Storage;
import io.dosvm.value.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFileTest {
    @TempDir
    private Path folder;

    @Test
    void qcow2_isToldByItsFirstBytes() throws IOException {
        ImageFile file = inspect(qcow2(header -> {}), Optional.empty()).orElseThrow();
        assertEquals(Storage.Format.QCOW2, file.format());
        assertEquals(ByteSize.gib(1), file.capacity());
    }

    @Test
    void qcow2_onAnotherFile_isRefused() throws IOException {
        assertRefused(qcow2(header -> header.putLong(8, 512)), Optional.empty(), "backing file");
    }

    @Test
    void qcow2_withExternalData_isRefused() throws IOException {
        assertRefused(qcow2(header -> header.putLong(72, 4)), Optional.empty(), "external data file");
    }

    @Test
    void qcow2_encryptedOrOfAnotherVersionOrEmpty_isRefused() throws IOException {
        assertRefused(qcow2(header -> header.putInt(32, 2)), Optional.empty(), "not encrypted");
        assertRefused(qcow2(header -> header.putInt(4, 1)), Optional.empty(), "version 2 or 3");
        assertRefused(qcow2(header -> header.putLong(24, 0)), Optional.empty(), "real size");
    }

    @Test
    void qcow2_readAsRaw_isRefused() throws IOException {
        assertRefused(qcow2(header -> {}), Optional.of(Storage.Format.RAW), "the file is one");
    }

    @Test
    void raw_askedAsQcow2_isRefused() throws IOException {
        assertRefused(file("r", new byte[1024]), Optional.of(Storage.Format.QCOW2), "not those of qcow2");
    }

    @Test
    void raw_isWhatIsNothingElse() throws IOException {
        ImageFile file = inspect(file("r", new byte[1024]), Optional.empty()).orElseThrow();
        assertEquals(Storage.Format.RAW, file.format());
        assertEquals(ByteSize.kib(1), file.capacity());
        assertRefused(file("odd", new byte[1000]), Optional.empty(), "whole number of sectors");
        assertRefused(file("empty", new byte[0]), Optional.empty(), "bytes in it");
    }

    @Test
    void iso_isToldByItsVolumeDescriptor() throws IOException {
        byte[] bytes = new byte[40960];
        System.arraycopy("CD001".getBytes(StandardCharsets.US_ASCII), 0, bytes, 32769, 5);
        assertEquals(
                Storage.Format.ISO,
                inspect(file("i", bytes), Optional.empty()).orElseThrow().format());
    }

    @Test
    void whatIsNoFile_isRefused() {
        assertRefused(folder.resolve("absent"), Optional.empty(), "regular file");
        assertRefused(folder, Optional.empty(), "regular file");
    }

    private static Optional<ImageFile> inspect(Path path, Optional<Storage.Format> format) {
        Violations violations = new Violations();
        Optional<ImageFile> file = ImageFile.inspect(violations, path, format);
        violations.refuse();
        return file;
    }

    private static void assertRefused(Path path, Optional<Storage.Format> format, String rule) {
        ValidationException refused = assertThrows(ValidationException.class, () -> inspect(path, format));
        assertTrue(refused.getMessage().contains(rule), refused.getMessage());
    }

    private Path qcow2(Consumer<ByteBuffer> change) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(65536);
        header.putInt(0, 0x514649fb).putInt(4, 3).putLong(24, 1L << 30);
        change.accept(header);
        return file("q", header.array());
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }
}
