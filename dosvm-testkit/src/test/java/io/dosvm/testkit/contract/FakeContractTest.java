package io.dosvm.testkit.contract;

import io.dosvm.testkit.VirtualWorld;
import io.dosvm.testkit.junit.DriverContractTests;

/** The fake host keeps the contract in virtual time. */
class FakeContractTest extends DriverContractTests {
    @Override
    protected ContractBench bench() {
        return new FakeBench(new VirtualWorld(42));
    }
}
