package io.dosvm.testkit.lab;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is run from a directory of a name that anybody can guess. */
class PrivateDirectoryTest {
    private static final String NAMES =
            "busybox-static mtools syslinux syslinux-common linux-image-6.1.0-28-cloud-amd64";
    private static final String FILES = """

            busybox-static_1%3a1.35.0-4+b3_amd64.deb 892132 SHA256:30f4
            linux-image-6.1.0-28-cloud-amd64_6.1.119-1_amd64.deb 29010752 SHA256:0815
            mtools_4.0.33-1+really4.0.32-1_amd64.deb 187844 SHA512:ab
            syslinux-common_3%3a6.04~git20190206.bf6db5b4+dfsg1-3_all.deb 1238992 SHA256:cd
            syslinux_3%3a6.04~git20190206.bf6db5b4+dfsg1-3+b1_amd64.deb 98988 MD5Sum:ef""";

    @TempDir
    private Path temporary;

    private static String refused(Path directory) {
        String guest = assertThrows(LabException.class, () -> TinyGuest.image(directory))
                .getMessage();
        String sweep =
                assertThrows(LabException.class, () -> Lab.sweep(directory)).getMessage();
        assertEquals(guest, sweep);
        return guest;
    }

    @Test
    void isMadeClosedToOthers() throws IOException {
        Path directory = temporary.resolve("a/b");
        PrivateDirectory.create(directory);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
        assertDoesNotThrow(() -> PrivateDirectory.create(directory));
    }

    @Test
    void whereOthersCanWrite_nothingIsRead() throws IOException {
        for (String rights : new String[] {"rwxrwx---", "rwxr-xrwx"}) {
            Path directory = Files.createDirectory(temporary.resolve(rights));
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(rights));
            assertTrue(refused(directory).contains("others can write to " + directory));
        }
    }

    @Test
    void somebodyElsesIsRefused() throws IOException {
        Path directory = Path.of("/etc");
        if (System.getProperty("user.name").equals("root")) {
            directory = Files.createDirectory(temporary.resolve("foreign"));
            Files.setAttribute(directory, "unix:uid", 65_534);
        }
        assertTrue(refused(directory).contains(directory + " belongs to another user"));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), directory);
        assertTrue(refused(link).contains(link + " belongs to another user"));
    }

    @Test
    void keptNamesOfPackages_areTakenOnlyIfTheyCanBeNothingElse() {
        assertEquals(
                Optional.of(FILES.strip()), GuestPackages.parse(NAMES + FILES).map(GuestPackages::versions));
        for (String bad : new String[] {
            "",
            NAMES,
            NAMES.replace("mtools", "-oDir::Bin::dpkg=/tmp/x") + FILES,
            NAMES.replace("mtools", "openssh-server") + FILES,
            NAMES.replace(" mtools", "") + FILES,
            NAMES.replace("linux-image-6", "linux-image--6") + FILES,
            NAMES.replace("linux-image-6", "./linux-image-6") + FILES,
            NAMES + " --config-file=x" + FILES,
            NAMES + FILES.replace("187844", "many"),
            NAMES + FILES.replace("mtools_", "-mtools_"),
            NAMES + FILES.replace("mtools_4", "../mtools_4"),
            NAMES + FILES + "\nmore"
        }) {
            assertEquals(Optional.empty(), GuestPackages.parse(bad), bad);
        }
    }
}
