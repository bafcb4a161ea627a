package io.dosvm.spi;

/**
 * One thing that was looked at on a host.
 *
 * @param what what was looked at, such as {@code KVM}
 * @param verdict whether it is well
 * @param seen what was seen
 * @param fix what the person can do, or empty where all is well
 * @since 0.1
 */
public record Finding(String what, Verdict verdict, String seen, String fix) {
    /** Whether a thing is well. */
    public enum Verdict {
        /** As it should be. */
        GOOD,
        /** Works, but something is slow or lacking. */
        WARNING,
        /** VMs will not run, or not as asked. */
        BAD,
        /** Could not be found out from here. */
        UNKNOWN
    }
}
