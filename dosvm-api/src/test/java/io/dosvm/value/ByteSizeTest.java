package io.dosvm.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "512, 512",
        "2 GiB, 2147483648",
        "1.5G, 1610612736",
        "20 GB, 20000000000",
        "-1 KiB, -1024",
        "0.3 KiB, 307",
        "8191 PiB, 9222246136947933184"
    })
    void parse_readsBinaryAndDecimalUnits(String text, long bytes) {
        assertEquals(ByteSize.bytes(bytes), ByteSize.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GiB", "1 XB", "1e3", "1,5 GiB", "8192 PiB", "99999999999999999999", "1 GiB\n2"})
    void parse_whatIsNoSize_isRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> ByteSize.parse(text));
    }

    @Test
    void factories_overflow_isRefused() {
        assertThrows(ArithmeticException.class, () -> ByteSize.tib(Long.MAX_VALUE));
        assertThrows(
                ArithmeticException.class, () -> ByteSize.bytes(Long.MAX_VALUE).plus(ByteSize.bytes(1)));
    }

    @Test
    void toKibCeil_roundsUp() {
        assertEquals(1, ByteSize.bytes(1).toKibCeil());
        assertEquals(1, ByteSize.bytes(1024).toKibCeil());
        assertEquals(2, ByteSize.bytes(1025).toKibCeil());
        assertEquals(0, ByteSize.ZERO.toKibCeil());
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1 KiB", "1536, 1.5 KiB", "2147483648, 2 GiB", "-1024, -1 KiB"})
    void toString_isTheLargestUnit(long bytes, String shown) {
        assertEquals(shown, ByteSize.bytes(bytes).toString());
    }
}
