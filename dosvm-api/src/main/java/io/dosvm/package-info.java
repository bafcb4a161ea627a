/** The nouns of the SDK: open a {@code Dosvm} and work with its hosts, projects, pools, networks, instances and VMs. */
@NullMarked
package io.dosvm;

import org.jspecify.annotations.NullMarked;
