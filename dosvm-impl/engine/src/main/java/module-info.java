/** The engine of the DOSVM SDK: the control plane behind the API. Programs use the API alone. */
module io.dosvm.engine {
    requires transitive io.dosvm;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.datatype.jdk8;
    requires com.fasterxml.jackson.datatype.jsr310;
    requires com.h2database;
    requires com.zaxxer.hikari;
    // Jdbi needs it, and, being an automatic module, cannot say so.
    requires io.leangen.geantyref;
    requires java.sql;
    requires org.jdbi.v3.core;
    requires static org.jspecify;
    requires static org.postgresql.jdbc;
    requires org.slf4j;

    provides io.dosvm.DosvmProvider with
            io.dosvm.engine.EngineProvider;

    // Records of the nouns are written and read as JSON.
    opens io.dosvm.engine.compute to
            com.fasterxml.jackson.databind;
    opens io.dosvm.engine.host to
            com.fasterxml.jackson.databind;
    opens io.dosvm.engine.network to
            com.fasterxml.jackson.databind;
    opens io.dosvm.engine.operation to
            com.fasterxml.jackson.databind;
    opens io.dosvm.engine.project to
            com.fasterxml.jackson.databind;
    opens io.dosvm.engine.storage to
            com.fasterxml.jackson.databind;
}
