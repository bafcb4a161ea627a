-- lane: the host that an operation waits for, or was on last. last_error: why its last attempt failed, as JSON.
-- home: the node that was asked, where the work needs what only that one has; another takes it when that one is gone.
ALTER TABLE operation ADD COLUMN lane VARCHAR(36);

ALTER TABLE operation ADD COLUMN last_error TEXT;

ALTER TABLE operation ADD COLUMN home VARCHAR(36);

CREATE INDEX IF NOT EXISTS operation_lane ON operation (lane);

CREATE INDEX IF NOT EXISTS operation_target ON operation (target_id, kind);
