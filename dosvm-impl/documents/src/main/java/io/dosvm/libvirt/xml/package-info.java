/**
 * Typed, lossless libvirt documents: an immutable element tree, and typed views over it.
 *
 * <p>The tree ({@link io.dosvm.libvirt.xml.Document}, {@link io.dosvm.libvirt.xml.Element}) keeps everything that was
 * read: unknown elements, comments, namespaces, order. The views (in the packages below this one) give typed access to
 * what libvirt's schemas describe, and build and edit such trees. Everything here is immutable and free of blocking,
 * except the builders, which belong to one thread and one lambda.
 */
@NullMarked
package io.dosvm.libvirt.xml;

import org.jspecify.annotations.NullMarked;
