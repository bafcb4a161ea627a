package io.dosvm.samples.bench;

import com.sun.management.ThreadMXBean;
import io.dosvm.libvirt.xml.MacAddress;
import io.dosvm.libvirt.xml.Size;
import io.dosvm.libvirt.xml.domain.Architecture;
import io.dosvm.libvirt.xml.domain.Devices;
import io.dosvm.libvirt.xml.domain.DiskDriverCache;
import io.dosvm.libvirt.xml.domain.DiskDriverType;
import io.dosvm.libvirt.xml.domain.DiskTargetBus;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.DomainType;
import io.dosvm.libvirt.xml.domain.InterfaceModelType;
import io.dosvm.libvirt.xml.domain.InterfaceType;
import io.dosvm.libvirt.xml.install.VirtInstall;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** Reading and writing a domain document of some 6 kB; the floor is the JDK's DOM, its parser and writer made once. */
final class XmlBench {
    private static final int TIMES = 3000;

    /** Results go here, so that nothing is optimised away. */
    private long seen;

    private XmlBench() {}

    /** One reading or writing. */
    @FunctionalInterface
    private interface Work {
        int run() throws Exception;
    }

    static void run(Figures figures) throws Exception {
        new XmlBench().measure(figures);
    }

    private void measure(Figures figures) throws Exception {
        String text = typical();
        DocumentBuilder builder = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
        Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        Domain domain = Domain.parse(text);
        Document dom = builder.parse(new InputSource(new StringReader(text)));
        Work parse = () -> Domain.parse(text).element().attributes().size();
        Work domParse =
                () -> builder.parse(new InputSource(new StringReader(text))).getNodeType();
        Work write = () -> domain.xml().length();
        Work domWrite = () -> {
            StringWriter out = new StringWriter();
            transformer.transform(new DOMSource(dom), new StreamResult(out));
            return out.getBuffer().length();
        };
        for (Work work : new Work[] {parse, domParse, write, domWrite}) {
            micros(work);
        }
        figures.print("xml.document", text.length(), "characters", "about 6000");
        figures.compare("xml.parse", "us", () -> micros(parse), () -> micros(domParse), "<= 150 and <= 2 x DOM");
        figures.compare("xml.write", "us", () -> micros(write), () -> micros(domWrite), "<= 150 and <= 2 x DOM");
        figures.compare("xml.parse.allocated", "bytes", () -> bytes(parse), () -> bytes(domParse), "for comparison");
        figures.compare("xml.write.allocated", "bytes", () -> bytes(write), () -> bytes(domWrite), "for comparison");
        if (seen == 0) {
            throw new IllegalStateException("nothing was read or written");
        }
    }

    private double micros(Work work) throws Exception {
        long begin = System.nanoTime();
        for (int i = 0; i < TIMES; i++) {
            seen += work.run();
        }
        return (System.nanoTime() - begin) / 1e3 / TIMES;
    }

    private double bytes(Work work) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < TIMES; i++) {
            seen += work.run();
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / (double) TIMES;
    }

    /** A guest as libvirt describes it: some disks and interfaces, addresses everywhere. */
    private static String typical() {
        Domain domain = VirtInstall.domain(v -> {
            v.name("typical").virtType(DomainType.KVM).arch(Architecture.X86_64).machine("q35");
            v.memory(Size.gib(4)).vcpus(4);
            for (int i = 0; i < 3; i++) {
                String name = "vd" + (char) ('a' + i);
                v.disk(k -> k.driver(d -> d.type(DiskDriverType.QCOW2).cache(DiskDriverCache.NONE))
                        .source(s -> s.file("/var/lib/libvirt/images/typical-" + name + ".qcow2"))
                        .target(t -> t.dev(name).bus(DiskTargetBus.VIRTIO)));
            }
            for (int i = 0; i < 5; i++) {
                MacAddress mac = MacAddress.of("52:54:00:00:00:0" + i);
                v.network(n -> n.type(InterfaceType.NETWORK)
                        .mac(m -> m.address(mac))
                        .source(s -> s.network("default"))
                        .model(m -> m.type(InterfaceModelType.VIRTIO)));
            }
        });
        return domain.edit(d -> d.devices(XmlBench::addresses)).xml();
    }

    private static void addresses(Devices.Builder devices) {
        devices.edit(Devices::disks, k -> true, k -> k.alias(a -> a.name("ua-disk"))
                .address(a -> a.domain(0).bus(4).slot(0).function(0)));
        devices.edit(Devices::interfaces, n -> true, n -> n.alias(a -> a.name("ua-net"))
                .address(a -> a.domain(0).bus(1).slot(0).function(0)));
        devices.edit(Devices::controllers, c -> true, c -> c.alias(a -> a.name("ua-controller"))
                .address(a -> a.domain(0).bus(0).slot(2).function(1)));
    }
}
