-- What every noun stands on. Times are µs since 1970, UTC.
-- minimum reader: 1

CREATE TABLE IF NOT EXISTS control_plane (
    one INTEGER PRIMARY KEY,
    id VARCHAR(36) NOT NULL,
    created_at BIGINT NOT NULL
);

-- Each opening is a node of its own: what an earlier one has left behind is taken over.
CREATE TABLE IF NOT EXISTS node (
    id VARCHAR(36) PRIMARY KEY,
    name VARCHAR(64) NOT NULL,
    opened_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);

-- due_at: when a node is to look at it: its time while it waits, the end of its lease while a node works on it,
-- nothing once it has ended. active_target: the target until it has ended, so that there is one at a time.
-- once_step: a verb that must not be repeated was begun.
CREATE TABLE IF NOT EXISTS operation (
    id VARCHAR(36) PRIMARY KEY,
    kind VARCHAR(64) NOT NULL,
    target_kind VARCHAR(32) NOT NULL,
    target_id VARCHAR(36) NOT NULL,
    target_name VARCHAR(160) NOT NULL,
    active_target VARCHAR(36),
    project_id VARCHAR(36),
    caller VARCHAR(255) NOT NULL,
    caller_address VARCHAR(255) NOT NULL,
    arguments TEXT NOT NULL,
    state VARCHAR(32) NOT NULL,
    undoing BOOLEAN NOT NULL,
    cancel_requested BOOLEAN NOT NULL,
    attempts INTEGER NOT NULL,
    due_at BIGINT,
    node_id VARCHAR(36),
    epoch BIGINT NOT NULL,
    once_step VARCHAR(64),
    progress_done BIGINT NOT NULL,
    progress_total BIGINT NOT NULL,
    progress_doing VARCHAR(255) NOT NULL,
    error TEXT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    CONSTRAINT operation_one UNIQUE (active_target)
);

CREATE INDEX IF NOT EXISTS operation_due ON operation (due_at);

CREATE INDEX IF NOT EXISTS operation_node ON operation (node_id);

CREATE TABLE IF NOT EXISTS event (
    position BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    kind VARCHAR(64) NOT NULL,
    resource_kind VARCHAR(32) NOT NULL,
    resource_id VARCHAR(36) NOT NULL,
    resource_name VARCHAR(160) NOT NULL,
    project_id VARCHAR(36),
    text VARCHAR(4000) NOT NULL
);

-- The one row is locked from the end of a transaction to its commit, so positions follow commits.
CREATE TABLE IF NOT EXISTS event_counter (
    one INTEGER PRIMARY KEY,
    last BIGINT NOT NULL
);

INSERT INTO event_counter (one, last) VALUES (1, 0);

CREATE TABLE IF NOT EXISTS audit (
    id VARCHAR(36) PRIMARY KEY,
    at BIGINT NOT NULL,
    caller VARCHAR(255) NOT NULL,
    caller_key VARCHAR(255) NOT NULL,
    caller_address VARCHAR(255) NOT NULL,
    action VARCHAR(64) NOT NULL,
    resource_kind VARCHAR(32) NOT NULL,
    resource_id VARCHAR(36) NOT NULL,
    resource_name VARCHAR(160) NOT NULL,
    text VARCHAR(4000) NOT NULL
);

CREATE INDEX IF NOT EXISTS audit_at ON audit (at);

CREATE TABLE IF NOT EXISTS uses (
    resource_id VARCHAR(36) NOT NULL,
    resource_kind VARCHAR(32) NOT NULL,
    user_id VARCHAR(36) NOT NULL,
    user_kind VARCHAR(32) NOT NULL,
    user_name VARCHAR(160) NOT NULL,
    how VARCHAR(64) NOT NULL,
    PRIMARY KEY (resource_id, user_id, how)
);

CREATE INDEX IF NOT EXISTS uses_user ON uses (user_id);

CREATE TABLE IF NOT EXISTS request (
    id VARCHAR(64) PRIMARY KEY,
    fingerprint VARCHAR(64) NOT NULL,
    object_id VARCHAR(36) NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX IF NOT EXISTS request_at ON request (created_at);

CREATE TABLE IF NOT EXISTS lease (
    name VARCHAR(128) PRIMARY KEY,
    node_id VARCHAR(36),
    epoch BIGINT NOT NULL,
    until_at BIGINT NOT NULL
);
