package io.dosvm.engine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jdbi.v3.core.statement.ParsedSql;
import org.junit.jupiter.api.Test;

class NamedParametersTest {
    private static void parses(String sql, String plain, String... names) {
        ParsedSql parsed = NamedParameters.parse(sql);
        assertEquals(plain, parsed.getSql());
        assertEquals(List.of(names), parsed.getParameters().getParameterNames());
    }

    @Test
    void namesBecomePlaces_inTheirOrder() {
        parses(
                "UPDATE vm SET name = :name, power=:power_2 WHERE id IN (:id0,:id1) AND name <> :name",
                "UPDATE vm SET name = ?, power=? WHERE id IN (?,?) AND name <> ?",
                "name",
                "power_2",
                "id0",
                "id1",
                "name");
    }

    @Test
    void quotesCastsAndComments_areLeftAlone() {
        String sql = "SELECT ':a', 'it''s :b', \":c\", x::text -- :d\nFROM vm";
        parses(sql, sql);
        parses(sql + " WHERE id = :id", sql + " WHERE id = ?", "id");
    }
}
