/** Typed, lossless libvirt documents. Needs nothing but the JDK's XML parser. */
module io.dosvm.libvirt.xml {
    requires java.xml;
    requires static transitive org.jspecify;

    exports io.dosvm.libvirt.xml;
    exports io.dosvm.libvirt.xml.capabilities;
    exports io.dosvm.libvirt.xml.domain;
    exports io.dosvm.libvirt.xml.hostinterface;
    exports io.dosvm.libvirt.xml.network;
    exports io.dosvm.libvirt.xml.nodedev;
    exports io.dosvm.libvirt.xml.nwfilter;
    exports io.dosvm.libvirt.xml.secret;
    exports io.dosvm.libvirt.xml.snapshot;
    exports io.dosvm.libvirt.xml.storage;
}
