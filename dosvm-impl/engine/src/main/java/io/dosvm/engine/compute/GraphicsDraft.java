package io.dosvm.engine.compute;

import io.dosvm.GraphicsSpec;
import io.dosvm.engine.compute.InstanceDefinition.Graphics;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.spi.Compute.GraphicsDefinition.Type;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects a display. */
final class GraphicsDraft implements GraphicsSpec {
    private final Set<Type> types = EnumSet.noneOf(Type.class);
    private @Nullable String listen;

    @Override
    public GraphicsSpec vnc() {
        types.add(Type.VNC);
        return this;
    }

    @Override
    public GraphicsSpec spice() {
        types.add(Type.SPICE);
        return this;
    }

    @Override
    public GraphicsSpec listen(String address) {
        listen = address;
        return this;
    }

    Optional<Graphics> read(Violations violations) {
        violations.check(types.size() == 1, "graphics", types.isEmpty() ? "not set" : types, "one of vnc, spice");
        return types.stream().findFirst().map(type -> new Graphics(type, listen));
    }
}
