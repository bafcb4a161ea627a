-- lane: the host that an operation waits for, or was on last. last_error: why its last attempt failed, as JSON.
ALTER TABLE operation ADD COLUMN lane VARCHAR(36);

ALTER TABLE operation ADD COLUMN last_error TEXT;

CREATE INDEX IF NOT EXISTS operation_lane ON operation (lane);

CREATE INDEX IF NOT EXISTS operation_target ON operation (target_id, kind);
