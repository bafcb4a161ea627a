-- Machines that a person has confirmed dead and that were deleted since: one that comes back is not ours by itself.
CREATE TABLE IF NOT EXISTS dead_machine (
    machine_key  VARCHAR(255) NOT NULL PRIMARY KEY,
    host_name    VARCHAR(128) NOT NULL,
    reason       VARCHAR(500) NOT NULL,
    forgotten_at BIGINT       NOT NULL
);
