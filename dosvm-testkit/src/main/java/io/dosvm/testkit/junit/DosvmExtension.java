package io.dosvm.testkit.junit;

import io.dosvm.Dosvm;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.FakeHost;
import io.dosvm.testkit.FakeHosts;
import io.dosvm.testkit.VirtualWorld;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Does what {@link DosvmTest} says; used through it.
 *
 * @since 0.1
 */
public final class DosvmExtension implements ParameterResolver, TestExecutionExceptionHandler, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(DosvmExtension.class);
    private static final Map<Class<?>, Function<TestCloud, Object>> PARTS = Map.of(
            Dosvm.class, TestCloud::dosvm,
            FakeHosts.class, TestCloud::hosts,
            FakeHost.class, TestCloud::lab,
            VirtualWorld.class, TestCloud::world,
            Runtime.class, TestCloud::runtime);

    /** For JUnit. */
    public DosvmExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARTS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Function<TestCloud, Object> part = PARTS.get(parameter.getParameter().getType());
        if (part == null) {
            throw new IllegalArgumentException("no parameter of a @DosvmTest: " + parameter);
        }
        return part.apply(cloud(context));
    }

    /** Shows what was on the hosts when a test failed. */
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        TestCloud cloud = context.getStore(NAMESPACE).get(TestCloud.class, TestCloud.class);
        if (cloud != null) {
            failure.addSuppressed(new StateAtFailure(cloud.dump()));
        }
        throw failure;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TestCloud cloud = context.getStore(NAMESPACE).remove(TestCloud.class, TestCloud.class);
        if (cloud != null) {
            cloud.close();
            if (context.getExecutionException().isEmpty()) {
                cloud.requireNoFailures();
            }
        }
    }

    private static TestCloud cloud(ExtensionContext context) {
        DosvmTest settings = AnnotationSupport.findAnnotation(context.getElement(), DosvmTest.class)
                .or(() -> AnnotationSupport.findAnnotation(context.getRequiredTestClass(), DosvmTest.class))
                .orElseThrow(() -> new IllegalStateException("no @DosvmTest on " + context.getDisplayName()));
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(TestCloud.class, c -> new TestCloud(settings), TestCloud.class);
    }

    /** Not a failure of its own: what was on the hosts when the test failed. */
    private static final class StateAtFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StateAtFailure(String state) {
            super("the state when the test failed\n" + state, null, false, false);
        }
    }
}
