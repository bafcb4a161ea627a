package io.dosvm;

import io.dosvm.value.Secret;
import java.nio.file.Path;

/**
 * Where the control plane keeps what it knows.
 *
 * @since 0.1
 */
public sealed interface Store {
    /**
     * A store of this process alone, in a folder. Nothing has to be installed. What was acknowledged is on the disk.
     *
     * @param folder made if it does not exist; one process at a time
     * @return the store
     */
    static Store embedded(Path folder) {
        return new Embedded(folder);
    }

    /**
     * A database that several control nodes share.
     *
     * @param url a JDBC URL of PostgreSQL, without a password
     * @param user the account
     * @param password its password
     * @return the store
     */
    static Store shared(String url, String user, Secret password) {
        return new Shared(url, user, password);
    }

    /**
     * A store in a folder.
     *
     * @param folder where
     */
    record Embedded(Path folder) implements Store {}

    /**
     * A database.
     *
     * @param url its JDBC URL
     * @param user the account
     * @param password its password
     */
    record Shared(String url, String user, Secret password) implements Store {}
}
