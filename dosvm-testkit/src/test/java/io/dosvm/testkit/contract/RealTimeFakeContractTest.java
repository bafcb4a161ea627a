package io.dosvm.testkit.contract;

import io.dosvm.spi.Runtime;
import io.dosvm.testkit.junit.DriverContractTests;

/** The fake host keeps the contract in real time and on real threads. */
class RealTimeFakeContractTest extends DriverContractTests {
    @Override
    protected ContractBench bench() {
        return new FakeBench(Runtime.system("contract"));
    }
}
