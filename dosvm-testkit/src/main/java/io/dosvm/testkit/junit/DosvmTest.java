package io.dosvm.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives test methods a control plane on fake hosts, each method its own: parameters may be {@link io.dosvm.Dosvm},
 * {@link io.dosvm.testkit.FakeHosts}, {@link io.dosvm.testkit.FakeHost} (the one named {@code lab}),
 * {@link io.dosvm.testkit.VirtualWorld} and {@link io.dosvm.spi.Runtime}.
 *
 * <pre>{@code
 * @DosvmTest
 * class ShopTest {
 *     @Test
 *     void aHostIsLost(Dosvm dosvm, FakeHost lab) {
 *         dosvm.hosts().ensure("lab", h -> h.uri("fake:lab")).await();
 *         lab.vanish();
 *     }
 * }
 * }</pre>
 *
 * <p>Time is virtual unless {@link #time()} says otherwise: what waits an hour takes no time, and the order of
 * everything comes from {@link #seed()}. The store is an embedded one in a folder of its own that goes afterwards. When
 * a test fails, what was on the hosts is shown with its exception; a task that ended by an exception fails the test.
 *
 * @since 0.1
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(DosvmExtension.class)
public @interface DosvmTest {
    /** Whose time passes. */
    enum Time {
        /** It jumps to what is due. */
        VIRTUAL,
        /** The machine's. */
        REAL
    }

    /**
     * Whose time passes.
     *
     * @return virtual unless set
     */
    Time time() default Time.VIRTUAL;

    /**
     * What picks the order of everything in virtual time.
     *
     * @return any number
     */
    long seed() default 1;
}
