package io.dosvm.spi;

/**
 * The question of one verb: an immutable value that could travel to another machine.
 *
 * <p>Requests and results are records. They grow: read them by accessor; only the engine of the same version calls
 * their constructors.
 *
 * @param <R> the answer
 * @since 0.1
 */
public interface Request<R> {
    /**
     * Which verb it is.
     *
     * @return the verb, with its stable id and what repeating it means
     */
    Verb verb();

    /**
     * Hands itself to the driver's method. Callers use {@link HostDriver#perform}.
     *
     * @param driver who does it
     * @param call what surrounds it
     * @return the answer
     */
    R on(HostDriver driver, Call call);
}
