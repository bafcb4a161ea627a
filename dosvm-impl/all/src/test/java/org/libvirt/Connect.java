package org.libvirt;

/** Stands for the class of this name in libvirt-java, for a planted violation. */
public final class Connect {}
