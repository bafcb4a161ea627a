/** The whole SDK: what a program that depends on dosvm-impl gets. It names the api; the rest is found as services. */
module io.dosvm.impl {
    requires transitive io.dosvm;
    requires io.dosvm.engine;
    requires io.dosvm.libvirt;
    requires transitive io.dosvm.libvirt.xml;
}
