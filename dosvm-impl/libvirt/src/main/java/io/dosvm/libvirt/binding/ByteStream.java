package io.dosvm.libvirt.binding;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import io.dosvm.spi.Call;

/**
 * Bytes on their way to or from a daemon, in pieces of up to {@link #PIECE}. Used by one thread at a time.
 *
 * <p>A stream ends by {@link #finish} or {@link #abort}; closing one that has not ended aborts it when its connection
 * closes.
 *
 * @since 0.1
 */
public final class ByteStream extends Handle {
    /** Bytes that fit into one message to the daemon. */
    public static final int PIECE = 256 * 1024 - 24;

    private final Memory buffer;

    ByteStream(Connection connection, Pointer pointer) {
        this(connection, pointer, new Memory(PIECE));
    }

    private ByteStream(Connection connection, Pointer pointer, Memory buffer) {
        super(connection, "stream", pointer, p -> {
            Natives.virStreamFree(p);
            buffer.close();
        });
        this.buffer = buffer;
    }

    /**
     * Sends bytes, all of them.
     *
     * @param bytes where they are
     * @param length how many, from 0; at most {@link #PIECE}
     * @param call the deadline
     */
    public void send(byte[] bytes, int length, Call call) {
        request("virStreamSend", call, stream -> {
            buffer.write(0, bytes, 0, length);
            int sent = 0;
            while (sent < length) {
                sent += Faults.notNegative(
                        "virStreamSend",
                        Natives.virStreamSend(stream, buffer.share(sent), new NativeLong((long) length - sent)));
            }
            return sent;
        });
    }

    /**
     * Receives bytes.
     *
     * @param bytes takes them, from 0; at least {@link #PIECE} long
     * @param call the deadline
     * @return how many; 0 at the end
     */
    public int receive(byte[] bytes, Call call) {
        return request("virStreamRecv", call, stream -> {
            int got = Faults.notNegative("virStreamRecv", Natives.virStreamRecv(stream, buffer, new NativeLong(PIECE)));
            buffer.read(0, bytes, 0, got);
            return got;
        });
    }

    /**
     * Ends it well: everything has arrived.
     *
     * @param call the deadline
     */
    public void finish(Call call) {
        code("virStreamFinish", call, Natives::virStreamFinish);
    }

    /**
     * Breaks it off.
     *
     * @param call the deadline
     */
    public void abort(Call call) {
        code("virStreamAbort", call, Natives::virStreamAbort);
    }
}
