-- What is promised to VMs is only ever changed by conditional updates against the capacity in the same row.
CREATE TABLE IF NOT EXISTS host (
    id              VARCHAR(36)   NOT NULL PRIMARY KEY,
    name            VARCHAR(128)  NOT NULL,
    name_key        VARCHAR(256)  NOT NULL,
    description     VARCHAR(1000) NOT NULL,
    version         BIGINT        NOT NULL,
    created_at      BIGINT        NOT NULL,
    uri             VARCHAR(1000) NOT NULL,
    state           VARCHAR(32)   NOT NULL,
    machine_key     VARCHAR(255),
    claimed         BOOLEAN       NOT NULL,
    previous_owner  VARCHAR(36),
    facts           VARCHAR(8000),
    connection      VARCHAR(32)   NOT NULL,
    problem         VARCHAR(500)  NOT NULL,
    observed_at     BIGINT,
    observer_epoch  BIGINT        NOT NULL,
    cordoned        BOOLEAN       NOT NULL,
    max_vm_memory   BIGINT,
    max_vcpus       INTEGER,
    capacity_memory BIGINT        NOT NULL,
    capacity_vcpus  BIGINT        NOT NULL,
    foreign_memory  BIGINT        NOT NULL,
    foreign_vcpus   BIGINT        NOT NULL,
    reserved_memory BIGINT        NOT NULL,
    reserved_vcpus  BIGINT        NOT NULL,
    CONSTRAINT host_name UNIQUE (name_key),
    CONSTRAINT host_machine UNIQUE (machine_key),
    CONSTRAINT host_reserved CHECK (reserved_memory >= 0 AND reserved_vcpus >= 0)
);
CREATE TABLE IF NOT EXISTS reservation (
    vm_id   VARCHAR(36)  NOT NULL PRIMARY KEY,
    host_id VARCHAR(36)  NOT NULL,
    vm_name VARCHAR(128) NOT NULL,
    vcpus   INTEGER      NOT NULL,
    memory  BIGINT       NOT NULL,
    CONSTRAINT reservation_host_exists FOREIGN KEY (host_id) REFERENCES host (id)
);
CREATE INDEX IF NOT EXISTS reservation_host ON reservation (host_id);
