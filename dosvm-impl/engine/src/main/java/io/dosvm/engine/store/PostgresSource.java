package io.dosvm.engine.store;

import io.dosvm.Store;
import io.dosvm.engine.store.Database.Settings;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.error.ValidationException;
import io.dosvm.error.Violation;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections to PostgreSQL. Apart from the rest, as its driver is an optional dependency. */
final class PostgresSource {
    private PostgresSource() {}

    static DataSource of(Store.Shared store, Settings settings) {
        try {
            return source(store, settings);
        } catch (NoClassDefFoundError e) {
            throw DosvmException.of(ErrorCode.STORE_UNAVAILABLE, "the driver of PostgreSQL is not there")
                    .hint("add org.postgresql:postgresql to the program")
                    .cause(e)
                    .build();
        }
    }

    private static DataSource source(Store.Shared store, Settings settings) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        try {
            source.setURL(store.url());
        } catch (IllegalArgumentException e) {
            throw new ValidationException(
                    List.of(new Violation("store.url", Connections.address(store), "a JDBC URL of PostgreSQL")));
        }
        source.setUser(store.user());
        source.setPassword(new String(store.password().reveal()));
        source.setApplicationName("dosvm-" + settings.runtime().client());
        source.setTcpKeepAlive(true);
        // The server ends a statement by its own limit; these bound what never answers at all.
        int patience = (int) Connections.answerLimit(settings.deadline()).toSeconds();
        source.setConnectTimeout(Math.min(patience, 10));
        source.setLoginTimeout(Math.min(patience, 20));
        source.setSocketTimeout(patience);
        source.setCancelSignalTimeout(Math.min(patience, 5));
        return source;
    }
}
