package org.libvirt.jna;

/** Stands for the interface of this name in libvirt-java, for a planted violation. */
public interface Libvirt {}
