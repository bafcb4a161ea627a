package io.dosvm.engine.event;

import io.dosvm.Event;
import io.dosvm.EventListener;
import io.dosvm.Events;
import io.dosvm.Subscription;
import io.dosvm.engine.store.Database;
import io.dosvm.error.ValidationException;
import io.dosvm.error.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The events as the API shows them. */
public final class StoredEvents implements Events {
    private static final int MAX = 1000;

    private final Database database;
    private final EventLog log;
    private final Watches watches;
    private final Runnable authorize;

    /**
     * A view of the events for one caller.
     *
     * @param authorize throws if the caller may not see them
     */
    public StoredEvents(Database database, EventLog log, Watches watches, Runnable authorize) {
        this.database = database;
        this.log = log;
        this.watches = watches;
        this.authorize = authorize;
    }

    @Override
    public long position() {
        authorize.run();
        return database.transaction("event.position", log::position);
    }

    @Override
    public List<Event> read(long after, int limit) {
        authorize.run();
        List<Violation> violations = new ArrayList<>(wrongPosition(after));
        if (limit < 1 || limit > MAX) {
            violations.add(new Violation("limit", String.valueOf(limit), "1–" + MAX));
        }
        refuse(violations);
        return database.transaction("event.read", tx -> log.read(tx, after, limit));
    }

    @Override
    public Subscription watch(long after, EventListener listener) {
        authorize.run();
        refuse(wrongPosition(after));
        return watches.watch(OptionalLong.of(after), event -> true, listener);
    }

    private static List<Violation> wrongPosition(long after) {
        return after < 0 ? List.of(new Violation("after", String.valueOf(after), "0 or a position")) : List.of();
    }

    private static void refuse(List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw new ValidationException(violations);
        }
    }
}
