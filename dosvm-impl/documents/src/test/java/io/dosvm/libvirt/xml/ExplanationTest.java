package io.dosvm.libvirt.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.StringReader;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.xml.namespace.NamespaceContext;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Attr;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What an explanation says is checked with reflection and XPath, with none of the code that made it. */
class ExplanationTest {
    private static final String TEXT = """
        <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
          <name>a</name>
          <memory unit='GiB'>2</memory>
          <metadata>
            <libosinfo:libosinfo xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0">
              <libosinfo:os id="http://debian.org/debian/12"/>
            </libosinfo:libosinfo>
            <mine xmlns='urn:mine' a='b'><inner/></mine>
          </metadata>
          <vcpu placement='static' newer='x'>2</vcpu>
          <devices>
            <disk type='file'><target dev='vda'/></disk>
            <disk type='flux'><target dev='vdb'/><readonly/></disk>
            <console tty='/dev/pts/1'/>
            <capacitor flux='1'/>
          </devices>
          <qemu:commandline><qemu:arg value='-x'/><qemu:arg value='-y'/></qemu:commandline>
        </domain>
        """;

    private final Accessors accessors = Accessors.load();

    @Test
    void everyElementAndAttribute_isListedOnce_withItsValue() throws Exception {
        assertTrueToXPath(Document.parse(TEXT));
    }

    @Test
    void soItIs_forRandomDocuments() throws Exception {
        assumeTrue(Distribution.hasSchemas(), "libvirt's schemas are not installed");
        for (String schema : List.of("domain", "network", "storagepool", "capability", "nodedev")) {
            Rng grammar = Rng.read(Rng.INSTALLED, schema + ".rng");
            RngRandom random = new RngRandom(11);
            for (int i = 0; i < 10; i++) {
                assertTrueToXPath(random.document(grammar));
            }
        }
    }

    private void assertTrueToXPath(Document document) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        org.w3c.dom.Document dom =
                factory.newDocumentBuilder().parse(new InputSource(new StringReader(document.xml())));
        XPath xpath = XPathFactory.newInstance().newXPath();
        xpath.setNamespaceContext(new Prefixes(dom));
        int nodes = ((NodeList) xpath.evaluate("//* | //@*", dom, XPathConstants.NODESET)).getLength();
        List<Accessor> explained = accessors.explain(document);
        List<Accessor> listed =
                explained.stream().filter(a -> !a.path().endsWith("/text()")).toList();
        assertEquals(nodes, listed.size());
        assertEquals(nodes, listed.stream().map(Accessor::path).distinct().count());
        for (Accessor a : explained) {
            NodeList found = (NodeList) xpath.evaluate(a.path(), dom, XPathConstants.NODESET);
            assertTrue(found.getLength() >= 1, a.path());
            Node node = found.item(0);
            if (node instanceof Attr || node.getNodeType() == Node.TEXT_NODE) {
                assertEquals(node.getNodeValue(), a.value(), a.path());
            } else if (node.getFirstChild() == null || node.getFirstChild() == node.getLastChild()) {
                assertEquals(
                        node.getFirstChild() instanceof org.w3c.dom.Text
                                ? node.getTextContent().strip()
                                : "",
                        a.value().strip(),
                        a.path());
            }
            if (a.isTyped()) {
                assertPublic(a);
            }
        }
    }

    private static void assertPublic(Accessor a) throws Exception {
        String[] part = a.method().orElseThrow().split("[#()]");
        Class<?> type = Class.forName(part[0]);
        Method method = part[1].equals("parse") ? type.getMethod("parse", String.class) : type.getMethod(part[1]);
        assertTrue(Modifier.isPublic(method.getModifiers()) && Modifier.isPublic(type.getModifiers()), a.toString());
        assertEquals(a.type().orElseThrow(), method.getGenericReturnType().getTypeName());
        assertFalse(
                a.type().orElseThrow().matches(".*(libvirt\\.xml\\.(Element|Node|Attribute)|java\\.util\\.Map)\\b.*"),
                a.toString());
    }

    @Test
    void whatNoAccessorReaches_isSaid() {
        Set<String> untyped = accessors.explain(Document.parse(TEXT)).stream()
                .filter(a -> !a.isTyped())
                .map(Accessor::path)
                .collect(Collectors.toSet());
        String mine = "/domain/metadata/*[local-name()='mine' and namespace-uri()='urn:mine']";
        assertEquals(
                Set.of(
                        mine,
                        mine + "/@a",
                        mine + "/*[local-name()='inner' and namespace-uri()='urn:mine']",
                        "/domain/vcpu/@newer",
                        "/domain/devices/capacitor",
                        "/domain/devices/capacitor/@flux"),
                untyped);
    }

    @Test
    void valuesThatAreNotOfTheirType_areNotTyped() {
        List<Accessor> all = accessors.explain(Document.parse("<domain><vcpu>many</vcpu><uuid>x</uuid></domain>"));
        assertEquals(2, all.stream().filter(a -> a.problem().isPresent()).count());
    }

    @Test
    void devicesAlone_areExplainedToo() {
        List<Accessor> all = accessors.explain(Document.parse("<disk type='file'><target dev='a'/></disk>"));
        assertTrue(all.stream().allMatch(Accessor::isTyped), all.toString());
        assertTrue(accessors.explain(Document.parse("<unheard-of a='b'/>")).stream()
                .noneMatch(Accessor::isTyped));
    }

    /** The prefixes that the document uses, wherever they are declared. */
    private static final class Prefixes implements NamespaceContext {
        private final Map<String, String> uris = new TreeMap<>();

        Prefixes(Node node) {
            if (node.getPrefix() != null) {
                uris.put(node.getPrefix(), node.getNamespaceURI());
            }
            for (Node c = node.getFirstChild(); c != null; c = c.getNextSibling()) {
                uris.putAll(new Prefixes(c).uris);
            }
        }

        @Override
        public String getNamespaceURI(String prefix) {
            return uris.getOrDefault(prefix, "");
        }

        @Override
        public String getPrefix(String uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Iterator<String> getPrefixes(String uri) {
            throw new UnsupportedOperationException();
        }
    }
}
