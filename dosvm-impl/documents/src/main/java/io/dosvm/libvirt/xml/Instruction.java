package io.dosvm.libvirt.xml;

/**
 * A processing instruction.
 *
 * @param target its first word
 * @param data the rest, empty if there is none
 * @since 0.1
 */
public record Instruction(String target, String data) implements Node {}
