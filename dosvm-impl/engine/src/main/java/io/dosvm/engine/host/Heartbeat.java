package io.dosvm.engine.host;

import io.dosvm.HostStatus.Connection;

/**
 * How many answers in a row a host has missed. Pure.
 *
 * @param missed 0 if the last one came
 */
record Heartbeat(int missed) {
    /** What the row of a host says, for the node that takes up watching it. */
    static Heartbeat of(Connection connection, int enough) {
        return new Heartbeat(
                switch (connection) {
                    case UP -> 0;
                    case SUSPECT -> 1;
                    case DOWN -> enough;
                });
    }

    Heartbeat miss(int enough) {
        return new Heartbeat(Math.min(enough, missed + 1));
    }

    Heartbeat answer() {
        return new Heartbeat(0);
    }

    Connection connection(int enough) {
        if (missed == 0) {
            return Connection.UP;
        }
        return missed < enough ? Connection.SUSPECT : Connection.DOWN;
    }
}
