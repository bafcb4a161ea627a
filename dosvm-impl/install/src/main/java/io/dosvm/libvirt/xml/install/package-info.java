/**
 * Domains as virt-install makes them: every option typed, sensible defaults for what is not said, and virt-install's
 * own command line. Nothing here talks to libvirt: the result is XML.
 */
@NullMarked
package io.dosvm.libvirt.xml.install;

import org.jspecify.annotations.NullMarked;
