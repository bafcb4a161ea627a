package io.dosvm.testkit.contract;

import io.dosvm.spi.Call;
import io.dosvm.spi.Compute;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriverProvider;
import io.dosvm.spi.Networking;
import io.dosvm.spi.Request;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Storage;
import io.dosvm.spi.UserNetworking;
import io.dosvm.value.HostUri;
import java.util.function.UnaryOperator;

/** A driver that does as the true one does, but for what a subclass changes. */
class Liar implements HostDriver {
    final HostDriver truth;

    Liar(HostDriver truth) {
        this.truth = truth;
    }

    /** A lie about verbs: gets the true driver, and answers in its place. */
    interface Lie {
        Object answer(HostDriver truth, Request<?> request, Call call);
    }

    /** A provider whose drivers lie. */
    static HostDriverProvider provider(HostDriverProvider truth, UnaryOperator<HostDriver> lying) {
        return new HostDriverProvider() {
            @Override
            public String id() {
                return "liar";
            }

            @Override
            public boolean claims(HostUri uri) {
                return truth.claims(uri);
            }

            @Override
            public HostDriver open(HostUri uri, Runtime runtime) {
                return lying.apply(truth.open(uri, runtime));
            }
        };
    }

    static UnaryOperator<HostDriver> about(Lie lie) {
        return truth -> new Liar(truth) {
            @Override
            @SuppressWarnings("unchecked")
            public <R> R perform(Request<R> request, Call call) {
                return (R) lie.answer(truth, request, call);
            }
        };
    }

    @Override
    public <R> R perform(Request<R> request, Call call) {
        return truth.perform(request, call);
    }

    @Override
    public HostFacts facts(Facts request, Call call) {
        return perform(request, call);
    }

    @Override
    public Observation observe(Observe request, Call call) {
        return perform(request, call);
    }

    @Override
    public OwnerMark claim(Claim request, Call call) {
        return perform(request, call);
    }

    @Override
    public Done release(Release request, Call call) {
        return perform(request, call);
    }

    @Override
    public Watch watch(HostListener listener) {
        return truth.watch(listener);
    }

    @Override
    public Compute compute() {
        return truth.compute();
    }

    @Override
    public Storage storage() {
        return truth.storage();
    }

    @Override
    public Networking networking() {
        return truth.networking();
    }

    @Override
    public UserNetworking userNetworking() {
        return truth.userNetworking();
    }

    @Override
    public void close() {
        truth.close();
    }
}
