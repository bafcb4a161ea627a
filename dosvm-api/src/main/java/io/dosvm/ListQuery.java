package io.dosvm;

/**
 * Which objects to list.
 *
 * @since 0.1
 */
public final class ListQuery {
    /** The largest page. */
    public static final int MAX_LIMIT = 1000;

    private int limit = 100;
    private String after = "";
    private String nameContains = "";

    /** A query for the first hundred. */
    public ListQuery() {}

    /**
     * How many on a page.
     *
     * @param count 1–1000; 100 unless set
     * @return this
     */
    public ListQuery limit(int count) {
        this.limit = count;
        return this;
    }

    /**
     * Goes on after a page.
     *
     * @param cursor from {@link Page#next}
     * @return this
     */
    public ListQuery after(String cursor) {
        this.after = cursor;
        return this;
    }

    /**
     * Only names that contain a text.
     *
     * @param text the text, in any case
     * @return this
     */
    public ListQuery nameContains(String text) {
        this.nameContains = text;
        return this;
    }

    /**
     * How many on a page.
     *
     * @return as set
     */
    public int limit() {
        return limit;
    }

    /**
     * Where it goes on.
     *
     * @return empty for the first page
     */
    public String after() {
        return after;
    }

    /**
     * What names must contain.
     *
     * @return empty for all
     */
    public String nameContains() {
        return nameContains;
    }
}
