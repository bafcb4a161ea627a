/** Fake hosts, the driver contract, a virtual runtime and faults for tests of the DOSVM SDK and of programs on it. */
module io.dosvm.testkit {
    requires transitive io.dosvm;
    requires static org.jspecify;

    exports io.dosvm.testkit;
}
