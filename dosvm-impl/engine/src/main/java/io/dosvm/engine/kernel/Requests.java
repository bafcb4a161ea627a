package io.dosvm.engine.kernel;

import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.RequestId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The table of request ids: what each was used for, and which object was made. */
final class Requests {
    Optional<UUID> requested(Tx tx, RequestId id, String fingerprint, UUID created) {
        String digest = digest(fingerprint);
        Optional<Made> made = tx.first(
                "SELECT fingerprint, object_id FROM request WHERE id = :id",
                Map.of("id", id.value()),
                (row, context) -> new Made(row.getString("fingerprint"), UUID.fromString(row.getString("object_id"))));
        if (made.isEmpty()) {
            tx.update(
                    "INSERT INTO request (id, fingerprint, object_id, created_at)"
                            + " VALUES (:id, :fingerprint, :object, :now)",
                    Map.of("id", id.value(), "fingerprint", digest, "object", created, "now", tx.now()));
            return Optional.empty();
        }
        if (!made.get().fingerprint().equals(digest)) {
            throw DosvmException.of(
                            ErrorCode.REQUEST_ID_REUSED, "the request id '" + id + "' was used for something else")
                    .with("requestId", id)
                    .with("object", made.get().object())
                    .hint("take a new id for each create, and the same only to repeat it")
                    .build();
        }
        return made.map(Made::object);
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private record Made(String fingerprint, UUID object) {}
}
