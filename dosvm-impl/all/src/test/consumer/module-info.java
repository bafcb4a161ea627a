/** A user's program: it names the api and, for its fake host, the test kit; the engine is found as a service. */
module shop {
    requires io.dosvm;
    requires io.dosvm.testkit;
}
