CREATE TABLE subnet (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  name VARCHAR(128) NOT NULL,
  name_key VARCHAR(256) NOT NULL,
  description VARCHAR(1000) NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  definition TEXT NOT NULL,
  CONSTRAINT subnet_name_unique UNIQUE (name_key)
);
CREATE TABLE subnet_project (
  subnet_id VARCHAR(36) NOT NULL,
  project_id VARCHAR(36) NOT NULL,
  CONSTRAINT subnet_project_key PRIMARY KEY (subnet_id, project_id),
  CONSTRAINT subnet_project_subnet_exists FOREIGN KEY (subnet_id) REFERENCES subnet (id),
  CONSTRAINT subnet_project_project_exists FOREIGN KEY (project_id) REFERENCES project (id)
);
CREATE TABLE network (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  project_id VARCHAR(36) NOT NULL,
  name VARCHAR(128) NOT NULL,
  name_key VARCHAR(256) NOT NULL,
  description VARCHAR(1000) NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  host_id VARCHAR(36) NOT NULL,
  subnet_id VARCHAR(36) NOT NULL,
  bridge VARCHAR(15) NOT NULL,
  forward_interface VARCHAR(15),
  deleting BOOLEAN NOT NULL,
  CONSTRAINT network_name_unique UNIQUE (project_id, name_key),
  CONSTRAINT network_bridge_unique UNIQUE (host_id, bridge),
  CONSTRAINT network_project_exists FOREIGN KEY (project_id) REFERENCES project (id),
  CONSTRAINT network_host_exists FOREIGN KEY (host_id) REFERENCES host (id),
  CONSTRAINT network_subnet_exists FOREIGN KEY (subnet_id) REFERENCES subnet (id)
);
CREATE INDEX network_by_subnet ON network (subnet_id);
