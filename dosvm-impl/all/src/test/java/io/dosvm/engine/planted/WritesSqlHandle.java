package io.dosvm.engine.planted;

import java.sql.Connection;
import java.sql.SQLException;

public final class WritesSqlHandle {
    void write(Connection connection) throws SQLException {
        connection.createStatement().close();
    }
}
