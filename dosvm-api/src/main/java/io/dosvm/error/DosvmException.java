package io.dosvm.error;

import io.dosvm.value.ResourceRef;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The root of all that the SDK throws on purpose.
 *
 * <p>The message is for the person who must act: what, which object, which rule, what to do. Programs decide by
 * {@link #code()}. Subclasses exist where a program wants to catch a family or read more than text.
 *
 * @since 0.1
 */
public class DosvmException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient @Nullable ResourceRef resource;
    private final transient Map<String, String> arguments;
    private final String hint;

    /**
     * An exception from a filled report.
     *
     * @param report what is to be told
     */
    protected DosvmException(Report report) {
        super(report.text(), report.cause);
        this.code = report.code;
        this.resource = report.resource;
        this.arguments = Collections.unmodifiableMap(new LinkedHashMap<>(report.arguments));
        this.hint = report.hint;
    }

    /**
     * Begins a report.
     *
     * @param code what went wrong
     * @param message one sentence: what, which, why; never a secret
     * @return the report, to be completed and built
     */
    public static Report of(ErrorCode code, String message) {
        return new Report(code, message);
    }

    /**
     * What went wrong.
     *
     * @return the stable code
     */
    public ErrorCode code() {
        return code;
    }

    /**
     * The object that it is about.
     *
     * @return the object, where there is one
     */
    public Optional<ResourceRef> resource() {
        return Optional.ofNullable(resource);
    }

    /**
     * The facts of the message, by name, for programs.
     *
     * @return immutable, in the order of the message
     */
    public Map<String, String> arguments() {
        return arguments;
    }

    /**
     * Whether the same call may succeed later without anybody changing anything.
     *
     * @return true if repeating makes sense
     */
    public boolean retryable() {
        return code.retryable();
    }

    /**
     * What the person can do.
     *
     * @return one sentence, or empty
     */
    public String hint() {
        return hint;
    }

    /**
     * Every violation of a rule.
     *
     * @return all of them for {@link ErrorCode#INVALID}, empty for other codes
     */
    public List<Violation> violations() {
        return List.of();
    }

    /**
     * An exception being written.
     *
     * @since 0.1
     */
    public static final class Report {
        private final ErrorCode code;
        private final String message;
        private final Map<String, String> arguments = new LinkedHashMap<>();
        private @Nullable ResourceRef resource;
        private @Nullable Throwable cause;
        private String hint = "";

        private Report(ErrorCode code, String message) {
            this.code = code;
            this.message = message;
        }

        /**
         * Names the object.
         *
         * @param about the object that it is about
         * @return this
         */
        public Report resource(ResourceRef about) {
            this.resource = about;
            return this;
        }

        /**
         * Adds a fact.
         *
         * @param name its name
         * @param value its value; never a secret
         * @return this
         */
        public Report with(String name, Object value) {
            arguments.put(name, String.valueOf(value));
            return this;
        }

        /**
         * Says what the person can do.
         *
         * @param advice one sentence
         * @return this
         */
        public Report hint(String advice) {
            this.hint = advice;
            return this;
        }

        /**
         * Keeps the cause.
         *
         * @param reason what lies beneath
         * @return this
         */
        public Report cause(Throwable reason) {
            this.cause = reason;
            return this;
        }

        /**
         * The exception of the family that the code belongs to.
         *
         * @return the exception, to be thrown by the caller
         */
        public DosvmException build() {
            return switch (code) {
                case NOT_FOUND -> new NotFoundException(this);
                case ALREADY_EXISTS, DIFFERS, VERSION_CONFLICT, REQUEST_ID_REUSED, IN_USE, WRONG_STATE ->
                    new ConflictException(this);
                case QUOTA_EXCEEDED, POOL_FULL, NO_HOST -> new CapacityException(this);
                case CONNECT_RESOLVE,
                        CONNECT_REACH,
                        CONNECT_TLS,
                        CONNECT_AUTH,
                        CONNECT_HYPERVISOR,
                        HOST_LOST,
                        HOST_STUCK -> new HostUnreachableException(this);
                case TIMEOUT -> new TimeoutException(this);
                case STORE_UNAVAILABLE, STORE_LOCKED, STORE_TOO_NEW, STORE_CORRUPT -> new StoreException(this);
                default -> new DosvmException(this);
            };
        }

        private String text() {
            StringBuilder text = new StringBuilder(code.id()).append(": ");
            if (resource != null) {
                text.append(resource).append(": ");
            }
            text.append(message);
            if (!hint.isEmpty()) {
                text.append(" (").append(hint).append(')');
            }
            return text.toString();
        }
    }
}
