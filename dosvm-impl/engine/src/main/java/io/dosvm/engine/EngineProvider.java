package io.dosvm.engine;

import io.dosvm.Caller;
import io.dosvm.Dosvm;
import io.dosvm.DosvmConfig;
import io.dosvm.DosvmProvider;
import io.dosvm.Store;
import io.dosvm.engine.kernel.FileNames;
import io.dosvm.error.ValidationException;
import io.dosvm.error.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Opens the control plane in this process. */
public final class EngineProvider implements DosvmProvider {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,32}");
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    /** Found by the service loader. */
    public EngineProvider() {}

    @Override
    public Dosvm open(DosvmConfig config) {
        List<Violation> violations = new ArrayList<>();
        if (config.store().isEmpty()) {
            violations.add(new Violation("store", "(not set)", "Store.embedded(folder) or Store.shared(…)"));
        }
        config.store()
                .filter(Store.Embedded.class::isInstance)
                .map(store -> ((Store.Embedded) store).folder().toAbsolutePath())
                .filter(folder -> !FileNames.lasting(folder))
                .ifPresent(folder -> violations.add(new Violation("store", folder.toString(), FileNames.rule())));
        if (!NAME.matcher(config.name()).matches()) {
            violations.add(new Violation("name", config.name(), "1–32 ASCII letters, digits or '-'"));
        }
        if (config.deadline().compareTo(SHORTEST) < 0 || config.deadline().compareTo(LONGEST) > 0) {
            violations.add(new Violation("deadline", config.deadline().toString(), "1 second to 1 day"));
        }
        if (!violations.isEmpty()) {
            throw new ValidationException(violations);
        }
        return new EngineDosvm(Engine.open(config), Caller.SYSTEM, true);
    }
}
