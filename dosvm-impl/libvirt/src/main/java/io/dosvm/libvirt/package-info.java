/**
 * A host driver on libvirt: one host, local or remote, through its libvirt daemon.
 *
 * <p>Found by {@link java.util.ServiceLoader} as {@link io.dosvm.libvirt.LibvirtProvider}; takes {@code qemu} and
 * {@code test} URIs. XML is written and read by the documents room alone, native code stands in
 * {@code io.dosvm.libvirt.binding} alone. JNA is an automatic module: fine on the module path, not for jlink.
 */
@NullMarked
package io.dosvm.libvirt;

import org.jspecify.annotations.NullMarked;
