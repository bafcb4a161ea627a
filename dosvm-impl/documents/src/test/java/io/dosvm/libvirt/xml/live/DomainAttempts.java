package io.dosvm.libvirt.xml.live;

import static io.dosvm.libvirt.xml.live.Attempt.live;
import static io.dosvm.libvirt.xml.live.Attempt.nextStart;
import static io.dosvm.libvirt.xml.live.Attempt.recreate;

import io.dosvm.libvirt.xml.CpuSet;
import io.dosvm.libvirt.xml.Element;
import io.dosvm.libvirt.xml.Size;
import io.dosvm.libvirt.xml.domain.Blkiotune;
import io.dosvm.libvirt.xml.domain.ClockOffset;
import io.dosvm.libvirt.xml.domain.CpuFeaturePolicy;
import io.dosvm.libvirt.xml.domain.Cputune;
import io.dosvm.libvirt.xml.domain.CrashAction;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.DomainType;
import io.dosvm.libvirt.xml.domain.EntryName;
import io.dosvm.libvirt.xml.domain.Iothread;
import io.dosvm.libvirt.xml.domain.Iothreadids;
import io.dosvm.libvirt.xml.domain.LifecycleAction;
import io.dosvm.libvirt.xml.domain.Memtune;
import io.dosvm.libvirt.xml.domain.NumatuneMemoryMode;
import io.dosvm.libvirt.xml.domain.OsBootDev;
import io.dosvm.libvirt.xml.domain.Scheduler;
import io.dosvm.libvirt.xml.domain.SeclabelType;
import io.dosvm.libvirt.xml.domain.SmbiosMode;
import io.dosvm.libvirt.xml.domain.SysinfoType;
import io.dosvm.libvirt.xml.domain.TimerName;
import io.dosvm.libvirt.xml.domain.Vcpus;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Changes of a domain outside its devices. */
final class DomainAttempts {
    private DomainAttempts() {}

    static List<Attempt> whileItRuns(Path images) {
        String block = images.resolve("block").toString();
        return List.of(
                live("title", d -> d.title("one"), "desc --live --title one"),
                live("title", d -> d.title("two"), "desc --live --title two"),
                live("title", d -> d.remove(Domain::title), "desc --live --title", ""),
                live("description", d -> d.description("words"), "desc --live words"),
                live("description", d -> d.remove(Domain::description), "desc --live", ""),
                live(
                        "metadata",
                        d -> d.metadata(m -> m.foreign(Element.parse("<k:x xmlns:k='urn:k'/>"))),
                        "metadata urn:k --live --key k --set <x/>"),
                live("metadata", d -> d.remove(Domain::metadata), "metadata urn:k --live --remove"),
                live(
                        "on_poweroff",
                        d -> d.onPoweroff(LifecycleAction.RESTART),
                        "set-lifecycle-action poweroff restart --live"),
                live(
                        "on_poweroff",
                        d -> d.onPoweroff(LifecycleAction.DESTROY),
                        "set-lifecycle-action poweroff destroy --live"),
                live(
                        "on_reboot",
                        d -> d.onReboot(LifecycleAction.DESTROY),
                        "set-lifecycle-action reboot destroy --live"),
                live(
                        "on_reboot",
                        d -> d.onReboot(LifecycleAction.RESTART),
                        "set-lifecycle-action reboot restart --live"),
                live("on_crash", d -> d.onCrash(CrashAction.PRESERVE), "set-lifecycle-action crash preserve --live"),
                live("cputune/shares", cpu(c -> c.shares(500)), "schedinfo --live --set cpu_shares=500"),
                live("cputune/shares", cpu(c -> c.shares(600)), "schedinfo --live --set cpu_shares=600"),
                live("cputune/period", cpu(c -> c.period(50_000)), "schedinfo --live --set vcpu_period=50000"),
                live("cputune/quota", cpu(c -> c.quota(60_000)), "schedinfo --live --set vcpu_quota=60000"),
                live(
                        "cputune/global_period",
                        cpu(c -> c.globalPeriod(50_000)),
                        "schedinfo --live --set global_period=50000"),
                live(
                        "cputune/global_quota",
                        cpu(c -> c.globalQuota(90_000)),
                        "schedinfo --live --set global_quota=90000"),
                live("cputune/global_quota", cpu(c -> c.globalQuota(-1)), "schedinfo --live --set global_quota=-1"),
                live("cputune/quota", cpu(c -> c.quota(-1)), "schedinfo --live --set vcpu_quota=-1"),
                live(
                        "cputune/emulator_period",
                        cpu(c -> c.emulatorPeriod(50_000)),
                        "schedinfo --live --set emulator_period=50000"),
                live(
                        "cputune/emulator_quota",
                        cpu(c -> c.emulatorQuota(40_000)),
                        "schedinfo --live --set emulator_quota=40000"),
                live(
                        "cputune/iothread_period",
                        cpu(c -> c.iothreadPeriod(50_000)),
                        "schedinfo --live --set iothread_period=50000"),
                live(
                        "cputune/iothread_quota",
                        cpu(c -> c.iothreadQuota(40_000)),
                        "schedinfo --live --set iothread_quota=40000"),
                live(
                        "cputune/+vcpupin",
                        cpu(c -> c.vcpupin(p -> p.vcpu(0).cpuset(CpuSet.of("0")))),
                        "vcpupin 0 0 --live"),
                live(
                        "cputune/vcpupin",
                        cpu(c -> c.edit(Cputune::vcpupins, p -> true, p -> p.cpuset(CpuSet.of("0-1")))),
                        "vcpupin 0 0-1 --live"),
                live("cputune/emulatorpin", cpu(c -> c.emulatorpinCpuset(CpuSet.of("0"))), "emulatorpin 0 --live"),
                live("cputune/emulatorpin", cpu(c -> c.emulatorpinCpuset(CpuSet.of("0-1"))), "emulatorpin 0-1 --live"),
                live(
                        "cputune/+iothreadpin",
                        cpu(c -> c.iothreadpin(p -> p.iothread(1).cpuset(CpuSet.of("0")))),
                        "iothreadpin 1 0 --live"),
                live(
                        "cputune/iothreadpin",
                        cpu(c -> c.edit(Cputune::iothreadpins, p -> true, p -> p.cpuset(CpuSet.of("0-1")))),
                        "iothreadpin 1 0-1 --live"),
                live("blkiotune/weight", d -> d.blkiotune(b -> b.weight(500)), "blkiotune --live --weight 500"),
                live(
                        "blkiotune/+device",
                        d -> d.blkiotune(b -> b.device(v -> v.path(block).readIopsSec(100))),
                        "blkiotune --live --device-read-iops-sec " + block + ",100"),
                live(
                        "blkiotune/device/read_iops_sec",
                        d -> d.blkiotune(b -> b.edit(Blkiotune::devices, v -> true, v -> v.readIopsSec(200))),
                        "blkiotune --live --device-read-iops-sec " + block + ",200"),
                live(
                        "memtune/soft_limit",
                        memory(m -> m.softLimit(Size.mib(900))),
                        "memtune --live --soft-limit 921600"),
                live(
                        "memtune/hard_limit",
                        memory(m -> m.hardLimit(Size.gib(4))),
                        "memtune --live --hard-limit 4194304"),
                live(
                        "memtune/swap_hard_limit",
                        memory(m -> m.swapHardLimit(Size.gib(5))),
                        "memtune --live --swap-hard-limit 5242880"),
                live(
                        "memtune/swap_hard_limit",
                        memory(m -> m.remove(Memtune::swapHardLimit)),
                        "memtune --live --swap-hard-limit -1"),
                live("memtune/hard_limit", memory(m -> m.remove(Memtune::hardLimit)), "memtune --live --hard-limit -1"),
                live("memtune/soft_limit", memory(m -> m.remove(Memtune::softLimit)), "memtune --live --soft-limit -1"),
                live(
                        "iothreadids/iothread/@thread_pool_max",
                        thread(t -> t.threadPoolMax(16)),
                        "iothreadset 1 --thread-pool-max 16 --live"),
                live(
                        "iothreadids/iothread/@thread_pool_min",
                        thread(t -> t.threadPoolMin(2)),
                        "iothreadset 1 --thread-pool-min 2 --live"),
                live(
                        "iothreadids/+iothread",
                        d -> d.iothreads(2).iothreadids(i -> i.iothread(t -> t.id(2))),
                        "iothreadadd 2 --live"),
                live(
                        "iothreads",
                        d -> d.iothreads(1)
                                .iothreadids(i -> i.remove(Iothreadids::iothreads, t -> t.id().orElse(0) == 2)),
                        "iothreaddel 2 --live"),
                live("vcpu@current", d -> d.vcpuCurrent(3), "setvcpus 3 --live"),
                live(
                        "vcpus/vcpu/@enabled",
                        d -> d.remove(Domain::vcpuCurrent)
                                .vcpus(v -> v.edit(Vcpus::vcpus, c -> c.id().orElse(0) == 3, c -> c.enabled(true))),
                        "setvcpu 3 --enable --live"));
    }

    /** What a running guest keeps until it starts anew; all of it together starts. */
    static List<Attempt> atNextStart() {
        return List.of(
                nextStart("genid", d -> d.genid(UUID.fromString("5e1b9e5c-9a41-4e3b-8a49-3a1b41d5b0aa"))),
                nextStart("memory", d -> d.memory(Size.mib(192)), "setmaxmem 192M --live"),
                nextStart("memory@dumpCore", d -> d.memoryDumpCore(false)),
                nextStart("memoryBacking/nosharepages", d -> d.memoryBacking(m -> m.nosharepages(true))),
                nextStart("vcpu", d -> d.vcpu(6), "setvcpus 6 --maximum --live"),
                nextStart("vcpu@current", d -> d.vcpu(6).vcpuCurrent(5), "setvcpus 5 --live"),
                nextStart("vcpu@cpuset", d -> d.vcpuCpuset(CpuSet.of("0-1"))),
                nextStart(
                        "cputune/+vcpusched",
                        cpu(c -> c.vcpusched(s -> s.vcpus(CpuSet.of("0")).scheduler(new Scheduler("batch"))))),
                nextStart("cputune/emulatorsched", cpu(c -> c.emulatorschedScheduler(new Scheduler("batch")))),
                nextStart(
                        "numatune/memory@nodeset",
                        d -> d.numatune(
                                n -> n.memoryMode(NumatuneMemoryMode.STRICT).memoryNodeset(CpuSet.of("0"))),
                        "numatune --mode strict --nodeset 0 --live"),
                nextStart(
                        "+seclabel",
                        d -> d.seclabel(l -> l.type(SeclabelType.NONE).model("dac"))),
                nextStart(
                        "+sysinfo",
                        d -> d.sysinfo(y -> y.type(SysinfoType.SMBIOS)
                                .bios(b -> b.entry(e -> e.name(EntryName.VENDOR).value("v"))))),
                nextStart("os/type@machine", d -> d.os(o -> o.typeMachine("pc-i440fx-7.1"))),
                nextStart("os/+boot", d -> d.os(o -> o.boot(b -> b.dev(OsBootDev.NETWORK)))),
                nextStart("os/bootmenu@enable", d -> d.os(o -> o.bootmenuEnable(true))),
                nextStart("os/bios/@rebootTimeout", d -> d.os(o -> o.bios(b -> b.rebootTimeout(5)))),
                nextStart("os/smbios/@mode", d -> d.os(o -> o.smbios(s -> s.mode(SmbiosMode.EMULATE)))),
                nextStart("features/pae", d -> d.features(f -> f.pae(true))),
                nextStart("features/vmcoreinfo", d -> d.features(f -> f.vmcoreinfo(s -> s.state(true)))),
                nextStart("features/tcg", d -> d.features(f -> f.tcg(t -> t.tbCache(Size.mib(16))))),
                nextStart("cpu/model", d -> d.cpu(c -> c.model("Nehalem"))),
                nextStart(
                        "cpu/+feature",
                        d -> d.cpu(c -> c.feature(f -> f.name("x2apic").policy(CpuFeaturePolicy.DISABLE)))),
                nextStart("clock/@offset", d -> d.clock(c -> c.offset(ClockOffset.LOCALTIME))),
                nextStart(
                        "clock/+timer",
                        d -> d.clock(c -> c.timer(t -> t.name(TimerName.HPET).present(false)))),
                nextStart("pm/suspend-to-mem", d -> d.pm(p -> p.suspendToMem(s -> s.enabled(false)))),
                nextStart(
                        "qemu:commandline",
                        d -> d.qemuCommandline(q -> q.qemuEnv(e -> e.name("A").value("1")))));
    }

    /** What cannot be taken away while it runs, or not be more than it was started with. */
    static List<Attempt> lessOrMore() {
        return List.of(
                nextStart("cputune/shares", cpu(c -> c.remove(Cputune::shares))),
                nextStart("cputune/period", cpu(c -> c.remove(Cputune::period))),
                nextStart("cputune/quota", cpu(c -> c.remove(Cputune::quota)), "schedinfo --live --set vcpu_quota=-1"),
                nextStart("cputune/emulatorpin", cpu(c -> c.emulatorpin(false)), "emulatorpin 0-1 --live"),
                nextStart("cputune/+vcpupin", cpu(c -> c.remove(Cputune::vcpupins, p -> true)), "vcpupin 0 0-1 --live"),
                nextStart("vcpu@current", d -> d.vcpuCurrent(1), "setvcpus 1 --live"),
                nextStart("blkiotune/weight", d -> d.blkiotune(b -> b.remove(Blkiotune::weight))),
                nextStart(
                        "currentMemory",
                        d -> d.memory(Size.mib(160)).currentMemory(Size.mib(160)),
                        "setmem 160M --live"));
    }

    static List<Attempt> byAnotherOne() {
        return List.of(
                recreate("uuid", d -> d.uuid(UUID.fromString("5e1b9e5c-9a41-4e3b-8a49-3a1b41d5b0ab"))),
                recreate("@type", d -> d.type(DomainType.LXC)));
    }

    private static Consumer<Domain.Builder> cpu(Consumer<Cputune.Builder> edit) {
        return d -> d.cputune(edit);
    }

    private static Consumer<Domain.Builder> memory(Consumer<Memtune.Builder> edit) {
        return d -> d.memtune(edit);
    }

    private static Consumer<Domain.Builder> thread(Consumer<Iothread.Builder> edit) {
        return d -> d.iothreadids(i -> i.edit(Iothreadids::iothreads, t -> t.id().orElse(0) == 1, edit));
    }
}
