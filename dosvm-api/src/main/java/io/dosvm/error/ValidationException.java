package io.dosvm.error;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One or more values break rules: {@link ErrorCode#INVALID}. Lists every violation; nothing was written.
 *
 * @since 0.1
 */
public final class ValidationException extends DosvmException {
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    /**
     * An exception over all violations of one call.
     *
     * @param violations at least one
     */
    public ValidationException(List<Violation> violations) {
        super(of(ErrorCode.INVALID, violations.stream().map(Violation::toString).collect(Collectors.joining("; "))));
        this.violations = List.copyOf(violations);
    }

    @Override
    public List<Violation> violations() {
        return violations;
    }
}
