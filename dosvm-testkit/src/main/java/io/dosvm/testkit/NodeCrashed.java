package io.dosvm.testkit;

/**
 * The node is gone: thrown out of every step and every wait of a crashed node, so that its threads unwind.
 *
 * <p>An error, because no program handles its own death: {@code catch (Exception e)} does not see it, and a
 * {@code finally} block that goes through the runtime gets it again.
 *
 * @since 0.1
 */
public final class NodeCrashed extends Error {
    private static final long serialVersionUID = 1L;

    NodeCrashed(String node, String where) {
        super("node " + node + " crashed " + where);
    }
}
