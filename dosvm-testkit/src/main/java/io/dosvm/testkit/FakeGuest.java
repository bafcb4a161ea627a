package io.dosvm.testkit;

import io.dosvm.value.IpAddress;
import io.dosvm.value.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The operating system inside one VM of a fake host: how it behaves, and what it does by itself.
 *
 * <p>Behaviour can be set before the VM exists. Thread-safe.
 *
 * @since 0.1
 */
public final class FakeGuest {
    private final FakeMachine host;
    private final UUID id;
    volatile boolean heedsShutdown = true;
    volatile boolean heedsReboot = true;
    volatile boolean takesLease = true;
    volatile boolean hasSystem = true;
    volatile double load = 0.02;
    volatile Optional<Duration> bootTime = Optional.empty();
    volatile List<IpAddress> agentAddresses = List.of();

    FakeGuest(FakeMachine host, UUID id) {
        this.host = host;
        this.id = id;
    }

    /**
     * Does nothing when asked to power off.
     *
     * @return this
     */
    public FakeGuest ignoresShutdown() {
        heedsShutdown = false;
        return this;
    }

    /**
     * Powers off when asked, after a time: the default.
     *
     * @return this
     */
    public FakeGuest heedsShutdown() {
        heedsShutdown = true;
        return this;
    }

    /**
     * Does nothing when asked to reboot.
     *
     * @return this
     */
    public FakeGuest ignoresReboot() {
        heedsReboot = false;
        return this;
    }

    /**
     * Asks for no address.
     *
     * @return this
     */
    public FakeGuest takesNoLease() {
        takesLease = false;
        return this;
    }

    /**
     * Has no operating system: never boots, hears nothing.
     *
     * @return this
     */
    public FakeGuest hasNoSystem() {
        hasSystem = false;
        return this;
    }

    /**
     * Takes its own time to boot.
     *
     * @param time how long
     * @return this
     */
    public FakeGuest bootsIn(Duration time) {
        bootTime = Optional.of(time);
        return this;
    }

    /**
     * Uses its virtual CPUs.
     *
     * @param share 0.0–1.0 of all of them
     * @return this
     */
    public FakeGuest load(double share) {
        load = share;
        return this;
    }

    /**
     * Runs a guest agent that tells addresses.
     *
     * @param addresses what it tells once it has booted
     * @return this
     */
    public FakeGuest tells(IpAddress... addresses) {
        agentAddresses = List.of(addresses);
        return this;
    }

    /** Powers itself off now, as after {@code poweroff} inside. Nothing happens if it does not run. */
    public void powersOff() {
        change(v -> host.vms().off(v, RunState.OFF));
    }

    /** Ends by a fault now, as when its QEMU is killed. Nothing happens if it does not run. */
    public void crashes() {
        change(v -> host.vms().off(v, RunState.CRASHED));
    }

    /** Reboots itself now. Nothing happens if it does not run. */
    public void reboots() {
        change(host.vms()::reboot);
    }

    /**
     * Whether it is up.
     *
     * @return true from the end of its boot until it goes down
     */
    public boolean booted() {
        return read(v -> v.booted, false);
    }

    /**
     * How often its VM was started.
     *
     * @return the number since the VM was defined
     */
    public int startCount() {
        return read(v -> v.starts, 0);
    }

    /**
     * How often it booted again without its VM being started: reboots and resets.
     *
     * @return the number since the VM was defined
     */
    public int rebootCount() {
        return read(v -> v.reboots, 0);
    }

    private <R> R read(Function<FakeVm, R> what, R otherwise) {
        return host.locked(() -> host.vms().find(id).map(what).orElse(otherwise));
    }

    private void change(Consumer<FakeVm> what) {
        host.change(() -> host.vms().find(id).filter(FakeVm::inMemory).ifPresent(what));
    }
}
