package io.dosvm.engine.kernel;

import io.dosvm.value.ResourceKind;

/** The tables of named objects, for the nouns that refer to each other's rows. */
public final class Tables {
    /** Hosts. */
    public static final NamedTable HOST = new NamedTable("host", ResourceKind.HOST, false);
    /** Projects. */
    public static final NamedTable PROJECT = new NamedTable("project", ResourceKind.PROJECT, false);

    private Tables() {}
}
