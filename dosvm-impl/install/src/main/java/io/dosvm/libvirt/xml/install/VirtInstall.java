package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.Size;
import io.dosvm.libvirt.xml.XPathEdit;
import io.dosvm.libvirt.xml.domain.*;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Builds domains as virt-install does: say what matters, and devices, controllers, timers and the like are completed as
 * the guest operating system needs them. Each option of virt-install has its method here; the lambdas fill libvirt's
 * own elements, so that everything libvirt has can be said.
 *
 * <pre>{@code
 * Domain web = VirtInstall.domain(v -> v.name("web").virtType(DomainType.QEMU).osVariant("debian11")
 *         .memory(Size.gib(2)).vcpus(2).importing()
 *         .disk(d -> d.source(s -> s.file("/var/lib/libvirt/images/web.qcow2")))
 *         .network(n -> n.type(InterfaceType.NETWORK).source(s -> s.network("default"))));
 * }</pre>
 *
 * <p>Names, UUIDs, MAC addresses and paths of emulators are left to libvirt unless they are said. A builder belongs to
 * one thread.
 *
 * @since 0.1
 */
public final class VirtInstall extends ElementMethods {
    private final Domain.Builder domain;
    private final InstallMedia media = new InstallMedia();
    private final List<XPathEdit> edits = new ArrayList<>();
    private final Set<String> without = new TreeSet<>();
    private final Set<String> disabledChecks = new TreeSet<>();
    private OsVariant os = OsVariant.GENERIC;
    private boolean detects;
    private boolean autostart;
    private boolean transientDomain;
    private boolean dryRun;
    private Optional<InstallHost> host = Optional.empty();
    private Optional<Domain> existing = Optional.empty();
    private int pciePorts = 14;

    private VirtInstall(Domain.Builder domain) {
        this.domain = domain;
    }

    /** Builds a domain: the one that starts first. */
    public static Domain domain(Consumer<VirtInstall> fill) {
        return plan(fill).domain();
    }

    /** Builds a domain, and says what to do with it. */
    public static InstallPlan plan(Consumer<VirtInstall> fill) {
        VirtInstall[] used = new VirtInstall[1];
        Domain said = Domain.of(b -> {
            used[0] = new VirtInstall(b);
            fill.accept(used[0]);
        });
        return used[0].plan(said);
    }

    /**
     * Does what {@code virt-install} with these arguments would plan. Folders on this machine can be installation
     * trees, URLs cannot; no password is made.
     *
     * @throws IllegalArgumentException naming the option that is not understood
     */
    public static InstallPlan command(List<String> arguments) {
        return plan(v -> new CommandLine(v, arguments, Optional.empty()).apply());
    }

    /**
     * Does what {@code virt-install} with these arguments would plan.
     *
     * @param trees reads the installation trees that {@code --location} names
     * @param chance for passwords that are to be made, such as a {@link java.security.SecureRandom}
     * @throws IllegalArgumentException naming the option that is not understood
     */
    public static InstallPlan command(List<String> arguments, InstallTree.Finder trees, RandomGenerator chance) {
        return plan(v -> new CommandLine(v.trees(trees), arguments, Optional.of(chance)).apply());
    }

    /**
     * Does what {@code virt-install} with these arguments would plan.
     *
     * @param trees reads the installation trees that {@code --location} names
     * @param chance for passwords that are to be made, such as a {@link java.security.SecureRandom}
     * @param host knows the domain that {@code --reinstall} names, and the devices that {@code --hostdev} does; asked
     *     only if one of them is said
     * @throws IllegalArgumentException naming the option that is not understood
     */
    public static InstallPlan command(
            List<String> arguments, InstallTree.Finder trees, RandomGenerator chance, InstallHost host) {
        return plan(v -> new CommandLine(v.trees(trees).host(host), arguments, Optional.of(chance)).apply());
    }

    private InstallPlan plan(Domain said) {
        detect(existing.orElse(said));
        if (existing.isPresent()) {
            return new InstallSteps(InstallSteps.again(existing.get(), media, os), media, os).plan(this, true);
        }
        Domain withMedium = InstallSteps.withMedium(said, media);
        Domain base = new GuestDefaults(
                        withMedium, os, InstallSteps.bootsAfterwards(withMedium, media), without, pciePorts)
                .complete();
        Domain edited = base.edit(b -> {
            PendingEdits.apply(b.raw());
            edits.forEach(e -> e.apply(b.raw()));
        });
        return new InstallSteps(edited, media, os).plan(this, false);
    }

    /** The plan with what is to be done with it. */
    InstallPlan planned(
            Domain first, Optional<Domain> installed, List<InstallFetch> fetches, Optional<InstallSeed> seed) {
        return new InstallPlan(first, installed, fetches, seed, autostart, transientDomain, dryRun, disabledChecks);
    }

    /** Learns from the medium which system it installs, if it is asked. */
    private void detect(Domain said) {
        if (detects) {
            media.system(said.os().orElse(Os.of(o -> {}))).ifPresent(this::osVariant);
        }
    }

    /** Fills in what the system's makers recommend where nothing was said. */
    void recommended() {
        Domain said = domain.view();
        detect(said);
        Architecture arch = GuestDefaults.arch(said);
        if (said.memory().isEmpty()) {
            os.recommendedMemory(arch).ifPresent(this::memory);
        }
        Devices devices = said.devices().orElse(Devices.of(v -> {}));
        if (devices.disks().isEmpty() && devices.filesystems().isEmpty() && !without.contains("disk")) {
            os.recommendedDisk(arch)
                    .ifPresent(size -> disk(k -> k.raw().attribute("size", Long.toString(size.toBytes() >> 30))));
        }
    }

    InstallMedia media() {
        return media;
    }

    @Override
    public VirtInstall xml(Consumer<Domain.Builder> change) {
        change.accept(domain);
        return this;
    }

    /** {@code --xml}: changes the domain where a path points to, once all defaults are there. */
    public VirtInstall xml(XPathEdit edit) {
        edits.add(edit);
        return this;
    }

    /** {@code --name}. */
    public VirtInstall name(String name) {
        return xml(d -> d.name(name));
    }

    /** {@code --memory}: what the guest has. */
    public VirtInstall memory(Size memory) {
        return xml(d -> d.memory(memory).currentMemory(memory));
    }

    /** {@code --memory ...,maxMemory=}: up to where memory can be plugged. */
    public VirtInstall maxMemory(Size memory, int slots) {
        return xml(d -> d.maxMemory(memory).maxMemorySlots(slots));
    }

    /** {@code --vcpus}. */
    public VirtInstall vcpus(int vcpus) {
        return xml(d -> d.vcpu(vcpus));
    }

    /** {@code --vcpus ...,maxvcpus=}: how many there can be; those of {@link #vcpus} run first. */
    public VirtInstall vcpus(int vcpus, int most) {
        return xml(d -> d.vcpu(most).vcpuCurrent(vcpus));
    }

    /** {@code --cpu}. */
    public VirtInstall cpu(Consumer<Cpu.Builder> cpu) {
        return xml(d -> d.cpu(cpu));
    }

    /** {@code --metadata}; title, description and UUID are set by {@link #xml}. */
    public VirtInstall metadata(Consumer<Metadata.Builder> metadata) {
        return xml(d -> d.metadata(metadata));
    }

    /** What knows the names of one host's domains and devices; nothing does if nobody says. */
    public VirtInstall host(InstallHost host) {
        this.host = Optional.of(host);
        return this;
    }

    /**
     * {@code --reinstall}: installs this domain anew. What is said of media and of the operating system holds, and all
     * else that is said is ignored: the guest stays as it is.
     */
    public VirtInstall reinstall(Domain existing) {
        this.existing = Optional.of(existing);
        if (os == OsVariant.GENERIC) {
            existing.metadata()
                    .flatMap(Metadata::libosinfo)
                    .flatMap(l -> l.os())
                    .flatMap(o -> o.id())
                    .flatMap(OsVariant::findById)
                    .ifPresent(this::osVariant);
        }
        return this;
    }

    /**
     * {@code --reinstall} by a name, number or UUID that {@link #host} knows.
     *
     * @throws IllegalArgumentException if there is no host to be asked, or it has no such domain
     */
    public VirtInstall reinstall(String domain) {
        InstallHost asked = host.orElseThrow(() -> new IllegalArgumentException(
                "the domain to be installed anew is on a host, and none was given to be asked (--connect URI)"));
        return reinstall(asked.domain(domain)
                .orElseThrow(() -> new IllegalArgumentException("the host has no domain '" + domain + "'")));
    }

    /**
     * {@code --hostdev} by a name that {@link #host} knows, or by one that says itself where the device is.
     *
     * @throws IllegalArgumentException if only a host knows the name, and there is none or it does not
     */
    public VirtInstall hostdev(String name) {
        return hostdev(h -> deviceNames().apply(h.raw(), name));
    }

    NodeDeviceName deviceNames() {
        return new NodeDeviceName(host);
    }

    /** {@code --cdrom}: installs from an image on the host. */
    public VirtInstall cdrom(String path) {
        media.forget();
        media.cdrom = path;
        return this;
    }

    /** {@code --livecd}: there is nothing to be installed from the CD. */
    public VirtInstall livecd() {
        media.isLive = true;
        return this;
    }

    /**
     * {@code --location}: installs from a tree, whose kernel is found by the tree's own description. The plan says
     * which files the host needs before the domain starts.
     *
     * @param location a URL, a folder, or an ISO image that libosinfo's database knows
     */
    public VirtInstall location(String location) {
        return location(location, "", "");
    }

    /** {@code --location LOCATION,kernel=,initrd=}: installs from a tree, whose kernel is where it is said to be. */
    public VirtInstall location(String location, String kernel, String initrd) {
        if (kernel.isEmpty() != initrd.isEmpty()) {
            throw new IllegalArgumentException("--location: kernel= and initrd= are said together");
        }
        media.forget();
        media.location = location;
        return kernel(kernel, initrd);
    }

    /** {@code --install kernel=,initrd=}: installs with a kernel that is on the host, or behind a URL. */
    public VirtInstall installKernel(String kernel, String initrd) {
        media.forget();
        return kernel(kernel, initrd);
    }

    private VirtInstall kernel(String kernel, String initrd) {
        media.kernel = kernel;
        media.initrd = initrd;
        return this;
    }

    /** {@code --extra-args}: tells something to the kernel that installs. */
    public VirtInstall extraArgs(String arguments) {
        media.arguments.add(arguments);
        return this;
    }

    /** {@code --initrd-inject}: puts a text into the root folder of the initial RAM disk that the tree has. */
    public VirtInstall injectInitrd(String name, String text) {
        return injectInitrd(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code --initrd-inject}: puts a file into the root folder of the initial RAM disk that the tree has. */
    public VirtInstall injectInitrd(String name, byte[] content) {
        media.injected.put(name, content.clone());
        return this;
    }

    /**
     * {@code --install OS}: installs from the tree that the makers of an operating system have, as libosinfo's database
     * tells.
     *
     * @param shortName the operating system
     * @throws IllegalArgumentException if the database does not know such a tree for the architecture
     */
    public VirtInstall locationOf(String shortName) {
        osVariant(shortName);
        Architecture arch = GuestDefaults.arch(domain.view());
        String profile = media.unattended.map(u -> u.profile).orElse("");
        return location(os.tree(arch.raw(), profile)
                .orElseThrow(() -> new IllegalArgumentException(
                        "--install: no tree of " + shortName + " for " + arch + " is known")));
    }

    /** Reads the trees that {@link #location} names; folders on this machine if nobody says how. */
    public VirtInstall trees(InstallTree.Finder trees) {
        media.trees = trees;
        return this;
    }

    /** {@code --pxe}: installs from the network. */
    public VirtInstall pxe() {
        return installFrom(OsBootDev.NETWORK);
    }

    /** {@code --install bootdev=}: installs from a device. */
    public VirtInstall installFrom(OsBootDev device) {
        media.forget();
        media.bootDevice = device.raw();
        return this;
    }

    /** {@code --import}: the first disk has a system already. */
    public VirtInstall importing() {
        media.forget();
        return this;
    }

    /** {@code --cloud-init}: what the guest's cloud-init does at the first start; the plan has the CD for it. */
    public VirtInstall cloudInit(Consumer<CloudInit> fill) {
        CloudInit made = media.cloudInit.orElseGet(CloudInit::new);
        fill.accept(made);
        media.cloudInit = Optional.of(made);
        return this;
    }

    /** {@code --unattended}: answers the installer's questions; the plan has the files with the answers. */
    public VirtInstall unattended(Consumer<Unattended> fill) {
        Unattended made = media.unattended.orElseGet(Unattended::new);
        fill.accept(made);
        media.unattended = Optional.of(made);
        return this;
    }

    /** {@code --osinfo detect=on}: what the tree or the CD says of itself counts more than what is said here. */
    public VirtInstall detectOs() {
        detects = true;
        return this;
    }

    /**
     * {@code --osinfo}, by a short name of the libosinfo database.
     *
     * @throws IllegalArgumentException if the database is there and does not have it
     */
    public VirtInstall osVariant(String shortName) {
        Optional<OsVariant> found = OsVariant.find(shortName);
        if (found.isEmpty()
                && !shortName.equals("generic")
                && OsVariant.find("linux2022").isPresent()) {
            throw new IllegalArgumentException("--osinfo: no operating system is called " + shortName);
        }
        return osVariant(found.orElse(OsVariant.GENERIC));
    }

    /** {@code --osinfo id=}, by an identifier of the database. */
    VirtInstall osVariantById(String id) {
        return osVariant(OsVariant.findById(id)
                .orElseThrow(() -> new IllegalArgumentException("no operating system has the identifier " + id)));
    }

    /** {@code --osinfo}. */
    public VirtInstall osVariant(OsVariant variant) {
        os = variant;
        return this;
    }

    /** {@code --boot}. */
    public VirtInstall boot(Consumer<Os.Builder> boot) {
        return xml(d -> d.os(boot));
    }

    /**
     * {@code --boot uefi}: libvirt chooses the firmware. A TPM is not added: only the host knows if it can have one.
     */
    public VirtInstall uefi() {
        return boot(o -> o.firmwareAttribute(OsFirmwareKind.EFI));
    }

    /** {@code --hvm}: a fully virtualized guest. */
    public VirtInstall hvm() {
        return boot(o -> o.type(OsType.HVM));
    }

    /** {@code --paravirt}: a paravirtualized guest of Xen. */
    public VirtInstall paravirt() {
        return boot(o -> o.type(OsType.XEN));
    }

    /** {@code --container}. */
    public VirtInstall container() {
        return boot(o -> o.type(OsType.EXE));
    }

    /** {@code --virt-type}. */
    public VirtInstall virtType(DomainType type) {
        return xml(d -> d.type(type));
    }

    /** {@code --arch}. */
    public VirtInstall arch(Architecture arch) {
        return boot(o -> o.typeArch(arch));
    }

    /** {@code --machine}. */
    public VirtInstall machine(String machine) {
        return boot(o -> o.typeMachine(machine));
    }

    /** {@code --controller num_pcie_root_ports=}: where devices can be plugged into a machine with PCI Express. */
    public VirtInstall pcieRootPorts(int ports) {
        pciePorts = ports;
        return this;
    }

    /** {@code --autostart}. */
    public VirtInstall autostart() {
        autostart = true;
        return this;
    }

    /** {@code --transient}. */
    public VirtInstall transientDomain() {
        transientDomain = true;
        return this;
    }

    /** {@code --dry-run}. */
    public VirtInstall dryRun() {
        dryRun = true;
        return this;
    }

    /** {@code --check NAME=off}. */
    public VirtInstall withoutCheck(String check) {
        disabledChecks.add(check);
        return this;
    }

    /**
     * {@code --network none}, {@code --graphics none} and so on: none is added by itself.
     *
     * @param device the name of the element: disk, interface, graphics, video, sound, memballoon, rng, controller,
     *     input, console, channel, redirdev
     */
    public VirtInstall without(String device) {
        without.add(device);
        return this;
    }
}
