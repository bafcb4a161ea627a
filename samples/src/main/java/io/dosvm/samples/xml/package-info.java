/** Programs on libvirt's documents. */
@NullMarked
package io.dosvm.samples.xml;

import org.jspecify.annotations.NullMarked;
