package io.dosvm.engine.store;

import io.dosvm.value.ByteSize;
import io.dosvm.value.Id;
import java.sql.Types;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** How Java values stand in the database. */
public final class Values {
    private Values() {}

    /** A time as the database keeps it: microseconds since 1970, UTC. */
    public static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    /** A time as the database keeps it. */
    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** An enum constant by its name; a newer node may write names that this one does not know. */
    public static <E extends Enum<E>> E word(Class<E> type, String name, E unknown) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        return unknown;
    }

    static <S extends SqlStatement<S>> S bind(S statement, Map<String, ? extends @Nullable Object> values) {
        values.forEach((name, value) -> bind(statement, name, value));
        return statement;
    }

    private static <S extends SqlStatement<S>> void bind(S statement, String name, @Nullable Object value) {
        if (value == null) {
            statement.bindNull(name, Types.NULL);
        } else if (value instanceof String text) {
            statement.bind(name, text);
        } else if (value instanceof UUID id) {
            statement.bind(name, id.toString());
        } else if (value instanceof Id<?> id) {
            statement.bind(name, id.value().toString());
        } else if (value instanceof Long number) {
            statement.bind(name, number.longValue());
        } else if (value instanceof Integer number) {
            statement.bind(name, number.intValue());
        } else if (value instanceof Boolean flag) {
            statement.bind(name, flag.booleanValue());
        } else if (value instanceof Instant time) {
            statement.bind(name, micros(time));
        } else if (value instanceof ByteSize size) {
            statement.bind(name, size.bytes());
        } else if (value instanceof Enum<?> word) {
            statement.bind(name, word.name());
        } else if (value instanceof Optional<?> maybe) {
            bind(statement, name, maybe.orElse(null));
        } else {
            throw new IllegalArgumentException("a " + value.getClass().getName() + " cannot stand in the database");
        }
    }
}
