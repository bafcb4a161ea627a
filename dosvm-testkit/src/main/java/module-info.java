/**
 * Fake hosts, the driver contract, a lab of real hosts, a virtual runtime and faults, for tests of the SDK and on it.
 */
module io.dosvm.testkit {
    requires transitive io.dosvm;
    requires static org.jspecify;
    requires static org.junit.jupiter.api;

    exports io.dosvm.testkit;
    exports io.dosvm.testkit.contract;
    exports io.dosvm.testkit.junit;
    exports io.dosvm.testkit.lab;

    opens io.dosvm.testkit.junit to
            org.junit.platform.commons;
}
