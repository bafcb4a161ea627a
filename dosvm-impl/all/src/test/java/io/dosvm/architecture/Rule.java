package io.dosvm.architecture;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/**
 * One line of the house's rules, with classes that break it: a rule that does not bite guards nothing.
 *
 * @param name what the rule says
 * @param rule the rule
 * @param planted classes each of which must be found to break it
 */
record Rule(String name, ArchRule rule, List<Class<?>> planted) {
    static Rule of(String name, ArchRule rule, Class<?>... planted) {
        return new Rule(name, rule.allowEmptyShould(true).as(name), List.of(planted));
    }
}
