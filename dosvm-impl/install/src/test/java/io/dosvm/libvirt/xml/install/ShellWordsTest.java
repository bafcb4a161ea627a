package io.dosvm.libvirt.xml.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShellWordsTest {
    @Test
    void wordsAreSplit_asAShellSplitsThem() {
        assertEquals(List.of(), ShellWords.of(" \t\n"));
        assertEquals(List.of("-a", "b c", "d"), ShellWords.of(" -a 'b c'  d "));
        assertEquals(List.of("", "x", ""), ShellWords.of("'' x \"\""));
        assertEquals(List.of("ab c"), ShellWords.of("a'b 'c"));
        assertEquals(List.of("a b", "\"q\"", "\\n", "\\"), ShellWords.of("a\\ b \"\\\"q\\\"\" \"\\n\" '\\'"));
    }

    @Test
    void whatDoesNotEnd_isRefused() {
        for (String text : List.of("-a 'b", "\"", "x\\", "\"a\\\"")) {
            assertThrows(IllegalArgumentException.class, () -> ShellWords.of(text), text);
        }
    }

    /** It was lost without a word. */
    @Test
    void theLastArgumentOfQemu_isNotLost() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> VirtInstall.command(List.of("--name", "x", "--qemu-commandline", "-a 'b")));
        assertEquals("--qemu-commandline -a 'b: a quotation that begins with ' does not end", e.getMessage());
    }
}
