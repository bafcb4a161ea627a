package io.dosvm.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FakeContentTest {
    @Test
    void readsWhatWasWrittenLastWhereverItWas() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            byte[] model = new byte[400_000];
            int length = 0;
            FakeContent content = new FakeContent(0);
            for (int i = 0; i < 30; i++) {
                byte[] bytes = new byte[random.nextInt(150_000)];
                if (random.nextBoolean()) {
                    random.nextBytes(bytes);
                    Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0);
                }
                int at = random.nextInt(model.length - bytes.length);
                content.write(at, bytes, bytes.length);
                System.arraycopy(bytes, 0, model, at, bytes.length);
                length = Math.max(length, at + bytes.length);
                int from = random.nextInt(length + 1);
                byte[] seen = new byte[random.nextInt(200_000)];
                Arrays.fill(seen, (byte) 1);
                int count = content.read(from, seen);
                assertEquals(Math.min(seen.length, length - from), count);
                assertArrayEquals(
                        Arrays.copyOfRange(model, from, from + count), Arrays.copyOf(seen, count), "seed " + seed);
            }
            assertEquals(length, content.length());
        }
    }

    @Test
    void zerosTakeNoRoom() {
        FakeContent content = new FakeContent(1L << 40);
        content.write(1L << 39, new byte[1 << 20], 1 << 20);
        assertEquals(0, content.allocation());
        assertEquals(1L << 40, content.length());
        content.write(5, new byte[] {1}, 1);
        assertTrue(content.allocation() > 0);
    }
}
