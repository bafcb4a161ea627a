package io.dosvm.libvirt.xml;

/**
 * One thing that libvirt's schema does not allow.
 *
 * @param path the element at which it shows, as an XPath
 * @param message what the validator says
 * @since 0.1
 */
public record Violation(String path, String message) {}
