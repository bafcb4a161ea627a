CREATE TABLE pool (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  name VARCHAR(128) NOT NULL,
  name_key VARCHAR(256) NOT NULL,
  description VARCHAR(1000) NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  host_id VARCHAR(36) NOT NULL,
  directory VARCHAR(1024) NOT NULL,
  capacity BIGINT NOT NULL,
  used BIGINT NOT NULL,
  deleting BOOLEAN NOT NULL,
  CONSTRAINT pool_name_unique UNIQUE (name_key),
  CONSTRAINT pool_directory_unique UNIQUE (host_id, directory),
  CONSTRAINT pool_host_exists FOREIGN KEY (host_id) REFERENCES host (id),
  CONSTRAINT pool_within_capacity CHECK (used >= 0 AND used <= capacity)
);
CREATE TABLE pool_project (
  pool_id VARCHAR(36) NOT NULL,
  project_id VARCHAR(36) NOT NULL,
  CONSTRAINT pool_project_key PRIMARY KEY (pool_id, project_id),
  CONSTRAINT pool_project_pool_exists FOREIGN KEY (pool_id) REFERENCES pool (id),
  CONSTRAINT pool_project_project_exists FOREIGN KEY (project_id) REFERENCES project (id)
);
CREATE TABLE image (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  project_id VARCHAR(36) NOT NULL,
  pool_id VARCHAR(36) NOT NULL,
  name VARCHAR(128) NOT NULL,
  name_key VARCHAR(256) NOT NULL,
  description VARCHAR(1000) NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  state VARCHAR(32) NOT NULL,
  format VARCHAR(32) NOT NULL,
  capacity BIGINT NOT NULL,
  size BIGINT NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  CONSTRAINT image_name_unique UNIQUE (project_id, name_key),
  CONSTRAINT image_project_exists FOREIGN KEY (project_id) REFERENCES project (id),
  CONSTRAINT image_pool_exists FOREIGN KEY (pool_id) REFERENCES pool (id)
);
CREATE INDEX image_by_pool ON image (pool_id);
CREATE TABLE volume (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  project_id VARCHAR(36) NOT NULL,
  pool_id VARCHAR(36) NOT NULL,
  name VARCHAR(160) NOT NULL,
  name_key VARCHAR(320) NOT NULL,
  description VARCHAR(1000) NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  state VARCHAR(32) NOT NULL,
  format VARCHAR(32) NOT NULL,
  capacity BIGINT NOT NULL,
  image_id VARCHAR(36),
  vm_id VARCHAR(36),
  CONSTRAINT volume_name_unique UNIQUE (project_id, name_key),
  CONSTRAINT volume_project_exists FOREIGN KEY (project_id) REFERENCES project (id),
  CONSTRAINT volume_pool_exists FOREIGN KEY (pool_id) REFERENCES pool (id),
  CONSTRAINT volume_image_exists FOREIGN KEY (image_id) REFERENCES image (id)
);
CREATE INDEX volume_by_pool ON volume (pool_id);
CREATE INDEX volume_by_vm ON volume (vm_id);
