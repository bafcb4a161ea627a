package io.dosvm.testkit.contract;

import io.dosvm.spi.Capability;
import java.util.Set;

/**
 * One thing that every host driver keeps to.
 *
 * <p>Where the host lacks a capability that the rule needs, the rule is that the verbs are refused with
 * {@code CAPABILITY_MISSING}.
 *
 * @since 0.1
 */
public final class ContractRule {
    /** What a rule does; an error or an exception means that it is broken. */
    @FunctionalInterface
    interface Body {
        void run(Trial trial) throws Exception;
    }

    private final String id;
    private final String text;
    private final Set<Capability> needs;
    private final Extra extra;
    private final Body body;

    /** What a rule needs of the bench beyond a driver. */
    enum Extra {
        NOTHING,
        FREEZING,
        CUTTING,
        IMAGE
    }

    ContractRule(String name, Set<Capability> needs, Extra extra, Body body) {
        int space = name.indexOf(' ');
        this.id = name.substring(0, space);
        this.text = name.substring(space + 1);
        this.needs = Set.copyOf(needs);
        this.extra = extra;
        this.body = body;
    }

    /**
     * The short name, by which an exemption names it.
     *
     * @return for example {@code VOL-07}
     */
    public String id() {
        return id;
    }

    /**
     * What it says.
     *
     * @return for example {@code deleting twice is success}
     */
    public String text() {
        return text;
    }

    /**
     * Capabilities without which its verbs are refused.
     *
     * @return what it needs
     */
    public Set<Capability> needs() {
        return needs;
    }

    Extra extra() {
        return extra;
    }

    Body body() {
        return body;
    }

    @Override
    public String toString() {
        return id + " " + text;
    }
}
