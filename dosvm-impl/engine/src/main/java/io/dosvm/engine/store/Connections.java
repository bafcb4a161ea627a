package io.dosvm.engine.store;

import com.zaxxer.hikari.HikariConfig;
import io.dosvm.Store;
import io.dosvm.engine.store.Database.Settings;
import io.dosvm.error.ValidationException;
import io.dosvm.error.Violation;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pool of connections to one store, and what goes with it: its dialect, its errors, the lock on its folder. */
final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final int POOL_SIZE = 10;
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(30);
    private static final Duration SHORTEST_CONNECT = Duration.ofMillis(250);
    private static final String FILE = "dosvm";

    private final DataSource source;
    private final ConnectionPool pool;
    private final Dialect dialect;
    private final StoreErrors errors;
    private final Duration statementLimit;
    private final Duration answerLimit;
    private final Optional<FolderLock> lock;

    private Connections(
            DataSource source,
            ConnectionPool pool,
            Dialect dialect,
            StoreErrors errors,
            Duration statementLimit,
            Duration answerLimit,
            Optional<FolderLock> lock) {
        this.source = source;
        this.pool = pool;
        this.dialect = dialect;
        this.errors = errors;
        this.statementLimit = statementLimit;
        this.answerLimit = answerLimit;
        this.lock = lock;
    }

    static Connections open(Store store, Settings settings) {
        // Two statements of the usual limit and some waiting fit into a deadline.
        Duration statementLimit = settings.deadline().multipliedBy(2).dividedBy(5);
        if (store instanceof Store.Embedded embedded) {
            return embedded(embedded.folder(), settings, statementLimit);
        }
        return shared((Store.Shared) store, settings, statementLimit);
    }

    private static Connections embedded(Path folder, Settings settings, Duration statementLimit) {
        FolderLock lock = FolderLock.take(folder, settings.runtime().client());
        boolean open = false;
        try {
            JdbcDataSource source = new JdbcDataSource();
            // "retry" reopens the file after the interruption of a thread has closed it. Acknowledged is written: no
            // write delay. No hook at the end of the process, and no end of the store between two connections.
            source.setURL("jdbc:h2:retry:" + folder.toAbsolutePath().resolve(FILE)
                    + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1;TRACE_LEVEL_FILE=0");
            source.setUser("dosvm");
            source.setPassword("");
            Connections connections = new Connections(
                    source,
                    pool(source, new H2Dialect(), folder.toString(), settings, statementLimit),
                    new H2Dialect(),
                    new StoreErrors(new H2Dialect(), folder.toString()),
                    statementLimit,
                    answerLimit(settings.deadline()),
                    Optional.of(lock));
            open = true;
            return connections;
        } finally {
            if (!open) {
                lock.close();
            }
        }
    }

    private static Connections shared(Store.Shared store, Settings settings, Duration statementLimit) {
        DataSource source;
        Dialect dialect;
        if (store.url().startsWith("jdbc:postgresql:")) {
            source = PostgresSource.of(store, settings);
            dialect = new PostgresDialect();
        } else if (store.url().startsWith("jdbc:h2:")) {
            source = h2(store);
            dialect = new H2Dialect();
        } else {
            throw new ValidationException(
                    List.of(new Violation("store.url", address(store), "begins with jdbc:postgresql:")));
        }
        return new Connections(
                source,
                pool(source, dialect, address(store), settings, statementLimit),
                dialect,
                new StoreErrors(dialect, address(store)),
                statementLimit,
                answerLimit(settings.deadline()),
                Optional.empty());
    }

    /** How long anybody waits for any answer, in whole seconds: what never answers at all is given up. */
    static Duration answerLimit(Duration deadline) {
        return Duration.ofSeconds(
                Math.max(1, deadline.dividedBy(2).plusMillis(999).toSeconds()));
    }

    /** The URL without its parameters: a password may be among them, and must be in no message. */
    static String address(Store.Shared store) {
        return store.url().split("[?;]", 2)[0];
    }

    /** An H2 server, or a database in memory that simulated nodes share. */
    private static DataSource h2(Store.Shared store) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(store.url());
        source.setUser(store.user());
        char[] password = store.password().reveal();
        source.setPasswordChars(password);
        return source;
    }

    private static ConnectionPool pool(
            DataSource source, Dialect dialect, String where, Settings settings, Duration statementLimit) {
        Duration connect = settings.deadline().dividedBy(2);
        connect = connect.compareTo(LONGEST_CONNECT) > 0 ? LONGEST_CONNECT : connect;
        connect = connect.compareTo(SHORTEST_CONNECT) < 0 ? SHORTEST_CONNECT : connect;
        HikariConfig config = new HikariConfig();
        config.setPoolName("dosvm-" + settings.runtime().client() + "-store");
        config.setDataSource(source);
        config.setConnectionInitSql(String.join("; ", dialect.session(statementLimit)));
        config.setMaximumPoolSize(POOL_SIZE);
        config.setMinimumIdle(1);
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setValidationTimeout(SHORTEST_CONNECT.toMillis());
        // One attempt: why it failed is told at once, and the caller decides about another.
        config.setInitializationFailTimeout(1);
        config.setRegisterMbeans(false);
        try {
            return new ConnectionPool(config, settings.runtime(), connect);
        } catch (RuntimeException e) {
            throw new StoreErrors(dialect, where).of(e, "open");
        }
    }

    ConnectionPool pool() {
        return pool;
    }

    Dialect dialect() {
        return dialect;
    }

    StoreErrors errors() {
        return errors;
    }

    /** How long a new connection waits for any answer; what must end sooner says so. */
    Duration answerLimit() {
        return answerLimit;
    }

    /** How long a statement may take that is not late. */
    Duration statementLimit() {
        return statementLimit;
    }

    boolean exclusive() {
        return lock.isPresent();
    }

    void close() {
        end("SHUTDOWN");
    }

    void abandon() {
        end("SHUTDOWN IMMEDIATELY");
    }

    /** The embedded database lives in this process: it is ended with the pool, before others may open the folder. */
    private void end(String shutdown) {
        try {
            if (exclusive()) {
                shutdown(shutdown);
            }
        } finally {
            pool.close();
            lock.ifPresent(FolderLock::close);
        }
    }

    private void shutdown(String statement) {
        try (Connection connection = source.getConnection();
                Statement shutdown = connection.createStatement()) {
            shutdown.execute(statement);
        } catch (SQLException e) {
            // Closing the last connection of a database that is gone fails; that it is gone was wanted.
            LOG.debug("the embedded store ended [statement={}]", statement, e);
        }
    }
}
