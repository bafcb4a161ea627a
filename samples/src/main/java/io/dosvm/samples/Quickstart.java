package io.dosvm.samples;

import static io.dosvm.value.ByteSize.gib;
import static io.dosvm.value.ByteSize.mib;
import static io.dosvm.value.Protocol.TCP;

import io.dosvm.Dosvm;
import io.dosvm.Host;
import io.dosvm.Image;
import io.dosvm.Instance;
import io.dosvm.Network;
import io.dosvm.OperationStatus;
import io.dosvm.Pool;
import io.dosvm.Project;
import io.dosvm.Store;
import io.dosvm.Subnet;
import io.dosvm.Vm;
import io.dosvm.VmForward;
import io.dosvm.VmStatus;
import io.dosvm.error.DosvmException;
import io.dosvm.value.IpAddress;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** From nothing to a running guest, and back: {@code samples/run quickstart}. */
final class Quickstart {
    private static final int GUEST_PORT = 8080;

    private final Target target;
    private final Steps steps;

    private Dosvm dosvm;
    private Host host;
    private Project web;
    private Pool pool;
    private Image image;
    private Subnet plan;
    private Network lan;
    private Instance shop;
    private Vm vm;
    private IpAddress ip;
    private int port = GUEST_PORT;

    @SuppressWarnings("NullAway.Init") // each step sets what the later ones use
    private Quickstart(Target target) throws Exception {
        this.target = target;
        this.steps = new Steps(Quickstart.class);
    }

    static int run(String... words) throws Exception {
        Arguments arguments =
                new Arguments(words, Set.of("--uri", "--disk", "--directory"), Set.of("--fake", "--install"));
        try (Target target = Targets.choose(arguments)) {
            System.out.println("quickstart on " + target.description());
            new Quickstart(target).run();
        }
        return 0;
    }

    private void run() throws Exception {
        steps.run("Open the control plane on a folder", () -> {
            dosvm = Dosvm.open(c -> target.configure(c.store(Store.embedded(target.store()))));
        });
        try (Dosvm opened = dosvm) {
            finishEarlier();
            build();
            use();
            clean();
            steps.figures();
        }
    }

    /** What a run that was broken off has begun goes on by itself; an upload is begun again by whoever ensures it. */
    private void finishEarlier() throws Exception {
        List<OperationStatus> left = dosvm.operations().unfinished(100).stream()
                .filter(status -> status.target().kind() != ResourceKind.IMAGE)
                .toList();
        if (left.isEmpty()) {
            return;
        }
        steps.run("Wait for what an earlier run has begun", () -> {
            for (OperationStatus status : left) {
                try {
                    dosvm.operations().get(status.id()).await(Duration.ofMinutes(2));
                } catch (DosvmException e) {
                    // what follows asks for it again, and says so if it cannot be
                    steps.say(status.kind() + ": " + e.getMessage());
                }
            }
        });
    }

    private void build() throws Exception {
        steps.run("Register the host", () -> {
            host = dosvm.hosts().ensure("lab", h -> h.uri(target.uri())).await();
            steps.say(host.status().facts().hypervisor() + ", "
                    + host.status().facts().acceleration());
        });
        steps.run("Make a project with a quota", () -> {
            web = dosvm.projects()
                    .ensure("web", p -> p.quota(q -> q.vcpus(4).memory(gib(2)).disk(gib(100))));
        });
        steps.run("Give it a pool", () -> {
            pool = dosvm.pools().ensure("local", p -> p.hostDirectory(host, target.directory())
                    .capacity(gib(200)));
            pool.edit(p -> p.allow(web));
        });
        steps.run("Upload an image", () -> {
            image = web.images()
                    .ensure("guest", i -> i.upload(target.disk()))
                    .onProgress(steps::progress)
                    .await();
            steps.say(image.status().size() + ", " + image.status().format());
        });
        if (target.userNetworking()) {
            defineWithUserNetworking();
        } else {
            defineOnANetwork();
        }
    }

    private void defineOnANetwork() throws Exception {
        steps.run("Give the project a network", () -> {
            plan = dosvm.subnets().ensure("lan", s -> s.cidr("10.123.45.0/24").dhcp("10.123.45.100", "10.123.45.200"));
            plan.edit(s -> s.allow(web));
            lan = web.networks().ensure("lan", n -> n.nat(host).subnet(plan));
        });
        steps.run("Define an instance on it, and make a VM of it", () -> {
            shop = web.instances().ensure("shop", i -> i.vcpus(1)
                    .memory(mib(256))
                    .disk(d -> d.linkedCloneOf(image))
                    .nic(n -> n.network(lan)));
            vm = web.vms().ensure("shop-1", v -> v.from(shop));
        });
    }

    private void defineWithUserNetworking() throws Exception {
        steps.run("Define an instance with user networking, and make a VM of it", () -> {
            shop = web.instances().ensure("shop", i -> i.vcpus(1)
                    .memory(mib(256))
                    .disk(d -> d.linkedCloneOf(image))
                    .nic(n -> n.user(u -> u.forward(TCP, GUEST_PORT))));
            vm = web.vms().ensure("shop-1", v -> v.from(shop));
        });
    }

    private void use() throws Exception {
        steps.run("Power it on", () -> {
            vm.powerOn().onProgress(steps::progress).await(Duration.ofMinutes(2));
            steps.say(shown(vm.status()));
        });
        if (vm.status().run() == RunState.SUSPENDED) {
            steps.run("Wake it, as an earlier run was broken off while it was suspended", () -> {
                vm.resume().await();
            });
        }
        if (target.userNetworking()) {
            steps.run("Ask where its port is", () -> {
                VmForward forward = vm.forwards().get(0);
                ip = forward.address();
                port = forward.hostPort();
                steps.say(ip + " port " + port);
            });
        } else {
            steps.run("Wait for its address", () -> {
                ip = vm.addresses().first(Duration.ofMinutes(3));
                steps.say(ip.toString());
            });
        }
        steps.run("Fetch its web page", () -> {
            String page = target.page(ip, port, Duration.ofMinutes(2));
            steps.say("'" + page.strip() + "'");
        });
        steps.run("Suspend and resume it", () -> {
            vm.suspend().await();
            vm.resume().await();
            steps.say(shown(vm.status()));
        });
        steps.run("Look at what the project uses", () -> {
            var use = web.status().use();
            steps.say(use.vcpus() + " vCPU, " + use.memory() + " memory, " + use.disk() + " disk, " + use.imageBytes()
                    + " images");
        });
        steps.run("Power it off", () -> {
            vm.powerOff(Duration.ofSeconds(20)).await(Duration.ofMinutes(1));
            steps.say(shown(vm.status()));
        });
    }

    private void clean() throws Exception {
        steps.run("Take everything away again", () -> {
            web.delete().await();
            pool.delete().await();
            host.delete().await();
        });
        if (!target.userNetworking()) {
            steps.run("And the addresses", () -> {
                plan.delete();
            });
        }
    }

    private static String shown(VmStatus status) {
        return "power " + status.power() + ", run " + status.run();
    }
}
