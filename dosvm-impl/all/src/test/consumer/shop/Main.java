package shop;

import io.dosvm.Dosvm;
import io.dosvm.Host;
import io.dosvm.Project;
import io.dosvm.Store;
import io.dosvm.testkit.FakeHosts;
import io.dosvm.value.ByteSize;
import java.nio.file.Path;
import java.time.Duration;

/** Opens the SDK on an empty folder with a fake host, and says which modules it ran in. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        FakeHosts machines = new FakeHosts();
        machines.host("consumer");
        try (Dosvm dosvm = Dosvm.open(c ->
                c.store(Store.embedded(folder)).driver(machines).deadline(Duration.ofMinutes(1)))) {
            Host host = dosvm.hosts().ensure("lab", h -> h.uri("fake:consumer")).await();
            Project web = dosvm.projects().ensure("web", p -> p.quota(q -> q.memory(ByteSize.gib(2))));
            System.out.println("host " + host.status().name() + " " + host.status().connection());
            System.out.println("project " + web.status().name() + " " + web.status().quota().memory().orElseThrow());
            System.out.println("engine in " + dosvm.getClass().getModule());
            System.out.println("program in " + Main.class.getModule());
        }
    }
}
