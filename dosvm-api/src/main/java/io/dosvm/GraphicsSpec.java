package io.dosvm;

/**
 * The display of a definition. Given to a lambda, and good within it only.
 *
 * @since 0.1
 */
public interface GraphicsSpec {
    /**
     * Speaks VNC.
     *
     * @return this
     */
    GraphicsSpec vnc();

    /**
     * Speaks SPICE.
     *
     * @return this
     */
    GraphicsSpec spice();

    /**
     * Listens on an address of the host; {@code 127.0.0.1} unless set.
     *
     * @param address an IP address
     * @return this
     */
    GraphicsSpec listen(String address);
}
