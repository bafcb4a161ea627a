package io.dosvm.testkit.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Makes the guest's files out of unpacked packages: kernel, initial RAM disk, and a disk with both that a BIOS boots.
 * No root, no mounts, no loop devices. Same packages, same bytes.
 */
final class GuestBuild {
    static final String KERNEL = "vmlinuz";
    static final String INITRD = "initrd";
    static final String DISK = "disk.qcow2";

    /** Every file of this jar that goes into the guest. */
    static final List<String> RESOURCES =
            List.of("guest-init.sh", "guest-dhcp.sh", "guest-page.sh", "guest-power.sh", "guest-boot.cfg");

    /** Counts up with each change of this class that changes what comes out. */
    static final String RECIPE = "2";

    private static final List<String> MODULES =
            List.of("virtio_pci", "virtio_blk", "virtio_net", "virtio_balloon", "button", "evdev");
    private static final int MEBIBYTE = 1024 * 1024;
    private static final int SECTOR = 512;
    private static final int HEADS = 64;
    private static final int SECTORS_PER_TRACK = 32;
    private static final int SPARE_MEBIBYTES = 2;
    private static final Instant EPOCH = Instant.parse("2020-01-01T00:00:00Z");
    private static final String COUNTER = "DOSVM-BOOTS 0\0";

    private final Path tree;
    private final Path target;

    GuestBuild(Path tree, Path target) {
        this.tree = tree;
        this.target = target;
    }

    void run() throws IOException {
        Path kernel = target.resolve(KERNEL);
        Files.copy(onlyFile(tree.resolve("boot"), "vmlinuz-"), kernel);
        long content = Files.size(kernel);
        // the size of the file system decides where the boot counter is, which the RAM disk must know
        byte[] probe = initrd(0);
        int fileSystem = (int) ((content + probe.length) / MEBIBYTE) + 1 + SPARE_MEBIBYTES;
        Path initrd = target.resolve(INITRD);
        Files.write(initrd, initrd(fileSystem * (MEBIBYTE / SECTOR)));
        disk(fileSystem, kernel, initrd);
    }

    static String resource(String name) throws IOException {
        try (InputStream stream = GuestBuild.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IOException("no resource " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private byte[] initrd(int counterSector) throws IOException {
        CpioArchive archive = new CpioArchive();
        for (String directory :
                List.of("bin", "dev", "etc", "etc/acpi", "lib", "proc", "run", "sys", "tmp", "usr", "www")) {
            archive.directory(directory);
        }
        Path busybox = Stream.of("bin/busybox", "usr/bin/busybox")
                .map(tree::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new IOException("busybox-static has no busybox"));
        archive.program("bin/busybox", Files.readAllBytes(busybox)).link("bin/sh", "busybox");
        archive.program("init", script("guest-init.sh"))
                .program("etc/dhcp.sh", script("guest-dhcp.sh"))
                .program("etc/page.sh", script("guest-page.sh"))
                .program("etc/acpi/power", script("guest-power.sh"))
                .program("etc/acpid.conf", text("PWRF power\n"))
                .program("lib/counter-sector", text(counterSector + "\n"));
        List<String> order = new ArrayList<>();
        for (Map.Entry<String, byte[]> module :
                KernelModules.load(tree, MODULES).entrySet()) {
            archive.program("lib/" + module.getKey() + ".ko", module.getValue());
            order.add(module.getKey() + ".ko\n");
        }
        return archive.program("lib/order", text(String.join("", order))).finish();
    }

    private void disk(int mebibytes, Path kernel, Path initrd) throws IOException {
        Path raw = target.resolve("disk.raw");
        try (FileChannel channel = FileChannel.open(raw, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            // one more mebibyte than the file system has, for the boot counter behind it
            channel.write(ByteBuffer.allocate(1), (mebibytes + 1L) * MEBIBYTE - 1);
        }
        Path config = target.resolve("syslinux.cfg");
        Files.writeString(config, resource("guest-boot.cfg"));
        tool(
                "mformat",
                "-i",
                raw.toString(),
                "-h",
                Integer.toString(HEADS),
                "-s",
                Integer.toString(SECTORS_PER_TRACK),
                "-t",
                Integer.toString(mebibytes * (MEBIBYTE / SECTOR) / HEADS / SECTORS_PER_TRACK),
                "-N",
                "0",
                "::");
        for (Path file : List.of(kernel, initrd, config)) {
            Files.setLastModifiedTime(file, FileTime.from(EPOCH));
            tool("mcopy", "-m", "-i", raw.toString(), file.toString(), "::" + file.getFileName());
        }
        tool("syslinux", "--install", raw.toString());
        try (FileChannel channel = FileChannel.open(raw, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(text(COUNTER)), (long) mebibytes * MEBIBYTE);
        }
        Command.of(
                        "qemu-img",
                        "convert",
                        "-f",
                        "raw",
                        "-O",
                        "qcow2",
                        "-o",
                        "compat=1.1",
                        raw.toString(),
                        target.resolve(DISK).toString())
                .check();
        Files.delete(raw);
        Files.delete(config);
    }

    /** Runs a program of the unpacked packages; syslinux itself runs the others. */
    private void tool(String name, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(tree.resolve("usr/bin").resolve(name).toString());
        command.addAll(List.of(arguments));
        Command.of(command)
                .with("PATH", tree.resolve("usr/bin") + ":" + Programs.SEARCH_PATH)
                .with("MTOOLSRC", "/dev/null")
                .with("SOURCE_DATE_EPOCH", Long.toString(EPOCH.getEpochSecond()))
                .with("TZ", "UTC")
                .within(Duration.ofMinutes(1))
                .check();
    }

    private static byte[] script(String name) throws IOException {
        return text(resource(name));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Path onlyFile(Path directory, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(p -> p.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + prefix + "* in the kernel package"));
        }
    }
}
