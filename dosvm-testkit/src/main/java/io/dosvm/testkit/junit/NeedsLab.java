package io.dosvm.testkit.junit;

import io.dosvm.testkit.lab.LabRequirements;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Marks tests that run on private libvirt hosts ({@link io.dosvm.testkit.lab.Lab}) and the tiny guest. Where the
 * machine lacks something they are skipped, and what it lacks is the reason given; under {@code CI=true} they fail
 * instead. {@code DOSVM_LAB=install} installs what is missing first. The tests bear the tag {@code lab}.
 *
 * @since 0.1
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Tag("lab")
@ExtendWith(NeedsLab.Condition.class)
public @interface NeedsLab {
    /** Decides by what {@link LabRequirements} says of this machine. */
    final class Condition implements ExecutionCondition {
        private static final Namespace NAMESPACE = Namespace.create(Condition.class);

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            // asked once per class and once per method: the machine is looked at once per run
            return context.getRoot()
                    .getStore(NAMESPACE)
                    .getOrComputeIfAbsent("result", key -> look(), ConditionEvaluationResult.class);
        }

        private static ConditionEvaluationResult look() {
            LabRequirements missing = LabRequirements.obtained(LabRequirements::ofAll, System.getenv());
            return missing.met()
                    ? ConditionEvaluationResult.enabled("the machine has what a lab needs")
                    : ConditionEvaluationResult.disabled(missing.describe());
        }
    }
}
