package io.dosvm.error;

/**
 * One value that breaks one rule.
 *
 * @param field where the value stands, such as {@code quota.vcpus} or {@code disks[1].size}
 * @param value the value as text; never a secret
 * @param rule what a right value looks like, and so what to do
 * @since 0.1
 */
public record Violation(String field, String value, String rule) {
    @Override
    public String toString() {
        return field + " = " + value + ": " + rule;
    }
}
