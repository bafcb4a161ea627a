package io.dosvm.engine.store;

import com.zaxxer.hikari.pool.HikariPool;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;

/** Turns what databases throw into what the SDK throws. */
final class StoreErrors {
    private final Dialect dialect;
    private final String where;

    StoreErrors(Dialect dialect, String where) {
        this.dialect = dialect;
        this.where = where;
    }

    /** What kind of failure an exception is, if a database is behind it. */
    Optional<Dialect.Trouble> trouble(Throwable failure) {
        return cause(failure).map(this::trouble);
    }

    private Dialect.Trouble trouble(SQLException failure) {
        Dialect.Trouble trouble = dialect.trouble(failure);
        boolean noConnection = failure instanceof SQLTransientConnectionException;
        return trouble == Dialect.Trouble.OTHER && noConnection ? Dialect.Trouble.UNAVAILABLE : trouble;
    }

    /** The exception for the caller. The database's own words stay in the cause: they may quote values. */
    RuntimeException of(Throwable failure, String doing) {
        if (failure instanceof DosvmException own) {
            return own;
        }
        Optional<SQLException> sql = cause(failure);
        if (sql.isEmpty()) {
            return failure instanceof RuntimeException same
                    ? same
                    : report(ErrorCode.INTERNAL, "'" + doing + "' failed", failure)
                            .build();
        }
        if (sql.get().getCause() instanceof InterruptedException) {
            return report(ErrorCode.INTERRUPTED, "interrupted in '" + doing + "'", failure)
                    .build();
        }
        return of(trouble(sql.get()), sql.get(), failure, doing);
    }

    private DosvmException of(Dialect.Trouble trouble, SQLException sql, Throwable failure, String doing) {
        return switch (trouble) {
            case DUPLICATE ->
                report(ErrorCode.ALREADY_EXISTS, "a unique value is taken, in '" + doing + "'", failure)
                        .build();
            case TOO_SLOW ->
                report(ErrorCode.TIMEOUT, "'" + doing + "' took longer than it may", failure)
                        .hint("the store is overloaded, or somebody holds its locks")
                        .build();
            case CONFLICT ->
                report(ErrorCode.STORE_UNAVAILABLE, "'" + doing + "' met too many others", failure)
                        .hint("try again")
                        .build();
            case UNAVAILABLE ->
                report(ErrorCode.STORE_UNAVAILABLE, "the store does not answer", failure)
                        .hint("check that the database of " + where + " runs and can be reached")
                        .build();
            case REFUSED ->
                report(ErrorCode.STORE_UNAVAILABLE, "the store refuses this account", failure)
                        .hint("check user, password and rights for " + where)
                        .build();
            case CORRUPT ->
                report(ErrorCode.STORE_CORRUPT, "the store is damaged", failure)
                        .hint("restore " + where + " from a backup")
                        .build();
            case REFERENCE, EXISTS, NO_TABLE, OTHER ->
                report(
                                ErrorCode.INTERNAL,
                                "'" + doing + "' failed with SQL state " + sql.getSQLState() + ", code "
                                        + sql.getErrorCode(),
                                failure)
                        .build();
        };
    }

    private DosvmException.Report report(ErrorCode code, String message, Throwable cause) {
        return DosvmException.of(code, message).with("store", where).cause(cause);
    }

    private static Optional<SQLException> cause(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql) {
                // The pool hides why it has no connection behind an exception of its own.
                return sql.getCause() instanceof SQLException inner && sql instanceof SQLTransientConnectionException
                        ? Optional.of(inner)
                        : Optional.of(sql);
            }
            if (at instanceof HikariPool.PoolInitializationException && at.getCause() == null) {
                return Optional.of(new SQLTransientConnectionException(at.getMessage()));
            }
        }
        return Optional.empty();
    }
}
