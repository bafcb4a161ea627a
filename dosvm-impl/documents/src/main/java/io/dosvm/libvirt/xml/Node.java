package io.dosvm.libvirt.xml;

/**
 * What an element contains.
 *
 * @since 0.1
 */
public sealed interface Node permits Element, Text, Comment, Instruction {}
