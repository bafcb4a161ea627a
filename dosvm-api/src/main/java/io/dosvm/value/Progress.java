package io.dosvm.value;

/**
 * How far a piece of work is.
 *
 * @param done what is done, in the unit of the work (bytes for transfers); at least 0
 * @param total what there is to do, or 0 while that is not known
 * @param doing what is being done now, for people
 * @since 0.1
 */
public record Progress(long done, long total, String doing) {
    /** Nothing is known yet. */
    public static final Progress NONE = new Progress(0, 0, "");

    /**
     * The share that is done.
     *
     * @return 0.0–1.0; 0 while the total is not known
     */
    public double fraction() {
        return total <= 0 ? 0 : Math.min(1, (double) done / total);
    }
}
