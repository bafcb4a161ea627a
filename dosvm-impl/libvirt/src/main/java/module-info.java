/** A host driver on libvirt. JNA is an automatic module: fine on the module path, not for jlink. */
module io.dosvm.libvirt {
    requires transitive io.dosvm;
    requires io.dosvm.libvirt.xml;
    requires com.sun.jna;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.dosvm.libvirt;

    // JNA finds direct-mapped methods and callback signatures by reflection
    opens io.dosvm.libvirt.binding to
            com.sun.jna;

    provides io.dosvm.spi.HostDriverProvider with
            io.dosvm.libvirt.LibvirtProvider;
}
