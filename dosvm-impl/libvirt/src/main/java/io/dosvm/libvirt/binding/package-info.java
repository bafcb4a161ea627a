/**
 * All native code: the client library of libvirt, called by JNA direct mapping.
 *
 * <p>Everything is bound in one small class, {@link io.dosvm.libvirt.binding.Natives}, and libvirt-java is not used.
 * Its object classes free natively in finalizers and lose callbacks to the garbage collector; its raw interface lacks
 * the bulk calls, leases, addresses and network events that are needed here, is called by reflection, reads text in the
 * platform's encoding, and binding the same library twice would mean two kinds of handles. One class with one encoding
 * is less code than both together, and one jar less.
 *
 * <p>Structures are read at their offsets on 64-bit machines, the only ones that are supported.
 *
 * <p>Rules that hold here, and nowhere else need to be thought of: the event loop runs before the first connection and
 * ends after the last; libvirt's last error is read on the thread of the call; what libvirt allocates is freed in the
 * same method; a call that fails without an error fails nevertheless; no caller waits past its deadline; callbacks live
 * as long as anything may call them.
 */
@NullMarked
package io.dosvm.libvirt.binding;

import org.jspecify.annotations.NullMarked;
