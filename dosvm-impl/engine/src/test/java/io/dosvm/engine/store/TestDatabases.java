package io.dosvm.engine.store;

import io.dosvm.Dosvm;
import io.dosvm.Store;
import io.dosvm.value.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests empty databases: one PostgreSQL server serves a whole run. */
public final class TestDatabases implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Server.class;
    }

    @Override
    public Server resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(TestDatabases.class))
                .getOrComputeIfAbsent("server", key -> new Server(), Server.class);
    }

    /** An empty H2 database in memory, which several nodes may open. */
    public static Store memory() {
        return Store.shared("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "dosvm", Secret.of(""));
    }

    /** A PostgreSQL server. */
    public static final class Server implements AutoCloseable {
        private static final String TEMPLATE = "migrated";

        private final EmbeddedPostgres postgres;
        private final ReentrantLock lock = new ReentrantLock();
        private boolean prepared;

        Server() {
            try {
                postgres = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("full_page_writes", "off")
                        .setServerConfig("synchronous_commit", "off")
                        .setServerConfig("max_connections", "200")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** An empty database. */
        public Store database() {
            String name = "t" + UUID.randomUUID().toString().replace("-", "");
            return create(name, "template1");
        }

        /** A database that has its schema already: the copy of one that was made once. */
        public Store migrated() {
            lock.lock();
            try {
                if (!prepared) {
                    Store first = create(TEMPLATE, "template1");
                    Dosvm.open(c -> c.store(first).name("template")).close();
                    prepared = true;
                }
                return create("m" + UUID.randomUUID().toString().replace("-", ""), TEMPLATE);
            } finally {
                lock.unlock();
            }
        }

        private Store create(String name, String template) {
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement create = connection.createStatement()) {
                create.execute("CREATE DATABASE " + name + " TEMPLATE " + template);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return Store.shared(
                    "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + name,
                    "postgres",
                    Secret.of("postgres"));
        }

        @Override
        public void close() {
            try {
                postgres.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
