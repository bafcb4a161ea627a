/** A builder with virt-install's options, which makes libvirt documents. No program needs it to run its VMs. */
module io.dosvm.libvirt.xml.install {
    requires java.xml;
    requires transitive io.dosvm.libvirt.xml;
    requires static transitive org.jspecify;

    exports io.dosvm.libvirt.xml.install;
}
