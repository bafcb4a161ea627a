package io.dosvm.engine.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What differs between databases, all of it. */
interface Dialect {
    /** An expression for the transaction's time: microseconds since 1970. */
    String now();

    /** A script of the portable subset in this database's words. */
    String translated(String statement);

    /** Run on every new connection: no statement lasts longer, no lock is awaited longer. */
    List<String> session(Duration statement);

    /** Bounds the statements of the present transaction, which is late already. */
    List<String> bound(Duration statement);

    /** Takes {@link #bound} back after the transaction; empty where it does not outlive it. */
    List<String> unbound(Duration statement);

    /** What kind of failure it is. */
    Trouble trouble(SQLException failure);

    /** Kinds of failure. */
    enum Trouble {
        /** Another transaction was in the way: the same once more may well succeed. */
        CONFLICT,
        /** A unique value is taken. */
        DUPLICATE,
        /** What a row refers to is not there any more, or something refers to what is to go. */
        REFERENCE,
        /** What is to be made is there already. */
        EXISTS,
        /** There is no such table. */
        NO_TABLE,
        /** The statement took longer than it may. */
        TOO_SLOW,
        /** The database cannot be reached, or is going down. */
        UNAVAILABLE,
        /** The credentials or rights are not accepted. */
        REFUSED,
        /** What is stored is damaged. */
        CORRUPT,
        /** A fault of ours. */
        OTHER
    }
}
