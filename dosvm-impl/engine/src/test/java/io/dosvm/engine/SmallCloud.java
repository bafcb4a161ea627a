package io.dosvm.engine;

import static io.dosvm.value.ByteSize.gib;
import static io.dosvm.value.ByteSize.mib;

import io.dosvm.Dosvm;
import io.dosvm.Host;
import io.dosvm.Instance;
import io.dosvm.Network;
import io.dosvm.Pool;
import io.dosvm.Project;
import io.dosvm.Subnet;
import io.dosvm.Vm;
import java.time.Duration;

/** One host, one project and what a VM needs, made by {@code ensure}: the same program may run again and again. */
record SmallCloud(Host host, Project project, Pool pool, Network network, Instance instance) {
    private static final Duration LONG = Duration.ofMinutes(2);

    static SmallCloud ensure(Dosvm dosvm, String hostUri) {
        Host host = dosvm.hosts().ensure("lab", h -> h.uri(hostUri)).await(LONG);
        Project project = dosvm.projects()
                .ensure("web", p -> p.quota(q -> q.instances(20).vcpus(80).memory(gib(64))));
        Pool pool = dosvm.pools().ensure("local", p -> p.hostDirectory(host, "/var/lib/dosvm-pool")
                .capacity(gib(500))
                .allow(project));
        Subnet plan = dosvm.subnets().ensure("lan", s -> s.cidr("10.11.0.0/24")
                .dhcp("10.11.0.100", "10.11.0.200")
                .allow(project));
        Network network = project.networks().ensure("lan", n -> n.nat(host).subnet(plan));
        Instance instance = project.instances().ensure("small", i -> i.vcpus(1)
                .memory(mib(64))
                .disk(d -> d.blank(gib(1)).in(pool))
                .nic(n -> n.network(network)));
        return new SmallCloud(host, project, pool, network, instance);
    }

    Vm vm(String name) {
        return project.vms().ensure(name, v -> v.from(instance));
    }
}
