package io.dosvm.engine.host;

import java.time.Duration;

/**
 * How hosts are watched.
 *
 * @param statsInterval how often a host that answers is looked at, should no event have come
 * @param heartbeatBase how long after a missed answer the next one is asked for
 * @param missedHeartbeats how many answers in a row a host may miss before it counts as down
 * @param answerWithin how long a host may take to answer
 * @param lease how long a node's right to watch a host lasts without being renewed
 * @param vcpusPerCpu how many virtual CPUs are promised per logical CPU
 */
public record HostParameters(
        Duration statsInterval,
        Duration heartbeatBase,
        int missedHeartbeats,
        Duration answerWithin,
        Duration lease,
        int vcpusPerCpu) {
    /** What is used unless somebody sets it. */
    public static final HostParameters USUAL = new HostParameters(
            Duration.ofSeconds(30), Duration.ofSeconds(2), 3, Duration.ofSeconds(10), Duration.ofSeconds(15), 16);
}
